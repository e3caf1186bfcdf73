"""The port, filled for sites: an action is told to the site's webhook, or put into the feed that it fetches, and waits there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import structlog

from bot.memory.errors import StoreError
from bot.memory.queue import Queue
from bot.memory.webhooks import Target, Webhooks
from bot.pipeline.platform import TryLater
from bot.platforms.site.webhooks import Sender
from rules.model import Action, Outcome, OutcomeState

log = structlog.get_logger()

WEBHOOKS_AT_ONCE = 8
"""Webhooks to one community at a time: a slow site holds up itself only."""
CLOCKS = 0.125
"""Seconds by which the clocks of two processes may differ: each carries on the store's time as it last heard it."""
WAITING = Outcome(OutcomeState.WAITING, "the site has not said yet what came of it")
GONE = Outcome(OutcomeState.FAILED, "its incident is no longer kept")


@dataclass(slots=True)
class SitePlatform:
    """Offers every kind of action: what a site can do, it knows itself, and says so when it acknowledges."""

    queue: Queue
    webhooks: Webhooks
    sender: Sender = field(default_factory=Sender)
    name: str = "http"
    _rooms: WeakValueDictionary[str, asyncio.Semaphore] = field(default_factory=WeakValueDictionary)
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def perform(self, community: str, action: Action) -> Outcome:
        """Tell one action where there is a webhook; else offer it, those of one community in the order in which they come."""
        async with self._rooms.setdefault(community, asyncio.Semaphore(WEBHOOKS_AT_ONCE)):
            turn = self._turns.setdefault(community, asyncio.Lock())
            async with turn:
                try:
                    target = await self.webhooks.read(community)
                    offered = target is None and await self.queue.publish(community, action) is not None
                except StoreError as error:
                    raise TryLater(str(error)) from error
            if target is None:
                return WAITING if offered else GONE
            return await self._tell(target, community, action)

    async def _tell(self, target: Target, community: str, action: Action) -> Outcome:
        """Post it, unless the site asked to be left alone for now."""
        clock = self.queue.store.clock
        if (left := target.rests - clock.now()) > 0:
            raise TryLater("the site asks to wait", left, asked=False)
        try:
            return await self.sender.deliver(target, community, action)
        except TryLater as later:
            if later.after:
                try:
                    await self.webhooks.rest(community, clock.now() + later.after + CLOCKS)
                except StoreError as error:
                    log.warning("not kept that a site asks to wait", community=community, error=str(error))
            raise
