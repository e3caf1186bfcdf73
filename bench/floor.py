"""The frozen floor: the least that any bot which compares texts must spend on a comment.

NFKC where it is needed, rapidfuzz's own normalisation, an exact gate, one comparison with the last texts of the account. It judges badly
and is no part of Hush: it stands still, so that ratios to it mean the same in every version.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from unicodedata import normalize

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

WINDOW = 10
"""Texts of an account that are compared with its next one."""

ALIKE = 80.0
"""The ratio, 0 to 100, that counts as a copy."""


def copies(text: str, window: MutableSequence[str]) -> int:
    """How many of the window's texts are copies of this one, which then takes the oldest one's place."""
    said = default_process(text if text.isascii() else normalize("NFKC", text))
    found = window.count(said) or len(process.extract(said, window, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
    window.append(said)
    if len(window) > WINDOW:
        del window[0]
    return found
