"""Stores for tests that ask nothing about how long a store may take."""

from bot.memory.clock import Clock
from bot.memory.store import Store

PATIENT = 10.0
"""Seconds that a comment waits for its store: on a busy machine a quarter of a second is no sign of a store that is away."""


def patient(url: str, clock: Clock | None = None) -> Store:
    """A store whose comments have that long."""
    return Store.at(url, clock, deadline=PATIENT)
