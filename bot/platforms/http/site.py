"""The port, filled for sites: an action is put into the feed that the site fetches, and waits there for its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.memory.errors import StoreError
from bot.memory.queue import Queue
from bot.platforms.base import TryLater
from rules.model import Action, Outcome, OutcomeState

WAITING = Outcome(OutcomeState.WAITING, "the site has not said yet what came of it")
GONE = Outcome(OutcomeState.FAILED, "its incident is no longer kept")


@dataclass(slots=True)
class Site:
    """Offers every kind of action: what a site can do, it knows itself, and says so when it acknowledges."""

    queue: Queue
    name: str = "http"
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def perform(self, community: str, action: Action) -> Outcome:
        """Offer one action; those of one community in the order in which they come."""
        turn = self._turns.setdefault(community, asyncio.Lock())
        async with turn:
            try:
                sequence = await self.queue.publish(community, action)
            except StoreError as error:
                raise TryLater(str(error)) from error
        return GONE if sequence is None else WAITING
