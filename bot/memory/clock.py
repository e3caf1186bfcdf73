"""What time it is, as the store sees it, so that a process whose clock is wrong decides as the others do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Gives the time that leases, brake, strikes and "too late" go by, in epoch seconds."""

    def now(self) -> float: ...

    def heard(self, server: float) -> None:
        """The server just said what time it is."""


class ServerClock:
    """The server's time as last heard, carried on by this process's monotonic clock; until the first word of it, this process's ``wall`` clock."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._ahead = wall() - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def heard(self, server: float) -> None:
        self._ahead = server - time.monotonic()


class StreamClock:
    """The time of a recorded stream, which moves when its reader says so."""

    def __init__(self, at: float = 0.0) -> None:
        self.at = at

    def now(self) -> float:
        return self.at

    def heard(self, server: float) -> None:
        """A recording has its own time."""
