"""What judging costs by itself, without a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from bench.floor import WINDOW, judged
from bench.judge import Turn, made, turns
from bench.measure import Measure, cpu
from rules.checks import RULES
from rules.checks.repeats import Repeats
from rules.engine import judge
from rules.fingerprint import remembered
from rules.model import Case, Comment

TURNS = 2_000
_SECRET = b"a secret of the benchmark"
_RULED = [rule() for rule in RULES]
_HISTORY, _LONG = 10, 200


@cache
def full() -> list[Turn]:
    """Comments with windows of ten."""
    return [turn for turn in turns(made()) if len(turn.plain) == WINDOW][:TURNS]


@contextmanager
def judging() -> Iterator[list[Measure]]:
    """The measures of judging."""
    taken = full()
    told = [(turn, remembered(turn.comment, _SECRET)) for turn in taken]
    window = [
        remembered(Comment(f"{i}", "c", "t", "a", float(i), f"{turn.comment.text:.30}"), _SECRET) for i, turn in enumerate(taken[:_LONG])
    ]

    def floor() -> float:
        return cpu(lambda: [judged(turn.comment.text, turn.plain) for turn in taken])

    def whole() -> float:
        return cpu(lambda: [judge(Case(remembered(t.comment, _SECRET), t.earlier, t.comment.place), _RULED) for t in taken]) / floor()

    def all_rules() -> float:
        every = cpu(lambda: [judge(Case(said, turn.earlier, turn.comment.place), _RULED) for turn, said in told])
        return every / cpu(lambda: [judge(Case(said, turn.earlier, turn.comment.place), [Repeats()]) for turn, said in told])

    def history() -> float:
        def judged_with(count: int) -> float:
            return cpu(
                lambda: [judge(Case(remembered(turn.comment, _SECRET), window[:count], turn.comment.place), _RULED) for turn in taken[:400]]
            )

        return judged_with(_LONG) / judged_with(_HISTORY)

    yield [
        Measure("judge, canonical form included, window of ten, to the floor", 3.0, whole),
        Measure("all rules on, to repeats alone", 1.5, all_rules),
        Measure("judge with a history of 200 comments of 30 characters, to one of 10", 4.0, history),
    ]


def floor_work() -> Callable[[], object]:
    """The floor's own work as every ratio here has it below the line, to see the machine's noise by."""
    taken = full()
    return lambda: [judged(turn.comment.text, turn.plain) for turn in taken]
