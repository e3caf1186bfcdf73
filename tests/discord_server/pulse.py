"""Waiting for something to become true, woken by what happens on the server."""

import asyncio
from collections.abc import Callable

RECHECK = 0.02
"""Seconds: a bot in the test's own process may change without a sign to the server."""


class Pulse:
    """Beats once for everything that happens, so that waiting needs no sleep."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.beats = 0

    def beat(self) -> None:
        """Wakes everybody who waits."""
        self.beats += 1
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, true: Callable[[], object], seconds: float) -> bool:
        """Whether the condition became true in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not true():
            left = deadline - loop.time()
            if left <= 0:
                return False
            await self._next(min(left, RECHECK))
        return True

    async def _next(self, seconds: float) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait([waiting], timeout=seconds)
        finally:
            self._waiting.discard(waiting)
