"""A primary of a cluster killed under load: how long until verdicts are back. What is done once all the same, tests/bot/memory/test_cluster.py tells.

It starts six servers on loopback, the tests' cluster. Seconds are of this machine and of the cluster's own ``cluster-node-timeout`` (1 s
here), which is most of them.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))  # the cluster is the tests'

from bench.measure import Measure  # noqa: E402 - after its path is known
from bot.memory.cluster import Cluster  # noqa: E402 - after its path is known
from bot.memory.errors import StoreError  # noqa: E402 - after its path is known
from rules.model import Comment  # noqa: E402 - after its path is known
from support.cluster import cluster  # noqa: E402 - after its path is known
from support.house import House, house  # noqa: E402 - after its path is known

TOWNS = [f"town{number}" for number in range(48)]
EVERY = 0.02


async def say(here: House, town: str, number: int) -> float:
    """Send one comment until it is judged, as sites do; seconds that took."""
    began = time.monotonic()
    while True:
        try:
            await here.take_in(Comment(id=f"{town}-{number}", community=town, thread="t", author="m", at=here.clock.at, text="hello there"))
        except StoreError:
            await asyncio.sleep(EVERY)
        else:
            return time.monotonic() - began


async def waited(folder: Path) -> list[float]:
    """Seconds that each community waited for its first verdict after the kill."""
    with cluster(folder) as nodes:
        async with house(f"redis://127.0.0.1:{nodes[-1].port}", None, Cluster) as here:
            await here.store.meet()
            await asyncio.gather(*(say(here, town, 1) for town in TOWNS))
            nodes[0].kill()
            return await asyncio.gather(*(say(here, town, 2) for town in TOWNS))


@contextmanager
def failover() -> Iterator[list[Measure]]:
    """The longest that a community waited."""

    def last() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return max(asyncio.run(waited(Path(folder))))

    yield [Measure("a primary of a cluster killed under load: the last first verdict", 5.0, last, unit="s", rounds=3)]
