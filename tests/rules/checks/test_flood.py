import pytest

from rules.checks.flood import Flood, Response
from rules.model import Account, Finding, Place
from support.comments import case, said


def found(count: int, gap: float, place: Place = Place.CHAT, rule: Flood | None = None, account: Account | None = None) -> Finding | None:
    told = [said(f"Line {i} of a long story about {i * i}.", gap * i) for i in range(count)]
    return (rule or Flood()).check(case(*told, place=place, account=account))


@pytest.mark.parametrize(("count", "gap", "place"), [(25, 2.0, Place.CHAT), (12, 5.0, Place.COMMENTS), (40, 1.5, Place.LIVE)])
def test_more_than_a_person_types_is_told(count: int, gap: float, place: Place) -> None:
    finding = found(count, gap, place)
    assert finding is not None
    assert not finding.flag
    assert "more than a person types" in finding.reason


@pytest.mark.parametrize(
    ("count", "gap", "place"), [(24, 2.0, Place.CHAT), (12, 6.0, Place.COMMENTS), (39, 1.5, Place.LIVE), (1, 0.0, Place.CHAT)]
)
def test_a_lively_person_is_left_alone(count: int, gap: float, place: Place) -> None:
    assert found(count, gap, place) is None


def test_a_bot_may_write_as_much_as_it_likes() -> None:
    assert found(30, 1.0, account=Account(bot=True)) is None


def test_hide_names_what_it_hides() -> None:
    finding = found(26, 2.0, rule=Flood(response=Response.HIDE))
    assert finding is not None
    assert finding.flag
    assert finding.score >= 0.5
    assert len(finding.copies) == 25
