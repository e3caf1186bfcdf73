import itertools
from dataclasses import replace

import pytest

from comments import case, said
from rules.checks.copies import HOUR, Copies, is_campaign
from rules.model import Other

DAY = 86400.0


def test_others_who_posted_the_same_are_named_and_nobody_is_flagged() -> None:
    finding = Copies().check(case(said("the same words", DAY), others=[Other("bob", 0.0), Other("eve", 10.0)]))
    assert finding is not None
    assert not finding.flag
    assert finding.accounts == ("bob", "eve")
    assert finding.reason == "also posted by bob, eve"


def test_what_was_posted_longer_ago_is_not_told() -> None:
    assert Copies().check(case(said("the same words", DAY + 1), others=[Other("bob", 0.0)])) is None
    assert Copies().check(case(said("the same words", DAY))) is None


def test_a_crowd_is_counted() -> None:
    finding = Copies().check(case(said("the same words", 1), others=[Other(f"a{n}", 0.0) for n in range(12)]))
    assert finding is not None
    assert finding.reason == "also posted by a0, a1, a2 and 9 more"
    assert len(finding.accounts) == 12


LONG = "Join the free giveaway before midnight"


@pytest.mark.parametrize(
    ("text", "times", "campaign"),
    [
        (LONG, (0, 60, 120), True),
        (LONG, (0, 1800, HOUR), True),
        ("see coin-drop.example/win", (0, 60, 120), True),
        (LONG, (0, 55 * 60, HOUR - 1, 2 * HOUR), True),
        (LONG, (0, 60), False),
        (LONG, (0, 1800, HOUR + 1), False),
        (LONG, (0, 55 * 60, 62 * 60), False),
        ("good morning all", (0, 60, 120), False),
    ],
)
def test_three_within_an_hour_are_a_campaign_whichever_came_last(text: str, times: tuple[float, ...], *, campaign: bool) -> None:
    seen = [
        any(
            is_campaign(case(said(text, at), others=[Other(str(i), t) for i, t in enumerate(order[:place])]))
            for place, at in enumerate(order)
        )
        for order in itertools.permutations(times)
    ]
    assert set(seen) == {campaign}


def test_an_allowed_text_is_no_campaign() -> None:
    others = [Other("bob", 0.0), Other("eve", 1.0)]
    assert is_campaign(case(said(LONG, 2.0), others=others))
    assert not is_campaign(replace(case(said(LONG, 2.0), others=others), allowed=[said(LONG, 0.0).form]))
