"""Does a platform's timed work: each chore is taken, tried, and put off where it cannot be done now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.memory.errors import StoreError
from bot.memory.schedule import Chore, Chores, UnknownChore
from bot.pipeline.platform import TryLater
from bot.runtime.supervision import aside, ending

log = structlog.get_logger()

CHORE_POLL = 0.5
"""Seconds between looks for chores."""
CHORES_AT_ONCE = 32
CHORE_RETRY = 2.0
"""Seconds after which a chore is tried again that could not be done, where nobody says when it can."""
LAST_CHORES = 1.0
"""Seconds in which chores in hand are given back at the end."""


@dataclass(slots=True)
class ChoreWorker:
    """One process's hands for one platform's chores. ``do`` does a chore and takes it off the list, or raises TryLater."""

    chores: Chores
    do: Callable[[Chore], Awaitable[None]]
    poll: float = CHORE_POLL
    _in_hand: set[Chore] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _taking: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Do what is due, until cancelled. Chores of one kind do not wait for those of another."""
        try:
            while not ending():
                self._taking = asyncio.get_running_loop().create_task(self._take())
                await asyncio.shield(self._taking)  # what is taken while this is cancelled is in hand, and given back with the rest
                await asyncio.sleep(self.poll)
        finally:
            await self._give_back()

    async def settle(self) -> None:
        """Wait until nothing is in hand."""
        while tasks := {*self._tasks, *([self._taking] if self._taking is not None and not self._taking.done() else [])}:
            await asyncio.wait(tasks)

    async def _give_back(self) -> None:
        """Stop what is in hand, and have it due now, so that another process need not wait until its lease ends."""
        try:
            async with asyncio.timeout(LAST_CHORES):
                if self._taking is not None:
                    await asyncio.wait([self._taking])
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                for chore in self._in_hand:
                    await self.chores.put(chore, self._now())
        except (TimeoutError, StoreError) as error:
            log.warning("chores not given back, they are due again soon", error=str(error))

    async def _take(self) -> None:
        try:
            due = await self.chores.take(CHORES_AT_ONCE)
        except StoreError as error:
            log.warning("chores not read", error=str(error))
            return
        for each in due:
            if isinstance(each, UnknownChore):
                log.error("a chore that this version does not know", chore=each.line)
            else:
                self._in_hand.add(each)
                aside(self._tasks, self._try(each))

    async def _try(self, chore: Chore) -> None:
        try:
            async with asyncio.timeout(self.chores.lease / 2):
                await self.do(chore)
        except TryLater as later:
            log.info("chore put off", kind=chore.kind, community=chore.community, why=str(later))
            await self.chores.put(chore, self._now() + (later.after or CHORE_RETRY))
        except TimeoutError:
            log.warning("chore took too long, it is due again soon", kind=chore.kind, community=chore.community)
        except StoreError as error:
            log.warning("chore not done, it is due again soon", kind=chore.kind, error=str(error))
        self._in_hand.discard(chore)

    def _now(self) -> float:
        return self.chores.store.clock.now()
