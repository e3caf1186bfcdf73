"""When a request may be sent to a platform: within its limit, urgent ones first, no community at the others' cost.

The budget is in the store, so all processes share it. While the store is away each process keeps to its own share.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import structlog

from bot.memory.errors import StoreError
from bot.memory.rate_limits import Budget, Granted, RateLimits

log = structlog.get_logger()

REQUESTS_GRANTED_AT_ONCE = 16
GRANT_WAIT = 0.05
"""Seconds between askings while nothing was granted."""


class Urgency(IntEnum):
    """What goes first."""

    TIMEOUT = 0
    HIDE = 1
    NOTICE = 2
    CARD = 3
    BACK_FILL = 4


class Stopped(Exception):
    """No request may be sent: the platform bars Hush, or refused too many requests."""


@dataclass(slots=True)
class RateLimiter:
    """Rate limiter of one process for ``platform``. ``barred`` says why no request may be sent at all; empty while requests may."""

    allowance: RateLimits
    budget: Budget
    platform: str
    barred: str = ""
    _waiting: list[tuple[int, int, str, asyncio.Future[None]]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _invalid: int = 0
    _refusals: int = 0
    _processes: int = 1
    _alone: float = 0.0
    _pump: asyncio.Task[None] | None = None

    @property
    def tasks(self) -> Sequence[asyncio.Task[None]]:
        """What runs in the background."""
        return [self._pump] if self._pump else []

    @property
    def stopped(self) -> str:
        """Why nothing is sent, in words for an operator; empty while something is."""
        if not self.barred and self._refusals >= self.budget.stop:
            return f"{self.platform} refused {self._refusals} requests within ten minutes; Hush waits, so that it is not shut out"
        return self.barred

    def let_go(self) -> None:
        """End every wait: this process is stopping, and what was to be done is in the store."""
        for *_, turn in self._waiting:
            if not turn.done():
                turn.set_exception(Stopped("Hush is stopping"))
                turn.exception()  # so that one that nobody waits for any more is not reported as lost

    async def turn(self, community: str, urgency: Urgency) -> None:
        """Return when this request may be sent. Stopped where none may."""
        if self.stopped:
            raise Stopped(self.stopped)
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), community, turn))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._grant())
        await turn

    def count_refusal(self) -> None:
        """The platform refused a request, and counts that it did."""
        self._invalid += 1

    async def _grant(self) -> None:
        while self._waiting:
            first = [each for each in heapq.nsmallest(REQUESTS_GRANTED_AT_ONCE, self._waiting) if not each[3].done()]
            granted = await self._ask([(community, int(urgency)) for urgency, _, community, _ in first])
            for each, may in zip(first, granted, strict=True):
                if may and not each[3].done():
                    each[3].set_result(None)
            self._waiting = [each for each in self._waiting if not each[3].done()]
            heapq.heapify(self._waiting)
            if self._waiting and not all(granted):
                await asyncio.sleep(GRANT_WAIT)

    async def _ask(self, asks: Sequence[tuple[str, int]]) -> Sequence[bool]:
        invalid, self._invalid = self._invalid, 0
        try:
            answer: Granted = await self.allowance.ask(asks, invalid, self.budget)
        except StoreError:
            self._invalid += invalid
            return await self._own_share(asks)
        if answer.refusals >= self.budget.stop > self._refusals:
            log.error("a platform refuses too much, nothing is sent to it for a while", platform=self.platform, refusals=answer.refusals)
        self._processes, self._refusals = max(1, answer.processes), answer.refusals
        return answer.may

    async def _own_share(self, asks: Sequence[tuple[str, int]]) -> Sequence[bool]:
        """Without the store: one request at a time, as far apart as this process's share wants it."""
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self._alone - now))
        self._alone = max(now, self._alone) + self._processes / self.budget.rate
        return [i == 0 for i in range(len(asks))]
