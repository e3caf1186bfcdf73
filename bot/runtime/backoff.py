"""How long to wait before something that failed is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass

_DOUBLINGS = 60
"""Doublings after which any wait is the longest; more would be no float."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds between attempts: ``first``, then twice as long each time, at most ``longest``."""

    first: float
    longest: float

    def after(self, failures: int, chance: random.Random | None = None) -> float:
        """Seconds to wait after so many failures in a row, one at least.

        With ``chance`` it is half of that or more, so that many who failed together do not come back together.
        """
        wait = min(self.longest, self.first * 2.0 ** min(failures - 1, _DOUBLINGS))
        return wait if chance is None else wait * chance.uniform(0.5, 1.0)
