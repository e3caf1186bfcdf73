from typing import Any

import pytest

from rules.checks.repeats import Repeats
from rules.model import Place
from rules.options import Step
from rules.presets import PRESETS, Preset
from rules.rule import Rule
from rules.settings import read, with_preset, write


def repeats(rules: list[Rule]) -> Repeats:
    return next(rule for rule in rules if isinstance(rule, Repeats))


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("place", Place)
def test_a_preset_reads_as_settings_and_comes_back(preset: Preset, place: Place) -> None:
    settings = read({"preset": preset.value})
    assert read(write(settings)) == settings
    plain = PRESETS[preset].get(place, {}).get("repeats", {})
    expected = read({"rules": {"repeats": dict(plain)}}).rule(Repeats).steps_in(place)
    assert repeats(list(settings.asked(place))).steps_in(place) == expected


def test_what_a_community_chose_stands_against_its_preset() -> None:
    own = read({"preset": "strict", "rules": {"repeats": {"steps": ["7 in 1h"]}}})
    short = read({"preset": "strict", "rules": {"repeats": {"copies": 9}}})
    for place in Place:
        assert repeats(list(own.asked(place))).steps_in(place) == (Step(7, 3600.0),)
        assert repeats(list(short.asked(place))).steps_in(place) == (Step(9, 3600.0),)


@pytest.mark.parametrize(
    ("plain", "preset"),
    [
        ({"rules": {"repeats": {"steps": ["5 in 3m", "8 in 1h"]}}}, Preset.GENTLE),
        ({"rules": {"repeats": {"steps": ["3 in 1h"], "similarity": 90}}}, Preset.STRICT),
    ],
)
def test_steps_that_set_up_wrote_are_a_preset(plain: dict[str, Any], preset: Preset) -> None:
    settings = with_preset(read(plain))
    assert (settings.preset, settings.rule(Repeats).steps) == (preset, None)
    assert settings.rule(Repeats).similarity == plain["rules"]["repeats"].get("similarity", Repeats().similarity)
    assert settings.rule(Repeats, Place.COMMENTS).steps_in(Place.COMMENTS) == read({"preset": preset.value}).rule(
        Repeats, Place.COMMENTS
    ).steps_in(Place.COMMENTS)


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"preset": "gentle"},
        {"preset": "gentle", "rules": {"repeats": {"steps": ["3 in 1h"]}}},
        {"rules": {"repeats": {"steps": ["8 in 1h", "5 in 3m"]}}},
        {"rules": {"repeats": {"copies": 3, "window": "1h"}}},
    ],
)
def test_other_settings_stay_as_they_are(plain: dict[str, Any]) -> None:
    settings = read(plain)
    assert with_preset(settings) is settings


def test_the_longest_window_of_any_place_is_remembered() -> None:
    assert read({"preset": "strict"}).horizon == 6 * 3600.0
