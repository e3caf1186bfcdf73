"""How long a decision takes while others are made: at half the highest load its 99th percentile to its median, and that to a light load's.

``python -m bench.latency``; half a minute. Comments come one by one at random moments (a Poisson process), each as a request of its own, and wait for
nobody: a decision that is late makes the next ones no later to begin.
"""

from __future__ import annotations

import asyncio
import time
from random import Random
from statistics import median, quantiles

from bench.deciding import ACCOUNTS, Bench
from bench.floor import WINDOW
from bot import logs
from bot.memory.embedded import throwaway
from rules.model import Comment

LIGHT, HALF = 0.05, 0.5
"""Parts of the highest load."""
SECONDS = 4.0
ROUNDS = 3


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


def main() -> None:
    """One row for each round."""
    logs.set_up(quiet=True)
    chance = Random(7)  # noqa: S311 - the same moments in every run are wanted
    with throwaway() as server, asyncio.Runner() as runner:
        bench = Bench(runner, server.url)
        for _ in range(WINDOW):
            runner.run(bench.take_in(bench.round("c")))
        tails, middles = [], []
        for number in range(1 + ROUNDS):
            most = runner.run(highest(bench))
            light, half = (runner.run(latencies(bench, part * most, chance)) for part in (LIGHT, HALF))
            if number == 0:
                continue  # what is new to the process makes the first highest load too high, or too low
            tails.append(quantiles(half, n=100)[98] / median(half))
            middles.append(median(half) / median(light))
            print(f"p99 to the median {tails[-1]:.1f}, the median to that of a light load {middles[-1]:.2f}", flush=True)
        runner.run(bench.pipeline.memory.store.close())
        runner.run(bench.plain.aclose())
    for name, rounds, bound in (
        ("p99 at half the highest load, to the median", tails, 10.0),
        ("that median, to a light load's", middles, 1.3),
    ):
        print(f"{name:52} {median(rounds):5.2f}  <= {bound}  {'kept' if median(rounds) <= bound else 'missed'}")


if __name__ == "__main__":
    main()
