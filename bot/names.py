"""What an id from outside may be, in the same words wherever one is read."""

from __future__ import annotations

LONGEST = 256
"""Characters in an id. Discord's have 20, a site's own may be an address."""


def wrong_name(name: str) -> str:
    """What is wrong with an id, as "must ...", or nothing."""
    if not name:
        return "must not be empty"
    if len(name) > LONGEST:
        return f"must have at most {LONGEST} characters, not {len(name)}"
    if "\0" in name or any("\ud800" <= letter <= "\udfff" for letter in name):
        return "must hold no NUL and no lone surrogate"
    return ""
