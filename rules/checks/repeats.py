"""One account says the same thing again and again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from msgspec import structs

from rules import duration
from rules.adverts import Advert, advert, answers, same_advert
from rules.harmless import HARMLESS, LIGHT, first
from rules.harmless.answers import at_a_readers_pace
from rules.harmless.machines import names_a_bot
from rules.harmless.phrases import chant
from rules.harmless.repeat import Repeat
from rules.harmless.reposts import WHY, standing, wears_on
from rules.model import Account, Case, Finding, Form, Place, Said
from rules.options import Duration, Step, Steps, option
from rules.similarity import COPY, NEWS, closest, ends_with, joined
from rules.traits import Trait

HOUR = 3600.0
DAY = 86400.0
_CHAT = (Step(3, 180.0), Step(4, 0.0, 3, 900.0), Step(5, HOUR))
STEPS: Mapping[Place, tuple[Step, ...]] = {Place.COMMENTS: (Step(3, HOUR),), Place.CHAT: _CHAT, Place.LIVE: _CHAT}
"""Under an article people speak once or twice; in a chat the pace tells."""
SHORT: Mapping[Place, Step] = {Place.COMMENTS: Step(5, 60.0), Place.CHAT: Step(5, 60.0), Place.LIVE: Step(8, 60.0)}
""" "lol" and "ok" are said all day: below `Repeats.short_letters` only a flood counts."""
ADVERT = Step(3, HOUR)
"""Adverts come slowly and everywhere, so they have a long window in each place, at any length."""
PASTED_THREADS, PASTED_WITHIN = 3, 600.0
"""An advert, or the same files without words, in so many threads within so many seconds is no conversation."""

_LONG, _NEARLY = 60, 90.0
"""Letters, and percent alike, from which a text with one number changed is pasted where it comes again within minutes."""
_HALVES_APART, _HALVES_SEEN, _HALVES_ALIKE, _WHOLE, _WHOLES, _BEGINNING = 180.0, 16, 90.0, 15, 2, 2
"""Two halves of a text: at most so many seconds apart, looked for among so many comments, so much alike in percent, together of so many
letters; so many earlier texts, whose first letters agree."""
_PUSHED = 2  # earlier links to other pages of one site, from which the site is pushed
_NUMBERS = 2  # in a text with more, they are the report
_NUMBER = re.compile(r"\d+")
_PAGE = re.compile(r"(?<=\S)/\S*")
_YOUNG = 7 * DAY
_ADVERTS_LOOKED_AT = 3  # of the copies: one that was cut short may have lost what made it an advert


@dataclass(frozen=True, slots=True)
class Repeats:
    """Flags a comment that, with its copies, reaches one of the place's steps. Every count includes the new comment."""

    name: ClassVar[str] = "repeats"
    help: ClassVar[str] = "One account says the same thing again and again"

    enabled: bool = option(True, help="Whether repeats are noticed at all")
    similarity: int = option(round(COPY), low=70, high=100, help="How alike, in percent, counts as a copy")
    steps: tuple[Step, ...] | None = option(
        None,
        Steps(),
        help="How many copies in which time are too many; any one step is enough",
        unset="; ".join(f"{place} {', '.join(map(str, steps))}" for place, steps in STEPS.items()),
    )
    copies: int | None = option(None, low=2, high=20, help="Short for a single step: this many copies within `window`", unset="as `steps`")
    window: float | None = option(None, Duration(60.0, 7 * DAY), help="Short for a single step: the time of `copies`", unset="as `steps`")
    short_letters: int = option(9, low=0, high=40, help="Texts with fewer letters only count as a flood (5 in 1m; live 8 in 1m)")

    def __post_init__(self) -> None:
        if self.steps is not None and (self.copies is not None or self.window is not None):
            raise ValueError(
                "steps, copies and window: use either `steps`, or `copies` and `window`, since the short form replaces all steps"
            )

    def steps_in(self, place: Place) -> tuple[Step, ...]:
        """The steps that hold in a place: the community's own, or the place's."""
        if self.copies is not None or self.window is not None:
            return (Step(self.copies or 3, self.window or HOUR),)
        return self.steps or STEPS[place]

    @property
    def advert(self) -> Step:
        """The step of adverts; no step looks further back than the short form does."""
        return ADVERT if self.window is None else Step(ADVERT.copies, min(ADVERT.window, self.window))

    @property
    def horizon(self) -> float:
        return max(step.window for place in Place for step in (*self.steps_in(place), SHORT[place], self.advert))

    def check(self, case: Case) -> Finding | None:
        said, place = case.said, case.place
        form = said.form
        if not form.words and not form.marks:
            return self._media(case)
        fewest, longest = _reach(self.steps_in(place), self.advert.window)
        recent = case.earlier
        if recent and said.at - recent[0].at > longest:
            recent = [each for each in recent if said.at - each.at <= longest]
        found = closest(form, [each.form for each in recent], self.similarity, news=True)
        if len(found) < _WHOLES:
            halves = _halves(said, recent)
            if len(halves) >= _WHOLES:
                found = halves
            elif len(found) + 2 <= fewest and not _tells(form, found):
                return self._noted(said, recent, found) if found else None
        promoted = self._promoted(said, recent, found)
        if promoted and "/" in form.words:
            found = _pages(said, recent, found, promoted, place)
        if said.traits & (Trait.COMMAND | Trait.CODE) or names_a_bot(said):
            found = [each for each in found if each[2] == "equal"]  # with another argument it is another command
        found = [each for each in found if each[2] not in NEWS or _pasted(said, recent[each[0]], each, promoted)]
        if not found:
            return None
        found.sort()
        copies = [recent[index] for index, _, _ in found]
        repeat = Repeat(said, copies, recent, place, case.account, promoted, case.common)
        met, least, light = self._weighed(repeat)
        excuse = first(HARMLESS, repeat) if met else light
        evidence = _evidence(repeat)
        return Finding(
            rule=self.name,
            reason=_reason(repeat, [score for _, score, _ in found], evidence, excuse),
            score=_score(len(copies) + 1, 0 if excuse else met, least, len(evidence)),
            copies=tuple(copy.id for copy in copies),
            flag=bool(met) and not excuse,
            keep_first=not _spread(repeat) and not wears_on(repeat),
        )

    def _noted(self, said: Said, recent: Sequence[Said], found: Sequence[tuple[int, float, str]]) -> Finding:
        """So few copies that no step is near, whatever else there is to see: most repeats are this, so nobody looks further."""
        copies = [recent[index] for index, _, _ in found]
        told = f"{len(copies) + 1} copies {duration.within(said.at - copies[0].at)}"
        return Finding(self.name, told, _score(len(copies) + 1, 0, ADVERT.copies, 0), tuple(copy.id for copy in copies), flag=False)

    def _weighed(self, repeat: Repeat) -> tuple[int, int, str | None]:
        """The copies of the least step that is met, or 0; the least that could be; why the text weighs less than its count."""
        steps = self.steps_in(repeat.place)
        least = min(step.copies for step in steps)
        counted = standing(repeat)
        if len(counted) < len(repeat.copies):
            met, _, light = self._weighed(replace(repeat, copies=counted)) if counted else (0, least, None)
            return met, least, light or (None if met else WHY)
        if repeat.advert:
            steps = (*steps, self.advert)
        elif repeat.said.form.letters < self.short_letters:
            steps = (SHORT[repeat.place],)
        elif chant(repeat):
            walls = [copy for copy in repeat.copies if copy.form.letters == repeat.said.form.letters]
            met = _met(steps, walls, repeat.said)
            return (met, least, None) if met else (_met((SHORT[repeat.place],), repeat.copies, repeat.said), least, None)
        elif light := first(LIGHT, repeat):
            met = _met((SHORT[repeat.place],), repeat.copies, repeat.said)
            return met, least, None if met else light
        return _met(steps, repeat.copies, repeat.said), least, None

    @staticmethod
    def _promoted(said: Said, recent: Sequence[Said], found: Sequence[tuple[int, float, str]]) -> Advert:
        """How plainly the comment or one of its last copies advertises; nobody asks where there are none."""
        if not found and "/" not in said.form.words:
            return Advert.NO
        return max(advert(each) for each in (said, *(recent[index] for index, _, _ in found[-_ADVERTS_LOOKED_AT:])))

    def _media(self, case: Case) -> Finding | None:
        """The same files or sticker without a word, in several threads at once, as stolen accounts post them."""
        said = case.said
        if not said.media:
            return None
        copies = [
            each
            for each in case.earlier
            if each.media == said.media and not each.form.words and not each.form.marks and said.at - each.at <= PASTED_WITHIN
        ]
        if not copies:
            return None
        threads = len({each.thread for each in (*copies, said)})
        told = f"the same files {len(copies) + 1} times {duration.within(said.at - copies[0].at)}, {_counted(threads, 'thread')}"
        met = PASTED_THREADS if threads >= PASTED_THREADS else 0
        score = _score(threads, met, PASTED_THREADS, 0)
        return Finding(self.name, told, score, tuple(copy.id for copy in copies), flag=bool(met))


@lru_cache(maxsize=256)
def _reach(steps: tuple[Step, ...], advert: float) -> tuple[int, float]:
    """The fewest copies that meet a step, or make an advert too many, and the longest window of any; ``advert``: of theirs."""
    return min(ADVERT.copies, *(step.copies for step in steps)), max(advert, *(step.window for step in steps))


def _tells(form: Form, found: Sequence[tuple[int, float, str]]) -> bool:
    """Whether it hangs on what the text is if these are copies: they differ in what they tell, or lead somewhere."""
    return "/" in form.words or (bool(found) and any(view != "equal" for _, _, view in found))


def _pasted(said: Said, copy: Said, likeness: tuple[int, float, str], promoted: Advert) -> bool:
    """Whether a text that differs in what it tells is a copy all the same: an advert, or a long text with one thing changed, too fast to be news."""
    _, score, view = likeness
    if same_advert(promoted, view):
        return True
    return (
        view == "numbers"
        and min(said.form.letters, copy.form.letters) >= _LONG
        and score >= _NEARLY
        and said.at - copy.at <= PASTED_WITHIN
        and len(_NUMBER.findall(said.form.words)) <= _NUMBERS
    )


def _pages(
    said: Said, recent: Sequence[Said], found: list[tuple[int, float, str]], promoted: Advert, place: Place
) -> list[tuple[int, float, str]]:
    """What is found where pages of one site are one: for an invitation always; for a bare link under an article, within minutes."""
    if promoted is Advert.LINK and (place is not Place.COMMENTS or said.traits & Trait.SHOWN):
        return found
    near = [i for i, each in enumerate(recent) if "/" in each.form.words and (promoted > Advert.LINK or said.at - each.at <= PASTED_WITHIN)]
    if promoted is Advert.LINK and answers(said) and at_a_readers_pace(said, [recent[i] for i in near]):
        return found  # who answers people names to each the page that he asked for
    known = {index for index, _, view in found if view not in NEWS}
    alike = closest(_sited(said.form), [_sited(recent[i].form) for i in near], COPY)
    more = [(near[k], score, view) for k, score, view in alike if near[k] not in known]
    if promoted is Advert.LINK and len(more) < _PUSHED:
        return found
    again = {index for index, _, _ in more}
    return [*(each for each in found if each[0] not in again), *more]


def _sited(form: Form) -> Form:
    """The form with each link cut to its site."""
    return structs.replace(form, words=_PAGE.sub("/", form.words))


def _halves(said: Said, recent: Sequence[Said]) -> list[tuple[int, float, str]]:
    """The second halves of earlier texts that read as this comment and the one before it do together.

    Two such texts at least, each posted in two comments in a row; where they are cut does not matter.
    """
    if len(recent) < 2 * _WHOLES + 1 or said.at - recent[-1].at > _HALVES_APART:
        return []
    half = recent[-1].form
    begins = half.words[:_BEGINNING]
    pairs = [
        i
        for i in range(max(0, len(recent) - _HALVES_SEEN), len(recent) - 2)
        if recent[i].form.words[:_BEGINNING] == begins and recent[i + 1].at - recent[i].at <= _HALVES_APART
    ]
    if len(pairs) < _WHOLES or not half.words or not said.form.words:
        return []
    whole = joined(half, said.form)
    if whole.letters < _WHOLE:
        return []
    others = [joined(recent[i].form, recent[i + 1].form) for i in pairs]
    found = closest(whole, others, _HALVES_ALIKE)
    # a long first half makes any two alike: what is said now must be how the other ends
    return [
        (pairs[k] + 1, score, view)
        for k, score, view in found
        if view in {"equal", "ordered"} and ends_with(others[k], said.form) >= _HALVES_ALIKE
    ]


def _met(steps: Sequence[Step], copies: Sequence[Said], said: Said) -> int:
    """The copies of the least of the steps that these and the new comment meet, or 0."""
    times = [*(copy.at for copy in copies), said.at]
    longest = max(step.window for step in steps)
    return min((step.copies for step in steps if step.met(times, longest)), default=0)


def _evidence(repeat: Repeat) -> list[str]:
    """What speaks against a repeat beside its count, in a moderator's words, each of one weight."""
    said, copies = repeat.said, repeat.copies
    told = []
    threads = len({copy.thread for copy in copies} | {said.thread})
    if threads > 1:
        told.append(_counted(threads, "thread"))
    if _dodged(said, copies):
        told.append("its dress changed each time" if len(copies) > 1 else "its dress changed")
    if len(copies) > 1 and not repeat.between:
        told.append("nothing else in between")
    if repeat.advert is Advert.LINK:
        told.append("a link" if any("/" in each.form.words or each.traits & Trait.LINK for each in (said, *copies)) else "tickers")
    elif repeat.advert:
        told.append("an advert")
    age = _age(said, repeat.account)
    if age is not None and age < _YOUNG:
        told.append(f"account {duration.words(age)} old")
    return told


def _spread(repeat: Repeat) -> bool:
    """Whether an advert was put into several threads within minutes: nobody wants its first copy either."""
    since = repeat.said.at - PASTED_WITHIN
    recent = {copy.thread for copy in repeat.copies if copy.at >= since} | {repeat.said.thread}
    return bool(repeat.advert) and len(recent) >= PASTED_THREADS


def _dodged(said: Said, copies: Sequence[Said]) -> bool:
    """Whether each copy reads the same and none is written the same."""
    return len({each.original for each in copies} | {said.original}) == len(copies) + 1 and all(
        copy.form.words == said.form.words for copy in copies
    )


def _age(said: Said, account: Account | None) -> float | None:
    """Seconds that the account had been there when it said this; None where nobody knows."""
    if account is None:
        return None
    known = [since for since in (account.created_at, account.joined_at) if since is not None]
    return max(0.0, said.at - max(known)) if known else None


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _reason(repeat: Repeat, scores: Sequence[float], evidence: Sequence[str], excuse: str | None) -> str:
    """As in "7 copies in 12 minutes, 96 to 100 % alike, 5 threads, nothing else in between; account 2 days old"."""
    low, high = round(min(scores)), round(max(scores))
    alike = f"{high} % alike" if low == high else f"{low} to {high} % alike"
    told = f"{len(repeat.copies) + 1} copies {duration.within(repeat.said.at - repeat.copies[0].at)}, {alike}"
    for each in evidence:
        told += f"; {each}" if each.startswith("account") else f", {each}"
    return f"{told}; left alone: {excuse}" if excuse else told


def _score(count: int, met: int, least: int, evidence: int) -> float:
    """Below one half while no step is met; above it and rising with every copy beyond the step that was, and with evidence."""
    if not met:
        return min(0.49, 0.4 * count / least + 0.02 * evidence)
    return 1.0 - math.pow(0.5, count - met + 1 + evidence / 4)
