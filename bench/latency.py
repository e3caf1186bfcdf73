"""How long a decision takes while others are made: at half the highest load its 99th percentile to its median, and that to a light load's.

Comments come one by one at random moments (a Poisson process), each as a request of its own, and wait for
nobody: a decision that is late makes the next ones no later to begin.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from random import Random
from statistics import median, quantiles

from bench.deciding import ACCOUNTS, Bench, full_windows
from bench.measure import Measure
from rules.model import Comment

LIGHT, HALF = 0.05, 0.5
"""Parts of the highest load."""
SECONDS = 4.0


async def highest(bench: Bench) -> float:
    """Comments a second, where each is sent as soon as there is room for it among 64."""
    told = [each for _ in range(3) for each in bench.round("c")]
    room = asyncio.Semaphore(64)

    async def take_in(comment: Comment) -> None:
        async with room:
            await bench.pipeline.take_in(comment, "recording")

    began = time.perf_counter()
    await asyncio.gather(*map(take_in, told))
    return len(told) / (time.perf_counter() - began)


async def latencies(bench: Bench, per_second: float, chance: Random) -> list[float]:
    """Seconds from each comment's moment to its decision."""
    took: list[float] = []

    async def take_in(comment: Comment, at: float) -> None:
        await bench.pipeline.take_in(comment, "recording")
        took.append(time.perf_counter() - at)

    at = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(max(1, round(per_second * SECONDS / ACCOUNTS))):
            for comment in bench.round("c"):
                at += chance.expovariate(per_second)
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                group.create_task(take_in(comment, at))
    return took


@contextmanager
def latency() -> Iterator[list[Measure]]:
    """Its measures; the accounts fill their windows when they are first asked."""
    chance = Random(7)  # noqa: S311 - the same moments in every run are wanted
    with ExitStack() as stack:

        @cache
        def ready() -> Bench:
            bench = stack.enter_context(full_windows())
            bench.runner.run(highest(bench))  # what is new to the process makes the first highest load too high, or too low
            return bench

        def at(part: float) -> list[float]:
            bench = ready()
            return bench.runner.run(latencies(bench, part * bench.runner.run(highest(bench)), chance))

        def tail() -> float:
            half = at(HALF)
            return quantiles(half, n=100)[98] / median(half)

        yield [
            Measure("p99 of a decision at half the highest load, to its median", 10.0, tail, rounds=3),
            Measure("that median, to a light load's", 1.3, lambda: median(at(HALF)) / median(at(LIGHT)), rounds=3),
        ]
