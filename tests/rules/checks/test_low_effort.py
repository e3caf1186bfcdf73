from collections.abc import Sequence

import pytest

from rules.checks.low_effort import LowEffort
from rules.model import Place
from support.comments import case, said

DRAWING = ["░░░░░░░░░░░▄▄░░░░", "░░░▄▀▀▀▄░░░░░░░░░", "░░█░░░░░█░░░░░░░░", "░░░▀▄▄▄▀░░░░░░░░░", "░░░░░█░░░░░░░░░░░", "░░░▄▄█▄▄░░░░░░░░░"]
SIGNS = ["!?!?!?!?!?!?!?", "............!", "=============", "😀😀😀😀😀😀😀😀😀😀😀😀", "~~~~~~~~~~~~~~", "?!?!?!?!?!?!?!?!"]
KEYS = [
    "asasasasasdadsadsads",
    "ddddsasasaddsadsasd",
    "sdsdsdsasasadadsdsd",
    "aaasdasdadsadsadads",
    "sadasdsadasdsadsadd",
    "dsadsadasdasdasasda",
]
TALK = ["It rained all day here.", "Same, and no end.", "The river is high.", "Ours too!", "They closed the bridge.", "Oh no."]
SHORT = ["ok", "😀", "lol", "?", "yes", "👍"]


def flags(texts: Sequence[str], place: Place = Place.CHAT, gap: float = 5.0, rule: LowEffort | None = None) -> bool:
    finding = (rule or LowEffort()).check(case(*(said(text, gap * i) for i, text in enumerate(texts)), place=place))
    return finding is not None and finding.flag


@pytest.mark.parametrize("texts", [DRAWING, SIGNS, KEYS, [*DRAWING[:3], *SIGNS[:3]]])
def test_a_flood_of_empty_comments_is_flagged(texts: Sequence[str]) -> None:
    assert flags(texts)
    assert flags(texts[:5], Place.COMMENTS)
    assert flags(texts[:3], rule=LowEffort(count=3))


@pytest.mark.parametrize("texts", [TALK, SHORT, [*DRAWING[:5], TALK[0]], [*DRAWING[:3], TALK[0], *DRAWING[3:]]])
def test_talk_is_left_alone(texts: Sequence[str]) -> None:
    assert not flags(texts)


def test_a_few_or_slow_ones_are_left_alone() -> None:
    assert not flags(DRAWING[:5])
    assert not flags(DRAWING, gap=20)
    assert not flags(DRAWING, Place.LIVE)


def test_the_reason_counts_and_the_score_rises() -> None:
    told = [LowEffort().check(case(*(said(text, 5.0 * i) for i, text in enumerate(DRAWING[:n])))) for n in range(2, 7)]
    scores = [finding.score for finding in told if finding]
    assert scores == sorted(set(scores))
    assert told[-1] is not None
    assert told[-1].reason == "6 comments in a row that say nothing in 25 seconds"
    assert len(told[-1].copies) == 5
