"""Words of somebody else, and words put right."""

from __future__ import annotations

from rules.harmless.repeat import Repeat
from rules.traits import Trait


def quote(repeat: Repeat) -> str | None:
    """A quote repeats by nature, as long as the account says something of its own beside it."""
    if repeat.advert or not repeat.said.traits & Trait.QUOTE:
        return None
    return "a quote" if repeat.between else None


def correction(repeat: Repeat) -> str | None:
    """``*there``: a word put right, not said again."""
    if repeat.advert or not repeat.said.traits & Trait.CORRECTION:
        return None
    return "an own correction"
