"""Deleting a comment and posting it again: three times in a thread it is spared, then it counts."""

from collections.abc import Sequence

import pytest
from msgspec import structs

from rules.checks.repeats import Repeats
from rules.model import Finding, Place
from support.comments import case, said

TAP = "Does anyone know how to fix a leaking kitchen tap in an old flat?"
ADVERT = "Buy the dip and enter the market now"


def posted(marks: str, text: str = TAP, threads: Sequence[str] = ()) -> Finding | None:
    """The finding on the last of some comments, 30 s apart: ``x`` was deleted before the last one was posted, ``o`` stands."""
    told = [
        structs.replace(said(text, at * 30.0, thread=threads[at] if threads else "t"), gone=mark == "x") for at, mark in enumerate(marks)
    ]
    return Repeats().check(case(*told, place=Place.CHAT))


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        pytest.param("xxo", TAP, id="posted again twice"),
        pytest.param("xxxo", TAP, id="posted again three times"),
        pytest.param("xxxo", "Selling nothing, just looking for people to play chess with tonight", id="no question"),
        pytest.param("xxxo", "Verkaufe nichts, suche nur Leute zum Schachspielen heute Abend", id="in German"),
        pytest.param("xxxo", "今晚有没有人想一起下象棋，新手也可以来", id="in Chinese"),
        pytest.param("xoo", TAP, id="one deleted, two stand"),
        pytest.param("oxxo", TAP, id="deleted between"),
    ],
)
def test_it_leaves_alone(marks: str, text: str) -> None:
    finding = posted(marks, text)
    assert finding is None or not finding.flag


@pytest.mark.parametrize(
    ("marks", "text"),
    [
        pytest.param("ooo", TAP, id="three that stand"),
        pytest.param("xooo", TAP, id="three that stand and one deleted"),
        pytest.param("xxxxo", TAP, id="posted again a fourth time"),
        pytest.param("xxo", ADVERT, id="an advert"),
        pytest.param("xxo", "More of this is written at https://tap.example for you to read", id="a link"),
        pytest.param("xxo", "Write me for the cheapest rooms in town, 0171 555 66 77", id="a phone number"),
        pytest.param("xxo", "@everyone the pool party starts at eight in the garden", id="everybody is called"),
    ],
)
def test_it_flags(marks: str, text: str) -> None:
    finding = posted(marks, text)
    assert finding is not None
    assert finding.flag


def test_one_in_every_channel_is_flagged_though_each_was_deleted() -> None:
    finding = posted("xxo", threads=["a", "b", "c"])
    assert finding is not None
    assert finding.flag


def test_what_stands_is_kept_as_long_as_any_other_copy_stood() -> None:
    assert [posted(marks).keep_first for marks in ("ooo", "xooo", "xxxxoo", "xxxxo")] == [True, True, True, False]  # type: ignore[union-attr]  # each is flagged


def test_it_is_said_why_it_is_left_alone() -> None:
    finding = posted("xxo")
    assert finding is not None
    assert finding.reason.endswith("left alone: its earlier copies were deleted before it was posted again")
