"""The one way through the house: translate -> remember -> judge -> plan -> open -> perform -> report.

A clean comment's way ends after `remember`, one round trip. What is flagged is opened before its comment is answered for, and
what the opening leased is handed to the outbox.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import structlog
from msgspec import Struct, structs

from bot.memory import Memory
from bot.memory.communities import CommunitySettings
from bot.memory.errors import StoreError
from bot.memory.history import Remember, Remembered
from bot.memory.incidents import Opened, Opening, OpeningAnswer
from bot.memory.queue import Leased, Record
from bot.pipeline.campaigns import join_campaign
from bot.pipeline.comments import CommentError, Conflict
from bot.runtime.metrics import Metrics
from rules.checks.copies import Copies, is_campaign, others
from rules.engine import judge, stood_before, texts
from rules.fingerprint import bands, phrase, remembered
from rules.harmless.phrases import is_short_phrase
from rules.model import Case, Comment, Original, Other, Said, Verdict
from rules.policy import LATE, plan

log = structlog.get_logger()

AT_A_STRETCH = 0.002
"""Seconds of judging after which others get their turn; who waits for it may wait for two stretches, and the texts that end them."""
_TRIES = 5

Undecided = CommentError | StoreError
"""Why a comment has no verdict: it is refused, or the store does not answer."""


class Judgement(Struct, frozen=True):
    """What came of one comment: its verdict, and the actions it decided, whose incident is ``incident``."""

    verdict: Verdict
    actions: tuple[Record, ...] = ()
    incident: str = ""
    opened: bool = False


class Judged(Struct, frozen=True):
    """A verdict and what follows from it under the settings that were asked: ``campaign`` is the case of a comment that belongs to one."""

    verdict: Verdict
    openings: list[Opening]
    campaign: Case | None
    chosen: CommunitySettings

    @property
    def followed(self) -> bool:
        """Whether anything does."""
        return bool(self.openings) or self.campaign is not None


class Hands(Protocol):
    """Who performs what is decided."""

    def hand(self, leased: Sequence[Leased]) -> None:
        """Take these actions and see that each gets an outcome."""


class Look(Protocol):
    """Who can ask a platform what became of earlier comments."""

    async def caught_up(self, comment: Comment, copies: Sequence[tuple[str, str]]) -> bool:
        """Whether copies of a comment, (id, thread), changed unseen; what changed is in the window from now on."""
        ...


@dataclass(slots=True)
class Pipeline:
    """Judges comments against what their accounts said, and has done about it what the community's settings say."""

    memory: Memory
    hands: Hands
    metrics: Metrics = field(default_factory=Metrics)
    writes_cards: set[str] = field(default_factory=set)
    """The platforms that write a card of each case that opens."""
    looks: dict[str, Look] = field(default_factory=dict)
    """For a platform that forgets what it did not hear: who looks at copies again before they count."""

    async def take_in(self, comment: Comment, platform: str) -> Judgement:
        """What comes of one comment. CommentError where it is refused; StoreError where it could not be judged, and stands."""
        try:
            decision = await self.settle(comment, platform, await self.remember(comment))
        except (CommentError, StoreError) as error:
            self._count(platform, [error])
            raise
        self._count(platform, [decision])
        return decision

    async def take_in_all(self, comments: Sequence[Comment], platform: str) -> list[Judgement | Undecided]:
        """What comes of up to 64 comments, in their order, or why nothing did; the clean ones cost one round trip together."""
        answers = list[Judgement | Undecided]()
        following: dict[int, Callable[[], Awaitable[Judgement]]] = {}
        began = time.perf_counter()
        for comment, found in zip(comments, await self.remember_all(comments), strict=True):
            if isinstance(found, CommentError | StoreError):
                answers.append(found)
                continue
            try:
                chosen = await self.memory.communities.chosen(comment.community, found.revision)
            except StoreError as error:
                answers.append(error)
                continue
            judged = await self._judge(comment, platform, found, chosen)
            if judged.followed:
                following[len(answers)] = partial(self._follow, comment, platform, found, judged)
            answers.append(Judgement(judged.verdict))
            began = await _in_turn(began)
        for place, answer in zip(following, await asyncio.gather(*map(_or_why_not, following.values())), strict=True):
            answers[place] = answer
        self._count(platform, answers)
        return answers

    def _count(self, platform: str, answers: Sequence[Judgement | Undecided]) -> None:
        self.metrics.judged(platform, [each.verdict for each in answers if isinstance(each, Judgement)])
        for each in answers:
            if not isinstance(each, Judgement):
                self.metrics.undecided(platform, "refused" if isinstance(each, CommentError) else "unanswered")

    async def remember_all(self, comments: Sequence[Comment]) -> list[Remembered | Undecided]:
        """Put up to 64 comments into their accounts' windows, in their order, in one round trip; where that failed, why."""
        asked: dict[int, Remember] = {}
        answers: dict[int, Remembered | Undecided] = {}
        began = time.perf_counter()
        for place, comment in enumerate(comments):
            try:
                asked[place] = await self._asked(comment)
            except (CommentError, StoreError) as error:
                answers[place] = error
            began = await _in_turn(began)
        with self.metrics.steps["remember"].time():
            found = await self.memory.window.remember_all(list(asked.values())) if asked else []
        for place, each in zip(asked, found, strict=True):
            answers[place] = each if isinstance(each, StoreError) else _conflict(each) or each
        return [answers[place] for place in range(len(comments))]

    async def remember(self, comment: Comment) -> Remembered:
        """Put a comment into its account's window. Calls of one loop turn share a round trip."""
        asked = await self._asked(comment)
        with self.metrics.steps["remember"].time():
            found = await self.memory.window.remember(asked)
        if conflict := _conflict(found):
            raise conflict
        return found

    async def _asked(self, comment: Comment) -> Remember:
        now = self.memory.store.clock.now()
        if comment.said_at > now + LATE:
            raise CommentError(
                f"at: {comment.said_at:.0f} is more than 10 minutes ahead of the server's time, {now:.0f}; epoch seconds are meant"
            )
        seal = self.memory.seal
        said = remembered(comment, seal.secret)
        chosen = await self.memory.communities.chosen(comment.community)
        copies, short = chosen.settings.rule(Copies), is_short_phrase(said.form)
        return Remember(
            community=comment.community,
            account=comment.author,
            said=said,
            sealed=seal.close(Original(comment.text, comment.media), comment.community, comment.id),
            phrase=phrase(said.form, seal.secret) if short or copies.enabled else "",
            short=short,
            window=chosen.horizon,
            others=copies.window,
            bands=bands(said.form, seal.secret) if copies.enabled else (),
        )

    async def settle(self, comment: Comment, platform: str, found: Remembered) -> Judgement:
        """Judge a remembered comment, and the account's later ones again if it came late; open what is flagged."""
        chosen = await self.memory.communities.chosen(comment.community, found.revision)
        judged = await self._judge(comment, platform, found, chosen)
        return await self._follow(comment, platform, found, judged) if judged.followed else Judgement(judged.verdict)

    async def _follow(self, comment: Comment, platform: str, found: Remembered, judged: Judged) -> Judgement:
        """Have it in its campaign, then open what is flagged: so the opening knows how many take part."""
        if (look := self.looks.get(platform)) and await look.caught_up(comment, _standing(judged)):
            judged = await self._judge(comment, platform, await self.remember(comment), judged.chosen)
            if not judged.followed:
                return Judgement(judged.verdict)
        for _ in range(_TRIES):
            if judged.campaign is not None:
                await join_campaign(
                    self.memory, comment, platform, judged.campaign, judged.verdict, judged.chosen, cards=platform in self.writes_cards
                )
            if not judged.openings:
                return Judgement(judged.verdict)
            with self.metrics.steps["open"].time():
                answers = await self.memory.incidents.open(judged.openings)
            for answer in answers:
                self.hands.hand(answer.leased)
                if answer.new:
                    stance = "brake" if answer.braked else answer.stance.name.lower()
                    self.metrics.incidents.labels(stance).inc()
                    told = {"community": comment.community, "comment": comment.id, "account": comment.author}
                    log.info("incident opened", incident=answer.incident, stance=stance, rules=",".join(judged.verdict.rules), **told)
            if not any(answer.state is Opened.STALE for answer in answers):
                return _decision(judged.verdict, answers)
            judged = await self._judge(comment, platform, found, await self.memory.communities.reload(comment.community))
        raise StoreError(f"the settings of {comment.community} changed {_TRIES} times while one comment was judged")

    async def _judge(self, comment: Comment, platform: str, found: Remembered, chosen: CommunitySettings) -> Judged:
        mine = found.said
        told = texts(found.window if found.kept else [*found.window, mine])
        mine = _own(mine, told)
        latest, began = self.memory.store.clock.now() - LATE, time.perf_counter()
        verdict, case = await self._look(comment, mine, told, found, chosen)
        self.metrics.steps["judge"].observe(time.perf_counter() - began)
        openings = [self._opening(comment, platform, case, verdict, chosen)] if verdict.flag and mine.at >= latest else []
        for later in () if told[-1] is mine else told[told.index(mine) + 1 :]:
            if later.id == mine.id or later.at < latest:
                continue
            # copy or not, it may have made a repeat of what comes after it; opening what was open already changes nothing
            again, its = await self._look(comment, later, told, found, chosen)
            if again.flag:
                openings.append(self._opening(comment, platform, its, again, chosen))
            began = await _in_turn(began)
        campaign = case if verdict.findings and verdict.accounts and is_campaign(case) else None
        return Judged(verdict, _telling(openings), campaign, chosen)

    async def _look(
        self, comment: Comment, said: Said, told: Sequence[Said], found: Remembered, chosen: CommunitySettings
    ) -> tuple[Verdict, Case]:
        settings = chosen.settings
        place = settings.place_of(said.thread, said.place)
        topic = comment.topic or "" if said.thread == comment.thread else ""
        case = Case(said, stood_before(said, told), place, _others(said, found), comment.account, chosen.allowed, topic)
        verdict = judge(case, settings.asked(place))
        if verdict.flag and is_short_phrase(said.form):  # only then does it matter what everybody says here
            words = phrase(said.form, self.memory.seal.secret)
            if await self.memory.window.common(comment.community, words):
                case = structs.replace(case, common=True)
                verdict = judge(case, settings.asked(place))
        return verdict, case

    def _opening(self, comment: Comment, platform: str, case: Case, verdict: Verdict, chosen: CommunitySettings) -> Opening:
        said, family = case.said, case.family(verdict.copies)
        secret = self.memory.seal.secret
        return Opening(
            community=comment.community,
            account=comment.author,
            platform=platform,
            by=comment.id,
            at=said.at,
            thread=said.thread,
            copies=[(each.id, each.at, each.thread, each.gone) for each in family],
            texts=sorted({phrase(each.form, secret) for each in family}),
            reason=verdict.reason,
            score=verdict.score,
            accounts=verdict.accounts,
            revision=chosen.revision,
            table=plan(chosen.settings, comment.author, comment.account, keep_first=verdict.keep_first),
            cards=platform in self.writes_cards,
        )


async def _in_turn(began: float) -> float:
    """Give others their turn after a stretch of judging; when the stretch began that goes on."""
    if time.perf_counter() - began <= AT_A_STRETCH:
        return began
    await asyncio.sleep(0)
    return time.perf_counter()


async def _or_why_not(opening: Callable[[], Awaitable[Judgement]]) -> Judgement | Undecided:
    try:
        return await opening()
    except StoreError as error:
        return error


def _conflict(found: Remembered) -> Conflict | None:
    if not found.conflict:
        return None
    return Conflict(f"id: {found.said.id!r} is known with another text; to change it, send the edit with a later edited_at")


def _others(said: Said, found: Remembered) -> Sequence[Other]:
    """Who else said this, which may be a later text of the account than the one that came in."""
    same = (said.form.words, said.form.marks) == (found.said.form.words, found.said.form.marks)
    return others(said, found.others if same else (), found.near) if found.others or found.near else ()


def _own(said: Said, told: Sequence[Said]) -> Said:
    """The comment among the texts of its window: the one that this revision brought, or left as it was."""
    own = [each for each in told if each.id == said.id and each.revision >= said.revision]
    return own[0] if len(own) == 1 else min(own, key=lambda each: each.revision)


def _standing(judged: Judged) -> list[tuple[str, str]]:
    """The copies that still stand as far as is known, (id, thread)."""
    copies = {name: (thread, gone) for opening in judged.openings for name, _, thread, gone in opening.copies}
    return [(name, thread) for name, (thread, gone) in copies.items() if not gone]


def _telling(openings: list[Opening]) -> list[Opening]:
    """Of the openings of one flood the first tells since when, and the last all its copies; those between would add nothing."""
    if len(openings) < 3:
        return openings
    names = [{name for name, *_ in each.copies} for each in openings]
    first, last = names[0], names[-1]
    plain = openings[0].table.keep_first and openings[-1].table.keep_first
    between = [
        each
        for each, own in zip(openings[1:-1], names[1:-1], strict=True)
        if not own <= last or own.isdisjoint(first) or (plain and not each.table.keep_first)
    ]
    return [openings[0], *between, openings[-1]]


def _decision(verdict: Verdict, answers: Sequence[OpeningAnswer]) -> Judgement:
    actions = {record.id: record for answer in answers for record in answer.decided}
    incident = next((answer.incident for answer in answers if answer.state is Opened.OPEN), "")
    return Judgement(verdict, tuple(actions.values()), incident, any(answer.new for answer in answers))
