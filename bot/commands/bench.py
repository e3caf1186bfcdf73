"""`hush bench`: the benchmarks, as ratios in one run; the machine's own noise is measured first."""

from __future__ import annotations

import resource
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bot.runtime import logs
from bot.runtime.exits import WRONG, Refusal


def bench(*, rounds: int = 5, only: str = "", picture: Path | None = None, json: Path | None = None) -> int:
    """Measure speed and memory, as ratios in one run.

    From a checkout, where make bench sets up what it needs. The exit code is 1 where a bound is missed, or nothing could be said of one.

    Args:
        rounds: rounds of each measure; the median counts
        only: only the measures whose name holds this
        picture: where the chart goes, an SVG
        json: where every round goes
    """
    try:
        from bench import (  # noqa: PLC0415 - a checkout has it, an installed Hush does not
            crowding,
            deciding,
            failover,
            gateway,
            judging,
            latency,
            measure,
            peer,
            storing,
            whole,
        )
    except ModuleNotFoundError as error:
        raise Refusal(
            f"the benchmarks need a checkout and what its tests need, and there is no {error.name}: run make bench there", WRONG
        ) from error
    logs.set_up(quiet=True)
    noise = measure.noise(judging.floor_work())
    print(f"noise of this machine: {noise:.2f}" + ("" if noise <= measure.NOISY else ", so little can be said"), file=sys.stderr)
    with ExitStack() as stack:
        parts = (
            judging.judging,
            deciding.deciding,
            peer.peer,
            storing.storing,
            crowding.crowding,
            latency.latency,
            whole.whole,
            gateway.gateway,
            failover.failover,
        )
        every = [each for part in parts for each in stack.enter_context(part())]
        results = list(measure.measured([each for each in every if only in each.name], rounds))
    table = Table("measure", "median", "bound", "")
    for each in results:
        bound = "" if each.measure.bound == measure.UNBOUNDED else f"{'>=' if each.measure.least else '<='} {each.measure.bound:g}"
        table.add_row(each.measure.name, f"{each.value:.2f} {each.measure.unit}".strip(), bound, each.judged(noise).value)
    Console().print(table)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if picture is not None:
        picture.write_text(measure.picture(results, noise), "utf-8")
    if json is not None:
        plain = {
            "noise": noise,
            "measures": [
                {"name": each.measure.name, "bound": each.measure.bound, "least": each.measure.least, "rounds": each.rounds}
                for each in results
            ],
        }
        json.write_bytes(msgspec.json.format(msgspec.json.encode(plain)) + b"\n")
    fine = {measure.Judgement.KEPT, measure.Judgement.TOLD}
    return 0 if all(each.judged(noise) in fine for each in results) else 1
