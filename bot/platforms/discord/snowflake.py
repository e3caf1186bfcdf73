"""Ids that carry the moment they were made: https://docs.discord.com/developers/reference (Snowflakes)."""

from __future__ import annotations

EPOCH = 1_420_070_400.0
"""The first second of 2015, in epoch seconds."""


def made_at(snowflake: int | str) -> float:
    """When an id was made, in epoch seconds."""
    return (int(snowflake) >> 22) / 1000 + EPOCH


def first_at(moment: float) -> int:
    """The smallest id that could be made at a moment."""
    return max(0, int((moment - EPOCH) * 1000)) << 22
