"""Whether the store is there, looked at again and again, and its embedded server brought back where it died."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.memory.embedded import Embedded, EmbeddedError
from bot.memory.errors import StoreAway, StoreError
from bot.memory.pairing import LASTS, InUse, Pairing, WrongKey
from bot.memory.store import Store
from bot.runtime.supervision import aside
from rules import duration

log = structlog.get_logger()

HEALTH_POLL = 1.0
"""Seconds between looks; a call that failed makes the next one at once."""


LONG = 60.0
"""Seconds without the store after which communities are told that they were not looked after."""


def outage(seconds: float) -> str:
    """What they are told."""
    return (
        f"Hush's memory was away for {duration.words(seconds)}. What was said meanwhile stood; it is judged now, and nobody is punished for "
        "what is judged more than ten minutes late."
    )


@dataclass(slots=True)
class StoreHealth:
    """``why`` the store cannot be used now, in words for an operator; empty while it can.

    ``back`` are told, once it is, for how many seconds a long absence went on, and nobody waits for that; ``now`` is a monotonic clock;
    ``refused`` is told that the store has become another restore key's, with which nothing may be sealed any more.
    """

    store: Store
    own: Embedded | None
    pairing: Pairing | None = None
    now: Callable[[], float] = time.monotonic
    back: list[Callable[[float], Coroutine[Any, Any, None]]] = field(default_factory=list)
    refused: Callable[[str], None] = lambda _: None
    why: str = ""
    _since: float = 0.0
    _entered: float = -math.inf
    _doubted: asyncio.Event = field(default_factory=asyncio.Event)
    _telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def look(self) -> None:
        """Meet the store now, and revive its server where it is our own and gone. StoreRefused where it will not do."""
        try:
            await self._meet()
        except (WrongKey, InUse):
            raise
        except StoreError as error:
            self._lost(str(error))
            raise
        away = self._found()
        if away > LONG:
            for told in self.back:
                aside(self._telling, told(away))

    async def run(self) -> None:
        """Look every second, and at once when somebody doubts; until cancelled."""
        while True:
            try:
                async with asyncio.timeout(HEALTH_POLL):
                    await self._doubted.wait()
            except TimeoutError:
                pass  # nobody doubted, and a second has passed
            self._doubted.clear()
            try:
                await self.look()
            except (WrongKey, InUse) as error:
                self.refused(str(error))
            except StoreError:
                await asyncio.sleep(HEALTH_POLL / 10)  # so that those who doubt do not make it a busy loop

    def doubt(self) -> None:
        """A call to the store failed: look now."""
        self._doubted.set()

    async def leave(self) -> None:
        """This process works on the store no longer."""
        if self.pairing is not None:
            try:
                await self.pairing.leave()
            except StoreError as error:
                log.info("the store does not know yet that this process ended", error=str(error))

    async def _meet(self) -> None:
        await self._greet()
        if self.pairing is not None and (self.why or self.now() - self._entered > LASTS / 6):
            await self.pairing.enter()
            self._entered = self.now()

    async def _greet(self) -> None:
        try:
            await self.store.meet()
        except StoreAway:
            if self.own is None:
                raise
            try:
                await asyncio.to_thread(self.own.revive)
            except EmbeddedError as error:
                raise StoreAway(str(error)) from error
            await self.store.meet()

    def _lost(self, why: str) -> None:
        if not self.why:
            self._since = self.now()
            log.error("store lost, comments stand unjudged until it is back", why=why)
        self.why = why

    def _found(self) -> float:
        """The store answers; for how many seconds it did not."""
        if not self.why:
            return 0.0
        away = self.now() - self._since
        log.warning("store back", away_seconds=round(away, 1))
        self.why = ""
        return away
