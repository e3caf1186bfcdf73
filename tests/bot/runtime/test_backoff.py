import random

from bot.runtime.backoff import Backoff

BACKOFF = Backoff(first=0.1, longest=2.0)


def test_a_wait_doubles_up_to_the_longest() -> None:
    assert [BACKOFF.after(failures) for failures in range(1, 8)] == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


def test_a_store_that_is_away_for_a_week_is_waited_for() -> None:
    assert BACKOFF.after(1_000_000) == 2.0


def test_many_who_failed_together_come_back_one_by_one() -> None:
    waits = [BACKOFF.after(3, random.Random(seed)) for seed in range(100)]
    assert len(set(waits)) == 100
    assert all(0.2 <= wait <= 0.4 for wait in waits)
