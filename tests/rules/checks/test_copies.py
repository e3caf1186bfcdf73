from comments import case, said
from rules.checks.copies import Copies
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
