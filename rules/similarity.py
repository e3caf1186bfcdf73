"""How alike two canonical forms are, seen from more than one side. The only module that knows rapidfuzz."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from rules.model import Form
from rules.text.words import LABELS


class Likeness(NamedTuple):
    """How alike two texts are: ``score`` from 0 to 100, and the ``view`` that saw it.

    ``equal``: the same words. ``ordered``: nearly the same letters in order. ``sorted``: the same words in another order. ``ends``: the same but
    for a counter, ticker or nonce before or after it. ``part``: one stands in the other, or each is a cut of the same text. ``link``:
    the same page with few other words. ``marks``: no words, the same emoji or signs.
    ``numbers``, ``links`` and ``slot``: the same words about another number, page or name. ``none``: nothing of these.
    """

    score: float
    view: str


NEWS = frozenset({"numbers", "links", "slot"})
"""Views of two texts whose difference is what they tell: copies in an advert, else not."""

COPY = 82.0
"""The score from which careful readers call two comments the same again, measured on judged pairs."""

SHORT = 9
"""Letters below which only equal texts are alike: there a single edit makes another word."""

_BRIEF = 15  # letters below which an edit must leave each word recognisable
_COMPLETE = 12  # letters that make a text complete without its first or last word
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\U00020000-\U0003ffff]")
_NOT_NONE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|^[bcdfghjklmnpqrstvwxz]{4}|q(?!u)|[jqxz][bcdfghjklmnpqrstvwxz]|[bcdfgkpvw][jqxz]|[a-z]\d+[a-z]|\d[a-z]+\d")
_FLOOR = 52.0  # the ratio below which none of the views sees a likeness
_UNLIKE = Likeness(0.0, "none")


def alike(a: Form, b: Form, cutoff: float = COPY) -> Likeness:
    """How alike two forms are; below ``cutoff`` (0 to 100), and for forms of different versions, 0 and ``none``."""
    found = closest(a, (b,), cutoff, news=True)
    return Likeness(found[0][1], found[0][2]) if found else _UNLIKE


def closest(form: Form, forms: Sequence[Form], cutoff: float, *, news: bool = False) -> list[tuple[int, float, str]]:
    """Which of ``forms`` are alike enough: (index, score, view), in their order.

    ``cutoff`` is 0 to 100. ``news`` counts texts that differ in what they tell as well: right where the text is an advert.
    Made for windows of up to a few hundred: equal texts are seen first, one scan sorts out the rest, and only what is left is looked at closely.
    """
    words = form.words
    if not words:
        marks, version = form.marks, form.version
        return [(i, 100.0, "marks") for i, f in enumerate(forms) if marks and f.marks == marks and not f.words and f.version == version]
    found = []
    if form.letters < SHORT:
        bare = words.replace(" ", "")
        for i, f in enumerate(forms):
            if f.letters < SHORT + 3 and (f.words == words or f.words.replace(" ", "") == bare) and f.version == form.version:
                found.append((i, 100.0, "equal"))
        return found
    for _, score, i in process.extract_iter(words, [f.words for f in forms], scorer=fuzz.ratio, processor=None, score_cutoff=_FLOOR):
        other = forms[i]
        if other.version != form.version:
            continue
        if score == 100.0:
            found.append((i, 100.0, "equal"))
        elif other.letters >= SHORT:
            likeness = _views(form, other, cutoff)
            if likeness.score >= cutoff and (news or likeness.view not in NEWS):
                found.append((i, *likeness))
    return found


def _views(a: Form, b: Form, cutoff: float) -> Likeness:
    """The view that sees most in two unequal texts of some length."""
    one, two = a.words.replace(" ", ""), b.words.replace(" ", "")
    if one == two:
        return Likeness(100.0, "equal")
    core_a, core_b = _core(a.words), _core(b.words)
    bare_a, bare_b = "".join(core_a), "".join(core_b)
    if bare_a == bare_b:
        return Likeness(98.0, "ends")
    dense = _DENSE.search(one) is not None and _DENSE.search(two) is not None
    ease = 0.7 if dense else 1.0  # a sign that is a syllable or a word carries more, and its change says less
    wanted = 100 - (100 - cutoff) / ease
    best = Likeness(0.0, "none")
    score = fuzz.ratio(bare_a, bare_b, score_cutoff=wanted)
    if score:
        best = Likeness(100 - (100 - score) * ease, "ordered" if (len(bare_a), len(bare_b)) == (len(one), len(two)) else "ends")
    elif (score := fuzz.token_sort_ratio(" ".join(core_a), " ".join(core_b), score_cutoff=wanted)):
        best = Likeness(100 - (100 - score) * ease, "sorted")
    if best.score:
        return _news(core_a, core_b, best, dense)
    return _part(one, two, core_a, core_b, cutoff, dense)


def _core(words: str) -> list[str]:
    """The words without counters, tickers and nonces before and after them, as long as enough is left to be a text of its own."""
    tokens = words.split()
    size = sum(map(len, tokens))
    while len(tokens) > 1 and size - len(tokens[-1]) >= _COMPLETE and _weak(tokens[-1], tokens[-2]):
        size -= len(tokens.pop())
    first = 0
    while first + 1 < len(tokens) and size - len(tokens[first]) >= _COMPLETE and not tokens[first].isdigit() and _weak(tokens[first], ""):
        size -= len(tokens[first])
        first += 1
    return tokens[first:]


def _weak(token: str, before: str) -> bool:
    """Whether a word at the end of a text is no part of what it says."""
    if token.isdigit():
        return len(token) < 4 and before not in LABELS and not before.isdigit()
    return token[0] == "$" or (3 < len(token) < 13 and token.isascii() and "/" not in token and _NOT_NONE.search(token) is not None)


def _news(a: list[str], b: list[str], likeness: Likeness, dense: bool) -> Likeness:
    """The likeness, or the view by which it is none: other numbers, other pages, another name in the same place."""
    pages_a, pages_b = {t for t in a if "/" in t}, {t for t in b if "/" in t}
    if pages_a and pages_b and not pages_a & pages_b:
        closest_pages = max(fuzz.ratio(p, q) for p in pages_a for q in pages_b)
        if not any(p.startswith(q) or q.startswith(p) or p.endswith(q) or q.endswith(p) for p in pages_a for q in pages_b) and closest_pages < 97:
            return Likeness(likeness.score, "links")
    digits_a = Counter(_NUMBER.findall(" ".join(t for t in a if "/" not in t)))
    digits_b = Counter(_NUMBER.findall(" ".join(t for t in b if "/" not in t)))
    if digits_a - digits_b and digits_b - digits_a:
        return Likeness(likeness.score, "numbers")
    return likeness if dense else _slot(a, b, likeness)


def _slot(a: list[str], b: list[str], likeness: Likeness) -> Likeness:
    """``slot`` where the texts agree but for another word or two in one place within them."""
    head = 0
    for x, y in zip(a, b):
        if x != y:
            break
        head += 1
    tail = 0
    for x, y in zip(reversed(a[head:]), reversed(b[head:])):
        if x != y:
            break
        tail += 1
    mid_a, mid_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if mid_a and mid_b and tail and len(mid_a) < 3 and len(mid_b) < 3 and len(a) > 3 and fuzz.ratio("".join(mid_a), "".join(mid_b)) < 60:
        return Likeness(likeness.score, "slot")
    return likeness


def _part(one: str, two: str, core_a: list[str], core_b: list[str], cutoff: float, dense: bool) -> Likeness:
    """The text that two have in common: one within the other, or the cuts of a longer one."""
    small, large = (one, two) if len(one) <= len(two) else (two, one)
    if len(small) * 2 < len(large) or len(small) < (5 if dense else _COMPLETE):
        return _UNLIKE
    shared = _shared(small, large)
    if shared * (2 if dense else 1) >= _BRIEF and shared >= 0.62 * len(small):
        return Likeness(max(COPY, 100.0 * shared / len(small)) if shared < len(small) else 95.0, "part")
    pages = {t for t in core_a if "/" in t} & {t for t in core_b if "/" in t}
    if pages and sum(map(len, pages)) * 3 >= len(large):
        return Likeness(88.0, "link")
    score = fuzz.partial_ratio(small, large, score_cutoff=92) if len(small) >= 20 else 0.0
    return Likeness(score, "part") if score >= cutoff else _UNLIKE


def _shared(small: str, large: str) -> int:
    """Letters of the run by which one text ends as the other begins, or that one is within the other."""
    if small in large:
        return len(small)
    best = 0
    for left, right in ((small, large), (large, small)):
        at = left.find(right[:6])
        while at >= 0:
            if right.startswith(left[at:]):
                best = max(best, len(left) - at)
                break
            at = left.find(right[:6], at + 1)
    return best


def joined(a: Form, b: Form) -> Form:
    """Two comments posted in a row, read as one."""
    return Form(a.version, f"{a.words} {b.words}".strip()[:256], (a.marks + b.marks)[:64], a.letters + b.letters)
