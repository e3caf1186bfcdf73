"""Does a platform's timed work: each chore is taken, tried, and put off where it cannot be done now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from bot.memory.errors import StoreError
from bot.memory.schedule import CHORE_LEASE, Chore, Chores, UnknownChore
from bot.pipeline.platform import TryLater
from bot.runtime.supervision import aside, ending

log = structlog.get_logger()

CHORE_POLL = 0.5
"""Seconds between looks for chores."""
CHORES_AT_ONCE = 32
CHORE_RETRY = 2.0
"""Seconds after which a chore is tried again that could not be done, where nobody says when it can."""


@dataclass(slots=True)
class ChoreWorker:
    """One process's hands for one platform's chores. ``do`` does a chore and takes it off the list, or raises TryLater."""

    chores: Chores
    do: Callable[[Chore], Awaitable[None]]
    poll: float = CHORE_POLL
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Chores in hand."""

    async def run(self) -> None:
        """Do what is due, until cancelled. Chores of one kind do not wait for those of another."""
        while not ending():
            try:
                due = await self.chores.take(CHORES_AT_ONCE)
            except StoreError as error:
                log.warning("chores not read", error=str(error))
                due = []
            for each in due:
                if isinstance(each, UnknownChore):
                    log.error("a chore that this version does not know", chore=each.line)
                else:
                    aside(self.tasks, self._try(each))
            await asyncio.sleep(self.poll)

    async def _try(self, chore: Chore) -> None:
        try:
            async with asyncio.timeout(CHORE_LEASE / 2):
                await self.do(chore)
        except TryLater as later:
            log.info("chore put off", kind=chore.kind, community=chore.community, why=str(later))
            await self.chores.put(chore, self.chores.store.clock.now() + (later.after or CHORE_RETRY))
        except TimeoutError:
            log.warning("chore took too long, it is due again soon", kind=chore.kind, community=chore.community)
        except StoreError as error:
            log.warning("chore not done, it is due again soon", kind=chore.kind, error=str(error))
