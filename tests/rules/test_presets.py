import pytest

from rules.checks.repeats import Repeats
from rules.model import Place
from rules.options import Step
from rules.presets import PRESETS, Preset
from rules.rule import Rule
from rules.settings import read, write


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


def test_the_longest_window_of_any_place_is_remembered() -> None:
    assert read({"preset": "strict"}).horizon == 6 * 3600.0
