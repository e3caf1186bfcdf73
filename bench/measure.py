"""How is measured: contestants in turn, so that a busy machine is busy for all of them; each round a ratio; the median round counts."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from bot.replay.chart import Bar, drawn

NOISY = 1.15
"""The widest ratio of some work to itself, above which nothing can be said."""
ROUNDS = 5


UNBOUNDED = math.inf
"""The bound of what is no ratio: a time of this machine, to reckon with."""


class Judgement(StrEnum):
    """What may be said of a measure."""

    KEPT = "kept"
    MISSED = "missed"
    INCONCLUSIVE = "inconclusive"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Measure:
    """``run`` answers the ratio of one round; it should be at most ``bound``, or with ``least`` at least. `UNBOUNDED` is only told.

    ``rounds``: how many it takes at most, where one takes a minute.
    """

    name: str
    bound: float
    run: Callable[[], float]
    least: bool = False
    unit: str = ""
    rounds: int | None = None


@dataclass(slots=True)
class Result:
    """A measure with its rounds."""

    measure: Measure
    rounds: list[float] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The median round."""
        return median(self.rounds)

    def judged(self, noise: float) -> Judgement:
        """Whether the median keeps the bound. On a noisy machine only a bound that every round misses is told of, as missed."""
        if self.measure.bound == UNBOUNDED:
            return Judgement.TOLD
        kept = [self._keeps(each) for each in self.rounds]
        if noise > NOISY:
            return Judgement.INCONCLUSIVE if any(kept) else Judgement.MISSED
        return Judgement.KEPT if self._keeps(self.value) else Judgement.MISSED

    def _keeps(self, ratio: float) -> bool:
        return ratio >= self.measure.bound if self.measure.least else ratio <= self.measure.bound


def picture(results: Sequence[Result], noise: float) -> str:
    """A chart of what has a bound: how much of it is used, or how much less than it was reached; what is missed ends at the edge."""
    colours = {Judgement.KEPT: "#2b7a4b", Judgement.MISSED: "#b3402a", Judgement.INCONCLUSIVE: "#8a8a8a"}
    bars = []
    for each in results:
        judged, measure = each.judged(noise), each.measure
        if judged is not Judgement.TOLD:
            used = measure.bound / each.value if measure.least else each.value / measure.bound
            sign = ">=" if measure.least else "<="
            bars.append(Bar(measure.name, min(1.0, used / 2), f"{each.value:.2f}, {sign} {measure.bound:g}", colours[judged]))
    return drawn([(f"Used of each bound, which is at half the width; noise of the machine {noise:.2f}", bars)])


def cpu(do: Callable[[], object]) -> float:
    """CPU seconds of this process for some work."""
    start = time.process_time()
    do()
    return time.process_time() - start


def noise(work: Callable[[], object], rounds: int = 2 * ROUNDS) -> float:
    """How far from 1 the ratio of some work to itself comes out here, in its widest round: what no ratio can be told apart by."""
    work()
    ratios = [cpu(work) / cpu(work) for _ in range(rounds)]
    return max(max(each, 1 / each) for each in ratios)


def measured(measures: Sequence[Measure], rounds: int = ROUNDS) -> Iterator[Result]:
    """Every measure, its rounds in turn with those of all the others."""
    results = [Result(measure) for measure in measures]
    for number in range(rounds):
        for result in results:
            if result.measure.rounds is None or number < result.measure.rounds:
                gc.collect()
                gc.freeze()  # as `hush run` does: what other measures left is no garbage of this one's
                result.rounds.append(result.measure.run())
    yield from results
