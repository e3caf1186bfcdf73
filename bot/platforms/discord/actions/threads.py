"""Archived and locked threads: opened for a moment where Hush has something to do in them, and left as they were found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakValueDictionary

import discord
import structlog

from bot.memory.errors import StoreError
from bot.memory.schedule import Chores, CloseThread
from bot.pipeline.platform import TryLater
from bot.platforms.discord import permissions
from bot.platforms.discord.error_codes import THREAD_LOCKED, Kind
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import ThreadState
from bot.platforms.rate_limiter import Urgency

log = structlog.get_logger()

CLOSED_AFTER = 60.0
"""Seconds after which another process closes a thread that this one opened and did not close."""
Done = TypeVar("Done")


@dataclass(slots=True)
class ArchivedThreads:
    """Opens a closed thread while something is done in it. A chore closes the thread even if this process is killed meanwhile."""

    rest: RestClient
    guild: Callable[[str], discord.Guild | None]
    chores: Chores
    now: Callable[[], float]
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def work_in(
        self, community: str, urgency: Urgency, channel: str, work: Callable[[], Awaitable[Done]], *, posts: bool = False
    ) -> Done:
        """Do ``work`` in a channel or thread, which is opened where Discord asks for it.

        ``posts``: the work says something, which opens an archived thread by itself and for good, so the thread is looked at first.
        """
        try:
            if not posts or self._known_open(community, channel):
                return await work()
            async with self._opened(community, urgency, channel, None):
                return await work()
        except Refused as refused:
            if refused.kind is not Kind.CLOSED:
                raise
            closed = refused
        async with self._opened(community, urgency, channel, closed):
            return await work()

    async def close(self, chore: CloseThread) -> None:
        """Leave a thread as it was found."""
        state: ThreadState = {"archived": chore.archived, "locked": chore.locked}
        try:
            await endpoints.edit_thread(self.rest, chore.community, Urgency.NOTICE, chore.thread, state, reason="Hush leaves it as it was")
        except Missing:
            pass  # deleted meanwhile
        except Refused as refused:
            log.info("a thread was not closed again", community=chore.community, thread=chore.thread, why=str(refused))
        await self.chores.done(chore)

    @asynccontextmanager
    async def decided(self, community: str, thread: str) -> AsyncIterator[None]:
        """Within it the thread itself is hidden or shown, which nothing changes back that was begun before."""
        async with self._turn(thread):
            for locked in (True, False):
                await self.chores.done(CloseThread(community, thread, archived=True, locked=locked))
            yield

    @asynccontextmanager
    async def _opened(self, community: str, urgency: Urgency, thread: str, refused: Refused | None) -> AsyncIterator[None]:
        """Within it the thread is open. ``refused`` says that it is not, and is raised again where Hush may not open it."""
        async with self._turn(thread):
            found = await endpoints.channel(self.rest, community, urgency, thread)
            state = found.get("thread_metadata") or {"archived": False, "locked": False}
            may = not permissions.lacking(self.guild(community), int(found.get("parent_id") or thread), "manage_threads")
            if refused is not None and not may:
                raise refused
            if not may or not (state["archived"] or refused is not None):
                yield
                return
            closing = CloseThread(community, thread, archived=state["archived"], locked=state["locked"])
            await self.chores.put(closing, self.now() + CLOSED_AFTER)
            await self._open(closing, urgency, unlock=refused is not None and refused.code == THREAD_LOCKED)
            try:
                yield
            finally:
                try:
                    await self.close(closing)
                except (TryLater, StoreError) as error:
                    log.info("a thread is closed again later", community=community, thread=thread, why=str(error))

    async def _open(self, closing: CloseThread, urgency: Urgency, *, unlock: bool) -> None:
        state: ThreadState = {"archived": False, "locked": False} if unlock else {"archived": False}
        try:
            await endpoints.edit_thread(
                self.rest, closing.community, urgency, closing.thread, state, reason="Hush has something to do there"
            )
        except Refused:
            await self.chores.done(closing)
            raise

    def _turn(self, thread: str) -> asyncio.Lock:
        """One at a time opens a thread; the lock lives as long as somebody holds or awaits it."""
        return self._turns.setdefault(thread, asyncio.Lock())

    def _known_open(self, community: str, channel: str) -> bool:
        """Whether this is a channel, or a thread in use: Discord names no archived ones. One that is open for a moment only is not."""
        guild = self.guild(community)
        open_for_a_moment = (turn := self._turns.get(channel)) is not None and turn.locked()
        return guild is not None and guild.get_channel_or_thread(int(channel)) is not None and not open_for_a_moment
