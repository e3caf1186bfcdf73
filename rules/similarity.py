"""How alike two canonical forms are, seen from more than one side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from rules.model import Form


class Likeness(NamedTuple):
    """How alike two texts are: ``score`` from 0 to 100, and the ``view`` that saw it.

    ``equal``: the same words. ``ordered``: nearly the same letters in order. ``sorted``: the same words in another order. ``part``: one stands in
    the other. ``marks``: no words, the same emoji or signs. ``numbers`` and ``links``: the same words about another
    number or link, which carries the news: a copy in an advert, else not. ``none``: nothing in common.
    """

    score: float
    view: str


NEWS = frozenset({"numbers", "links"})
"""Views of texts that differ in what they tell."""

_UNLIKE = Likeness(0.0, "none")


def alike(a: Form, b: Form, cutoff: float = 0.0) -> Likeness:
    """How alike two forms are; below ``cutoff`` (0 to 100), and for forms of different versions, 0."""
    if a.version != b.version:
        return _UNLIKE
    if not a.words or not b.words:
        same = a.words == b.words and a.marks == b.marks and a.marks != ""
        return Likeness(100.0, "marks") if same else _UNLIKE
    if a.words == b.words:
        return Likeness(100.0, "equal")
    one, two = a.words.replace(" ", ""), b.words.replace(" ", "")
    if one == two:
        return Likeness(100.0, "equal")
    if a.letters < 9 or b.letters < 9:
        return _UNLIKE
    best = Likeness(fuzz.ratio(one, two, score_cutoff=cutoff), "ordered")
    score = fuzz.token_sort_ratio(a.words, b.words, score_cutoff=max(cutoff, best.score))
    if score > best.score:
        best = Likeness(score, "sorted")
    return best if best.score >= cutoff and best.score else _UNLIKE


def closest(form: Form, forms: Sequence[Form], cutoff: float) -> list[tuple[int, float, str]]:
    """Which of ``forms`` are alike enough: (index, score, view), in their order. For windows of up to a few hundred."""
    found = []
    for i, other in enumerate(forms):
        likeness = alike(form, other, cutoff)
        if likeness.score >= cutoff and likeness is not _UNLIKE:
            found.append((i, *likeness))
    return found


def joined(a: Form, b: Form) -> Form:
    """Two comments posted in a row, read as one."""
    return Form(a.version, f"{a.words} {b.words}".strip()[:256], (a.marks + b.marks)[:64], a.letters + b.letters)
