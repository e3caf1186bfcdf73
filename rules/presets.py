"""Three ways to judge, as settings: what each place's rules take where the community has chosen nothing of its own.

A preset only fills options that are unset, so whatever a community writes itself stands in every place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rules.model import Place


class Preset(StrEnum):
    """How soon Hush speaks up."""

    GENTLE = "gentle"
    STANDARD = "standard"
    STRICT = "strict"


Plain = Mapping[str, Mapping[str, Any]]
"""Rule -> option -> value, as in the settings' ``rules``."""

PRESETS: Mapping[Preset, Mapping[Place, Plain]] = {
    Preset.GENTLE: {
        Place.COMMENTS: {"repeats": {"steps": ["4 in 1h"]}, "low_effort": {"count": 8}, "flood": {"count": 20}},
        Place.CHAT: {"repeats": {"steps": ["4 in 3m", "6 in 1h"]}, "low_effort": {"count": 10}, "flood": {"count": 35}},
        Place.LIVE: {"repeats": {"steps": ["5 in 3m", "8 in 1h"]}, "low_effort": {"count": 15}, "flood": {"count": 60}},
    },
    Preset.STANDARD: {},
    Preset.STRICT: {
        Place.COMMENTS: {"repeats": {"steps": ["2 in 10m", "3 in 6h"]}, "low_effort": {"count": 4}, "flood": {"count": 8}},
        Place.CHAT: {"repeats": {"steps": ["3 in 10m", "4 in 1h"]}, "low_effort": {"count": 4}, "flood": {"count": 20}},
        Place.LIVE: {"repeats": {"steps": ["3 in 5m", "4 in 1h"]}, "low_effort": {"count": 6}, "flood": {"count": 30}},
    },
}
"""Standard is what the rules themselves declare for each place."""

SET_UP_STEPS: Mapping[Sequence[str], Preset] = {("5 in 3m", "8 in 1h"): Preset.GENTLE, ("3 in 1h",): Preset.STRICT}
"""The steps of `repeats` that Discord's set-up wrote before it chose a preset, and the preset that each stood for."""
