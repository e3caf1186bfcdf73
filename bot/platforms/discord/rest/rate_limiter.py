"""When a request may be sent: below Discord's global limit, urgent ones first, no community at the others' cost.

The allowance is in the store, so all processes share it. While the store is away each keeps to its share of it.
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
from bot.memory.rate_limits import Granted, RateLimits

log = structlog.get_logger()

RATE = 40.0
"""Requests a second for all processes; Discord's limit is 50 (https://docs.discord.com/developers/topics/rate-limits)."""
SHARE = 0.25
"""Of the rate, what one community may have while others wait."""
SLOW, STOP = 2_000, 5_000
"""Refusals within ten minutes; at 10,000 Discord shuts an address out."""
REQUESTS_GRANTED_AT_ONCE = 16
GRANT_WAIT = 0.05
"""Seconds between askings while nothing was granted."""
FORGIVEN = 600.0
"""Seconds after which refusals for a permission are forgotten."""
REFUSALS = 3
"""Refusals for one permission in one community after which Hush no longer asks there."""


class Urgency(IntEnum):
    """What goes first."""

    TIMEOUT = 0
    HIDE = 1
    NOTICE = 2
    CARD = 3
    BACK_FILL = 4


class Stopped(Exception):
    """No request may be sent: the token was refused, or too many requests were."""


@dataclass(slots=True)
class RateLimiter:
    """One process's turnstile."""

    allowance: RateLimits
    rate: float = RATE
    refused_token: bool = False
    _waiting: list[tuple[int, int, str, asyncio.Future[None]]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)
    _invalid: int = 0
    _refusals: int = 0
    _processes: int = 1
    _alone: float = 0.0
    _pump: asyncio.Task[None] | None = None
    _paused: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def tasks(self) -> Sequence[asyncio.Task[None]]:
        """What runs in the background."""
        return [self._pump] if self._pump else []

    @property
    def stopped(self) -> str:
        """Why nothing is sent, in words for an operator; empty while something is."""
        if self.refused_token:
            return "Discord refuses the token: set DISCORD_TOKEN to the one on the bot's page, and start Hush again"
        if self._refusals >= STOP:
            return f"Discord refused {self._refusals} requests within ten minutes; Hush waits, so that it is not shut out"
        return ""

    def let_go(self) -> None:
        """Nobody waits any more: this process is stopping, and what was to be done is in the store."""
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

    def heard(self, status: int, shared: bool) -> None:  # noqa: FBT001 - what was heard, not a flag
        """An answer came; Discord counts the refusals among them."""
        if status in {401, 403} or (status == 429 and not shared):
            self._invalid += 1

    async def refused(self, community: str, permission: str) -> bool:
        """A request was refused for lack of a permission; whether Hush pauses it from now on, and this is to be said."""
        try:
            count = await self.allowance.refused(community, permission, FORGIVEN)
        except StoreError:
            return False
        if count >= REFUSALS:
            self._paused[community, permission] = asyncio.get_running_loop().time() + FORGIVEN
        return count == REFUSALS

    def paused(self, community: str, permission: str) -> bool:
        """Whether requests that need this permission are not even sent."""
        return self._paused.get((community, permission), 0.0) > asyncio.get_running_loop().time()

    async def forgive(self, community: str) -> None:
        """Permissions changed: try again."""
        gone = [each for each in self._paused if each[0] == community]
        for each in gone:
            del self._paused[each]
        if gone:
            try:
                await self.allowance.forgive(community)
            except StoreError:
                return  # they are forgotten by themselves after a while

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
        limits = {"rate": self.rate, "share": SHARE, "slow": SLOW, "stop": STOP}
        try:
            answer: Granted = await self.allowance.ask(asks, invalid, limits)
        except StoreError:
            self._invalid += invalid
            return await self._own_share(asks)
        if answer.refusals >= STOP > self._refusals:
            log.error("Discord refuses too much, nothing is sent for a while", refusals=answer.refusals)
        self._processes, self._refusals = max(1, answer.processes), answer.refusals
        return answer.may

    async def _own_share(self, asks: Sequence[tuple[str, int]]) -> Sequence[bool]:
        """Without the store: one request at a time, as far apart as this process's share wants it."""
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(0.0, self._alone - now))
        self._alone = max(now, self._alone) + self._processes / self.rate
        return [i == 0 for i in range(len(asks))]
