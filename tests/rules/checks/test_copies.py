import itertools

import pytest
from msgspec import structs

from rules.checks.copies import HOUR, Copies, is_campaign, others
from rules.model import Other, Said
from support.comments import case, said

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
    assert not is_campaign(structs.replace(case(said(LONG, 2.0), others=others), allowed=[said(LONG, 0.0).form]))


def near(text: str, at: float = 0.0) -> tuple[str, Said]:
    return "bob", said(text, at, name=f"bob{at}")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (LONG, "Join the free giveaway before midnights"),
        (LONG, "before midnight join the free giveaway"),
        (LONG, "Join the free give-away before m1dn1ght kzqx8"),
        (LONG, f"{LONG} and bring all your friends along"),
        ("We all meet at the harbour on Sunday morning", "We all meet at the harbour on Sunday mornings"),
        ("Join and win 500 free coins tonight at coin-drop.example/a1", "Join and win 900 free coins tonight at coin-drop.example/b2"),
        ("今天晚上加入我们的频道领取免费的礼物吧", "今天晚上加入我们的频道领取免费的礼物"),
    ],
)
def test_a_near_copy_of_another_is_named(text: str, other: str) -> None:
    found = others(said(text, 60.0), (), [near(other)])
    assert [(each.account, each.form is None) for each in found] == [("bob", False)]
    finding = Copies().check(case(said(text, 60.0), others=found))
    assert finding is not None
    assert finding.accounts == ("bob",)
    assert finding.reason == "also posted, word for word or nearly so, by bob"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("We all meet at the harbour on Sunday morning", "We all meet at the harbour on Friday morning"),
        (
            "We all meet at the harbour on Sunday morning",
            "yes: we all meet at the harbour on Sunday morning, as last year, and the one before",
        ),
        ("Level 12 is the best one of the whole game", "Level 31 is the best one of the whole game"),
        ("As long as the boss does not kill us we are fine", "As long as the boss does not kill us we kill the boss"),
        ("> We all meet at the harbour on Sunday morning", "We all meet at the harbour on Sunday mornings"),
        ("!give harbour lantern voucher miracle garden", "!give harbour lantern voucher miracle gardens"),
        ("sudo apt-get install build-essential now", "sudo apt-get install build-essentials now"),
        ("good morning to you all", "good mornings to you all"),
    ],
)
def test_what_only_resembles_it_is_not(text: str, other: str) -> None:
    assert not others(said(text, 60.0), (), [near(other)])


def test_who_used_the_same_words_is_named_once_and_each_with_the_newest() -> None:
    found = others(said(LONG, 60.0), [Other("eve", 5.0)], [near(f"{LONG}s", 10.0), near(f"{LONG}z", 30.0), ("eve", said(f"{LONG}s", 20.0))])
    assert [(each.account, each.at) for each in found] == [("eve", 5.0), ("bob", 30.0)]


def test_what_is_gone_is_no_copy() -> None:
    name, told = near(f"{LONG}s")
    assert not others(said(LONG, 60.0), (), [(name, structs.replace(told, gone=True))])


def test_near_copies_make_a_campaign_as_equal_ones_do() -> None:
    told = [("bob", said(f"{LONG}s", 10.0)), ("eve", said("Join our free giveaway before midnight", 20.0))]
    finding = Copies().check(case(said(LONG, 60.0), others=others(said(LONG, 60.0), (), told)))
    assert finding is not None
    assert finding.reason == "a campaign: 3 accounts posted this or nearly this within 50 seconds, among them bob, eve"
