"""The frozen floor: the least that any bot which compares texts must spend on a comment.

NFKC where it is needed, rapidfuzz's own normalisation, an exact gate, one comparison with the account's last texts. It judges badly
and is no part of Hush: it stands still, so that ratios to it mean the same in every version.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

WINDOW = 10
"""Texts of an account that its next one is compared with."""

ALIKE = 80.0
"""The ratio, 0 to 100, that counts as a copy."""


def judged(text: str, window: Sequence[str]) -> tuple[str, int]:
    """The text as the window keeps it, and how many of the window's texts are copies of it."""
    said = default_process(text if text.isascii() else normalize("NFKC", text))
    return said, window.count(said) or len(process.extract(said, window, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
