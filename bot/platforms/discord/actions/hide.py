"""Comments out of sight: deleted, several of a channel at once; a forum post locked and archived, which can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.memory.reposts import Reposts
from bot.pipeline.batching import Batcher
from bot.platforms.discord import permissions
from bot.platforms.discord.actions.look import Look
from bot.platforms.discord.actions.outcomes import DONE, failed, refusal
from bot.platforms.discord.actions.threads import ArchivedThreads
from bot.platforms.discord.error_codes import Kind
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import ThreadState
from bot.platforms.discord.snowflake import made_at
from bot.platforms.rate_limiter import Urgency
from rules.model import Hide, Outcome, OutcomeState

MOMENT = 1.0
"""Seconds in which the copies of one channel go together."""
PROXY_WAIT = 3.0
"""Seconds after which a proxy bot has deleted the message that it posts anew."""
TOGETHER = 100
OLDEST_TOGETHER = 14 * 86400.0 - 60.0
"""Seconds; older ones go singly (https://docs.discord.com/developers/resources/message#bulk-delete-messages). A minute is left for the way."""


@dataclass(slots=True)
class HideAction:
    """Hides and shows again. ``now`` is the time by which a message is too old."""

    rest: RestClient
    guild: Callable[[str], discord.Guild | None]
    now: Callable[[], float]
    look: Look
    reposts: Reposts
    threads: ArchivedThreads
    moment: float = MOMENT
    _deletions: Batcher[tuple[str, str], Hide] = field(init=False)

    def __post_init__(self) -> None:
        self._deletions = Batcher(self._delete, self.moment)

    async def hide(self, community: str, action: Hide) -> Outcome:
        """Take one comment out of sight, if it is still what was judged; one that is gone already is done."""
        if action.comment == action.thread:
            return await self._close(community, action)
        place = (community, action.thread)
        gone = [self._deletions.add(place, message, action) for message in action.instead or (action.comment,)]
        return max(await asyncio.gather(*gone), key=lambda outcome: outcome.state is not OutcomeState.DONE)

    async def reopen(self, community: str, thread: str) -> Outcome:
        """Show a forum post again."""
        try:
            async with self.threads.decided(community, thread):
                await endpoints.edit_thread(self.rest, community, Urgency.HIDE, thread, {"archived": False, "locked": False})
        except Missing:
            return failed("the post was deleted")
        except Refused as refused:
            return refusal(refused, permissions.named(self.guild(community), int(thread)))
        return DONE

    async def _close(self, community: str, action: Hide) -> Outcome:
        if lacking := permissions.lacking(self.guild(community), int(action.thread), "manage_threads"):
            return failed(lacking)
        try:
            async with self.threads.decided(community, action.thread):
                await self._close_post(community, action.thread, f"Hush case {action.incident}")
        except Missing:
            return DONE
        except Refused as refused:
            return refusal(refused, permissions.named(self.guild(community), int(action.thread)))
        return DONE

    async def _close_post(self, community: str, thread: str, reason: str) -> None:
        async def become(state: ThreadState) -> None:
            await endpoints.edit_thread(self.rest, community, Urgency.HIDE, thread, state, reason=reason)

        try:
            await become({"locked": True, "archived": True})
        except Refused as refused:
            if refused.kind is not Kind.CLOSED:
                raise
            await become({"archived": False, "locked": True})  # archived by itself or by somebody, and perhaps not locked
            await become({"archived": True})

    async def _delete(self, key: tuple[str, str], messages: Mapping[str, Hide]) -> Mapping[str, Outcome]:
        community, channel = key
        if lacking := permissions.lacking(self.guild(community), int(channel), "manage_messages"):
            return dict.fromkeys(messages, failed(lacking))
        own = {name: hide for name, hide in messages.items() if name == hide.comment}
        reposts = await self._reposts(community, own)
        outcomes = await self.look.spared(community, {name: hide for name, hide in own.items() if name not in reposts})
        stand = {reposts.get(name, name): name for name in messages if name not in outcomes}
        for some in self._together(list(stand)):
            outcome = await self._delete_some(community, channel, some, f"Hush case {messages[stand[some[0]]].incident}")
            outcomes.update({stand[each]: outcome for each in some})
        return outcomes

    async def _reposts(self, community: str, hides: Mapping[str, Hide]) -> dict[str, str]:
        """The messages that a proxy bot posted in the place of some; where one is likely to come, it is waited for."""
        said = {name: made_at(name) for name in hides}
        found = await self.reposts.of(community, list(said.items()))
        young = {name: at for name, at in said.items() if name not in found and self.now() - at < PROXY_WAIT}
        if young and await self.look.proxied(community, {hides[name].account for name in young}):
            await asyncio.sleep(min(PROXY_WAIT, max(young.values()) + PROXY_WAIT - self.now()))
            found = await self.reposts.of(community, list(said.items()))
        return found

    def _together(self, messages: Sequence[str]) -> Iterator[Sequence[str]]:
        from_then_on = self.now() - OLDEST_TOGETHER
        young = [each for each in messages if made_at(each) > from_then_on]
        yield from (young[i : i + TOGETHER] for i in range(0, len(young), TOGETHER))
        yield from ([each] for each in messages if each not in young)

    async def _delete_some(self, community: str, channel: str, messages: Sequence[str], reason: str) -> Outcome:
        async def delete() -> None:
            if len(messages) == 1:
                await endpoints.delete_message(
                    self.rest, community, Urgency.HIDE, channel, messages[0], needs="manage_messages", reason=reason
                )
            else:
                await endpoints.delete_messages(self.rest, community, Urgency.HIDE, channel, messages, reason)

        try:
            await self.threads.work_in(community, Urgency.HIDE, channel, delete)
        except Missing:
            return DONE
        except Refused as refused:
            return refusal(refused, permissions.named(self.guild(community), int(channel)))
        return DONE
