"""What a benchmark may say: a bound is kept only where it is, and on a noisy machine hardly anything is."""

import re

import pytest

from bench.measure import UNBOUNDED, Judgement, Measure, Result, measured, picture

QUIET, NOISY = 1.02, 1.6


@pytest.mark.parametrize(
    ("rounds", "least", "noise", "said"),
    [
        ([2.0, 2.1, 2.9], False, QUIET, Judgement.KEPT),
        ([2.0, 2.1, 9.0], False, QUIET, Judgement.KEPT),
        ([9.0, 8.0, 2.0], False, QUIET, Judgement.MISSED),
        ([5.0, 6.0, 7.0], True, QUIET, Judgement.KEPT),
        ([1.0, 1.0, 7.0], True, QUIET, Judgement.MISSED),
        ([2.0, 2.1, 2.9], False, NOISY, Judgement.INCONCLUSIVE),
        ([2.0, 2.1, 9.0], False, NOISY, Judgement.INCONCLUSIVE),
        ([9.0, 8.0, 7.0], False, NOISY, Judgement.MISSED),
    ],
)
def test_what_may_be_said(rounds: list[float], least: bool, noise: float, said: Judgement) -> None:  # noqa: FBT001 - a column of the table
    assert Result(Measure("m", 3.0, lambda: 0.0, least=least), rounds).judged(noise) is said


def test_the_rounds_of_all_measures_are_run_in_turn() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    one, two = measured([Measure("a", 1.0, lambda: run("a")), Measure("b", 1.0, lambda: run("b"))], rounds=3)
    assert order == ["a", "b"] * 3
    assert (one.rounds, two.rounds, one.value, two.value) == ([1, 3, 5], [2, 4, 6], 3, 4)


def test_the_picture_shows_each_bound_and_leaves_out_what_has_none() -> None:
    results = [
        Result(Measure("half of its bound", 4.0, lambda: 0.0), [2.0]),
        Result(Measure("three times its bound & more", 4.0, lambda: 0.0), [12.0]),
        Result(Measure("twice what is wanted", 5.0, lambda: 0.0, least=True), [10.0]),
        Result(Measure("a time", UNBOUNDED, lambda: 0.0), [100.0]),
    ]
    drawn = picture(results, 1.05)
    assert re.findall(r'<rect x="\d+" y="\d+" width="([\d.]+)"', drawn) == ["105.0", "420.0", "105.0"]
    assert "12.00, &lt;= 4" in drawn
    assert "more" in drawn
    assert "a time" not in drawn
    assert "1.05" in drawn
