"""What an id from outside may be, in the same words wherever one is read."""

from __future__ import annotations

import re

LONGEST_ID = 256
"""Characters in an id. Discord's have 20, a site's own may be an address."""
CASE = "[1-9][0-9]{0,14}"
"""The pattern of a case number, of an incident or a campaign."""
LAST_CASE = 10**15
"""A number beyond every case's."""
_CASE = re.compile(CASE)
_REFUSED = re.compile("[\0\ud800-\udfff]")


def is_case(n: str) -> bool:
    """Whether this may be a case number."""
    return _CASE.fullmatch(n) is not None


def wrong_name(name: str) -> str:
    """What is wrong with an id, as "must ...", or nothing."""
    if not name:
        return "must not be empty"
    if len(name) > LONGEST_ID:
        return f"must have at most {LONGEST_ID} characters, not {len(name)}"
    if not name.isprintable() and _REFUSED.search(name):  # a surrogate or NUL is never printable
        return "must hold no NUL and no lone surrogate"
    return ""
