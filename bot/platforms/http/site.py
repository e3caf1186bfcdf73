"""The port, filled for sites: an action is told to the site's webhook, or put into the feed that it fetches, and waits there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.memory.errors import StoreError
from bot.memory.queue import Queue
from bot.memory.webhooks import Webhooks
from bot.platforms.base import TryLater
from bot.platforms.http.webhooks import Sender
from rules.model import Action, Outcome, OutcomeState

WAITING = Outcome(OutcomeState.WAITING, "the site has not said yet what came of it")
GONE = Outcome(OutcomeState.FAILED, "its incident is no longer kept")


@dataclass(slots=True)
class Site:
    """Offers every kind of action: what a site can do, it knows itself, and says so when it acknowledges."""

    queue: Queue
    webhooks: Webhooks
    sender: Sender = field(default_factory=Sender)
    name: str = "http"
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def perform(self, community: str, action: Action) -> Outcome:
        """Tell one action where there is a webhook; else offer it, those of one community in the order in which they come."""
        turn = self._turns.setdefault(community, asyncio.Lock())
        async with turn:
            try:
                target = await self.webhooks.read(community)
                offered = target is None and await self.queue.publish(community, action) is not None
            except StoreError as error:
                raise TryLater(str(error)) from error
        if target is not None:
            return await self.sender.deliver(target, community, action)
        return WAITING if offered else GONE
