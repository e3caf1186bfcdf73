"""Lengths of time as moderators write and read them: ``90s``, ``15m``, ``1h``, ``7d``; "12 minutes"."""

from __future__ import annotations

import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_WORDS = (("day", 86400.0), ("hour", 3600.0), ("minute", 60.0), ("second", 1.0))
_WRITTEN = re.compile(r"\s*(\d{1,9})\s*([smhd])\s*")


def seconds(text: str) -> float:
    """The seconds in ``"1h"``; ValueError where it is not a whole number and one of s, m, h, d."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"must be a time such as 90s, 15m, 1h or 7d, not {text!r}")
    return int(match[1]) * _UNITS[match[2]]


def short(length: float) -> str:
    """The shortest exact writing: 5400 -> ``90m``. The reverse of `seconds` for whole seconds."""
    for unit in "dhm":
        if length and length % _UNITS[unit] == 0:
            return f"{int(length // _UNITS[unit])}{unit}"
    return f"{int(length)}s"


def words(length: float) -> str:
    """As one would say it, in the largest unit that keeps it near: 3120 -> "52 minutes", 5400 -> "90 minutes"."""
    for word, size in _WORDS:
        if length >= 2 * size or size == 1.0 or (length >= size and length % size == 0):
            count = round(length / size)
            return f"{count} {word}" + ("" if count == 1 else "s")
    raise AssertionError("the smallest unit fits every length")


def within(length: float) -> str:
    """How long something took: "in 12 minutes", or "at once"."""
    return "at once" if length < 0.5 else f"in {words(length)}"
