"""What was said before a gap is looked at once more, before it counts and before it is deleted.

What its author changed or took away meanwhile is left as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from bot.memory.history import Window
from bot.memory.platform_state import PlatformState
from bot.memory.reposts import Reposts
from bot.pipeline.platform import TryLater
from bot.platforms.discord.gateway.payloads import Message, message
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.snowflake import made_at
from bot.platforms.rate_limiter import Urgency
from rules.model import Comment, Hide, Outcome, OutcomeState, Said
from rules.similarity import COPY, closest

log = structlog.get_logger()

MOST_SEEN = 10_000
"""Messages of which it is known that nobody has to look again."""
GONE = Outcome(OutcomeState.NEEDLESS, "it was gone before Hush could hide it")
EDITED = Outcome(OutcomeState.NEEDLESS, "it was edited into something else meanwhile")
UNKNOWN = Outcome(OutcomeState.NEEDLESS, "it was edited while Hush was away, and Hush no longer knows what it said before")


@dataclass(slots=True)
class Look:
    """Compares messages with what was judged. ``translated`` and ``judge`` are the listener's: an edit that it missed is judged now."""

    rest: RestClient
    window: Window
    kept: PlatformState
    reposts: Reposts
    translated: Callable[[Message], Comment | None]
    remembered: Callable[[Comment], Said]
    judge: Callable[[Message], Awaitable[None]]
    _seen: dict[str, float] = field(default_factory=dict)
    """Message -> the end of the last gap before it was looked at."""

    async def caught_up(self, comment: Comment, copies: Sequence[tuple[str, str]]) -> bool:
        """Whether some copies of a comment, (id, thread), changed unseen; what changed is known from now on."""
        community, account, changed = comment.community, comment.author, False
        since = await self._since(community)
        old = [(name, thread) for name, thread in copies if made_at(name) < since and self._seen.get(name) != since]
        if not old:
            return False
        [window] = await self.window.said_by(community, [account])
        try:
            for name, thread in old:
                outcome = await self._asked(community, Hide("", "", account, name, thread), [each for each in window if each.id == name])
                changed = changed or outcome in (GONE, EDITED)
                self._note(name, since, outcome)
        except TryLater as later:
            log.info("copies from before a gap are looked at when they are hidden", community=community, why=str(later))
        return changed

    async def proxied(self, community: str, accounts: Collection[str]) -> bool:
        """Whether a proxy bot posted anew what any of these accounts said lately."""
        windows = await self.window.said_by(community, list(accounts))
        return bool(await self.reposts.of(community, [(each.id, made_at(each.id)) for window in windows for each in window]))

    async def _since(self, community: str) -> float:
        return float((await self.kept.read(community)).get("since", 0.0))

    def _note(self, name: str, since: float, outcome: Outcome | None) -> None:
        if outcome is None or outcome.state is not OutcomeState.FAILED:
            self._seen[name] = since
        if len(self._seen) > MOST_SEEN:
            del self._seen[next(iter(self._seen))]

    async def spared(self, community: str, hides: Mapping[str, Hide]) -> dict[str, Outcome]:
        """Those of some messages, by id, that are to be left as they are, and why.

        Edits and deletions are known for as long as Hush listens without a gap, so only messages from before that are asked for.
        """
        since = await self._since(community)
        accounts = sorted({each.account for each in hides.values()})
        windows = dict(zip(accounts, await self.window.said_by(community, accounts), strict=True))
        spared: dict[str, Outcome] = {}
        for name, hide in hides.items():
            texts = sorted((each for each in windows[hide.account] if each.id == name), key=lambda each: each.revision)
            outcome = self._known(texts, hide.at)
            if outcome is None and made_at(name) < since and self._seen.get(name) != since:
                outcome = await self._asked(community, hide, texts)
                self._note(name, since, outcome)
            if outcome is not None:
                spared[name] = outcome
        return spared

    @staticmethod
    def _known(texts: Sequence[Said], decided: float) -> Outcome | None:
        """What was heard of a message since it was decided on. ``texts``: all that it said, by revision."""
        if not texts:
            return None
        if any(each.gone for each in texts):
            return GONE
        judged = [each for each in texts if each.at <= decided] or texts[:1]
        return None if alike(judged[-1], texts[-1]) else EDITED

    async def _asked(self, community: str, hide: Hide, texts: Sequence[Said]) -> Outcome | None:
        """What became of a message while nobody listened."""
        try:
            found = await endpoints.message(self.rest, community, Urgency.HIDE, hide.thread, hide.comment)
        except Missing:
            await self.window.remove(community, hide.account, hide.comment)
            return GONE
        except Refused as refused:
            return Outcome(OutcomeState.FAILED, f"Hush was away and cannot look whether it changed: {refused}")
        now = message({**found, "guild_id": community})
        comment = self.translated(now)
        if comment is None or comment.edited_at is None or any(each.revision >= comment.edited_at for each in texts):
            return None
        if not texts:
            return UNKNOWN
        await self.judge(now)
        return None if alike(texts[-1], self.remembered(comment)) else EDITED


def alike(judged: Said, now: Said) -> bool:
    """Whether a text is still the one that was judged, small changes aside."""
    if judged.original == now.original or closest(judged.form, [now.form], COPY):
        return True
    return not (judged.form.words or now.form.words) and judged.media == now.media
