"""The server's time: it runs with the wall, and a test can move it ahead."""

import time
from collections.abc import Callable

Now = Callable[[], float]
"""Seconds since 1970."""


class Clock:
    """A clock that ticks by itself and jumps when told to. Any other callable that returns epoch seconds does as well."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Moves the time on; ids, ages, timeouts and the life of an interaction follow."""
        self._ahead += seconds
