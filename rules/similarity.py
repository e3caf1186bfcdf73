"""How alike two canonical forms are, seen from more than one side. The only module that knows rapidfuzz."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from rules.model import Form
from rules.text.scripts import DENSE_SIGN
from rules.text.words import LABELS, read


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

COPY = 80.0
"""The score from which careful readers call two comments the same again, measured on judged pairs."""

SHORT = 9
"""Letters below which only equal texts are alike: there a single edit makes another word."""

_ALWAYS_LONG = 2 * SHORT  # signs, spaces included, from which no text is short
_BRIEF = 15  # letters below which an edit must leave each word recognisable
_FEW_SIGNS = 4  # signs of a dense script below which a text is short
_COMPLETE = 12  # letters that make a text complete without its first or last word
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"[^\W\d_]{3}")
_DRAWN = re.compile(
    r"[bcdfghjklmnpqrstvwxz]{5}|^[bcdfghjklmnpqrstvwxz]{4}|q(?!u)|[jqxz][bcdfghjklmnpqrstvwxz]|[bcdfgkpvw][jqxz]|[a-z]\d+[a-z]|\d[a-z]+\d"
)
_MASKED = re.compile(r"[a-z]\d+[a-z]")
_MASKED_ALIKE = 88.0  # where digits stand for letters, chance makes texts more alike
_TIMES = re.compile(r"x\d+")
_FLOOR = 52.0  # the ratio below which no view sees a likeness, but for the same words in quite another order
_LIKELY = 70.0  # the ratio above which one of them well may
_MOST_LOOKED_AT = 40  # texts looked at closely for one comment, the nearest first, so no window costs more
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
    words, version = form.words, form.version
    if not words:
        marks = form.marks
        return [(i, 100.0, "marks") for i, f in enumerate(forms) if marks and f.marks == marks and not f.words and f.version == version]
    texts = [f.words for f in forms]
    if _short(words):
        bare = words.replace(" ", "")
        equal = [i for i, text in enumerate(texts) if len(text) < _ALWAYS_LONG and text.replace(" ", "") == bare]
        return [(i, 100.0, "equal") for i in equal if forms[i].version == version]
    near = process.extract(words, texts, scorer=fuzz.ratio, score_cutoff=_FLOOR, limit=None)
    size = len(words)
    if size in map(len, texts):
        first = words.partition(" ")[0]  # looked for before all words are put in order
        for i, text in enumerate(texts):
            if (
                len(text) == size
                and first in text
                and text != words
                and sorted(text.split()) == sorted(words.split())
                and fuzz.ratio(words, text) < _FLOOR
            ):
                near.append((text, _FLOOR, i))
    if not near:
        return []
    found = []
    mine = _text(words)
    seen: dict[str, Likeness] = {}  # who repeats himself is not looked at each time
    looked = 0
    for text, score, i in near:
        if forms[i].version != version:
            continue
        if score == 100.0:
            found.append((i, 100.0, "equal"))
        elif looked < _MOST_LOOKED_AT and not _short(text):
            looked += 1
            likeness = seen.get(text) or _views(mine, _text(text), cutoff, score)
            seen[text] = likeness
            if likeness.score >= cutoff and (news or likeness.view not in NEWS):
                found.append((i, *likeness))
    found.sort()
    return found


def _short(words: str) -> bool:
    """Whether a text is too short for any but an equal one to be alike; a dense sign counts 2."""
    if len(words) >= _ALWAYS_LONG:
        return False
    dense = 0 if words.isascii() else len(DENSE_SIGN.findall(words))
    return dense < _FEW_SIGNS and len(words) - words.count(" ") + dense < SHORT


class _Text(NamedTuple):
    """A canonical text, taken apart once for all the texts that it is compared with."""

    bare: str
    tokens: tuple[str, ...]
    distinct: frozenset[str]
    in_order: str
    dense: bool
    numbered: bool
    names: bool  # nothing but tickers and single letters


@lru_cache(maxsize=4096)
def _text(words: str) -> _Text:
    """A text that resembles another; one of a window is looked at again with each of the next comments."""
    tokens = tuple(words.split())
    bare = words.replace(" ", "")
    return _Text(
        bare,
        tokens,
        distinct=frozenset(tokens),
        in_order=" ".join(sorted(tokens)),
        dense=DENSE_SIGN.search(bare) is not None,
        numbered=_NUMBER.search(words) is not None,
        names=all(len(token) == 1 or token[0] == "$" for token in tokens),
    )


def _views(a: _Text, b: _Text, cutoff: float, ratio: float) -> Likeness:
    """The view that sees most in two unequal texts of some length; ``ratio`` is how alike they are with their spaces."""
    one, two = a.bare, b.bare
    if one == two:
        return Likeness(100.0, "equal")
    both = a.distinct & b.distinct
    common = sum(map(len, both)) if both else 0
    if ratio < _LIKELY and not _kin(one, two, common):
        return _UNLIKE
    dense = a.dense and b.dense
    tokens_a, tokens_b = a.tokens, b.tokens
    core_a, core_b = _core(tokens_a, dense=dense), _core(tokens_b, dense=dense)
    likeness = _whole(a, b, cutoff, dense=dense)
    if (len(core_a), len(core_b)) != (len(tokens_a), len(tokens_b)):
        score = fuzz.ratio("".join(core_a), "".join(core_b), score_cutoff=max(cutoff, likeness.score))
        if score:
            likeness, tokens_a, tokens_b = Likeness(score, "ends"), core_a, core_b
    if not likeness.score and (a.numbered or b.numbered) and (_MASKED.search(one) or _MASKED.search(two)):
        score = fuzz.ratio(read(one), read(two), score_cutoff=max(cutoff, _MASKED_ALIKE))
        if score:
            return Likeness(score, "ordered")
    if not likeness.score:
        likeness = _part(a, b, both, common)
        if likeness.score < cutoff:
            return _UNLIKE
    return _told(tokens_a, tokens_b, likeness, dense=dense, numbered=a.numbered and b.numbered)


def _kin(one: str, two: str, common: int) -> bool:
    """Whether two texts share half of their words, of so many letters, or a long run of them: a quick look that spares the close one."""
    small, large = (one, two) if len(one) <= len(two) else (two, one)
    half = (len(small) + 1) // 2
    return common >= half or ((small[:half] in large or large[:half] in small) and _shared(small, large) >= half)


def _whole(a: _Text, b: _Text, cutoff: float, *, dense: bool) -> Likeness:
    """Two whole texts: letter by letter, then with their words in order of the alphabet."""
    one, two = a.bare, b.bare
    if dense:
        # a sign that is a syllable or a word carries more than a letter, and one changed sign of six is a slip
        score = fuzz.ratio(one, two, score_cutoff=100 - (100 - cutoff) / 0.7)
        if min(len(one), len(two)) < 6 and score < 200 * min(len(one), len(two)) / (len(one) + len(two)) - 1:
            return _UNLIKE  # of so few signs each must stay, though others may come between
        return Likeness(100 - (100 - score) * 0.7, "ordered") if score else _UNLIKE
    score = fuzz.ratio(one, two, score_cutoff=cutoff)
    if score:
        brief = len(one) < _BRIEF and len(a.tokens) == len(b.tokens)
        return (
            _UNLIKE if brief and any(fuzz.ratio(x, y) < 75 for x, y in zip(a.tokens, b.tokens, strict=True)) else Likeness(score, "ordered")
        )
    score = fuzz.ratio(a.in_order, b.in_order, score_cutoff=cutoff)
    return Likeness(score, "sorted") if score else _UNLIKE


@lru_cache(maxsize=4096)
def _core(tokens: tuple[str, ...], *, dense: bool) -> tuple[str, ...]:
    """The words without counters, tickers and a nonce before and after them, as long as what is left can stand as a text of its own."""
    first, last = 0, len(tokens)
    size = sum(map(len, tokens)) * (2 if dense else 1)
    nonces = 0
    while last > 1 and size - len(tokens[last - 1]) >= _COMPLETE:
        token, before = tokens[last - 1], tokens[last - 2]
        if not (token[0] == "$" or _counter(token, before)):
            if nonces or not (_nonce(token) or (dense and token.isascii())):
                break
            nonces = 1
        size -= len(token)
        last -= 1
    nonces = 0
    while first + 1 < last and size - len(tokens[first]) >= _COMPLETE:
        token = tokens[first]
        if token[0] != "$":
            if nonces or not _nonce(token):
                break
            nonces = 1
        size -= len(token)
        first += 1
    return tokens[first:last]


def _counter(token: str, before: str) -> bool:
    """Whether a last word only counts: a small number or percentage that belongs to no word before it."""
    return len(token) < 4 and before not in LABELS and not before.isdigit() and (token.isdigit() or _TIMES.fullmatch(token) is not None)


def _nonce(token: str) -> bool:
    """Whether a word looks drawn at random: digits among letters, or letters that no word puts side by side."""
    return 3 < len(token) < 13 and token.isascii() and token.isalnum() and not token.isdigit() and _DRAWN.search(token) is not None


def _told(a: Sequence[str], b: Sequence[str], likeness: Likeness, *, dense: bool, numbered: bool) -> Likeness:
    """The likeness; or, where two texts tell something else, what differs: numbers, pages, or one name in the same place."""
    if not likeness.score:
        return likeness
    pages_a, pages_b = [t for t in a if "/" in t], [t for t in b if "/" in t]
    if pages_a and pages_b and not any(_same_page(p, q) for p in pages_a for q in pages_b):
        return Likeness(likeness.score, "links")
    if likeness.view == "part":
        return likeness
    names = None if dense or likeness.view == "sorted" else _slot(a, b)
    if names and all(map(_NAME.search, names)):
        return Likeness(likeness.score, "slot")
    if numbered and _other_numbers(a, b, paged=bool(pages_a)) and not _retyped(a, b):
        return Likeness(likeness.score, "numbers")
    return Likeness(likeness.score, "slot") if names else likeness


def _other_numbers(a: Sequence[str], b: Sequence[str], *, paged: bool) -> bool:
    """Whether each of two texts names a number that the other does not, and not by a slip.

    Where both lead to one page (``paged``), numbers of which most stay are its headline and no report.
    """
    numbers_a = Counter(_NUMBER.findall(" ".join([t for t in a if "/" not in t])))
    numbers_b = Counter(_NUMBER.findall(" ".join([t for t in b if "/" not in t])))
    only_a, only_b = numbers_a - numbers_b, numbers_b - numbers_a
    if paged and (numbers_a & numbers_b).total() > max(only_a.total(), only_b.total()):
        return False
    return bool(only_a and only_b) and not all(any(_same_number(x, y) for y in only_b) for x in only_a)


def _same_page(p: str, q: str) -> bool:
    """Whether two links lead to one page, though one is cut or mistyped."""
    if p.startswith(q) or q.startswith(p) or p.endswith(q) or q.endswith(p):
        return True
    return _same_number(p.rpartition("/")[2], q.rpartition("/")[2]) and fuzz.ratio(p, q) > 80


def _same_number(x: str, y: str) -> bool:
    """Whether two numbers or page names are one, though one is mistyped: only what is too long to count or to price by can be."""
    return x == y or (min(len(x), len(y)) > 5 and fuzz.ratio(x, y) >= 90)


def _retyped(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two texts differ in mangled words as well as in numbers, as no report of news does."""
    words_a, words_b = Counter(a), Counter(b)
    only_a = [t for t in words_a - words_b if not t.isdigit()]
    only_b = [t for t in words_b - words_a if not t.isdigit()]
    return min(len(only_a), len(only_b)) > 1 and fuzz.ratio("".join(only_a), "".join(only_b)) > 55


def _slot(a: Sequence[str], b: Sequence[str]) -> tuple[str, str] | None:
    """What stands in each of two texts that agree but for one other word or two at one place before their end."""
    shorter = min(len(a), len(b))
    if len(a) < 4 or abs(len(a) - len(b)) > 1 or a[-1] != b[-1]:
        return None
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    other_a, other_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if not other_a or not other_b or sorted(other_a) == sorted(other_b):
        return None
    here, there = "".join(other_a), "".join(other_b)
    widest = 2 if head else 1
    other = len(other_a) <= widest and len(other_b) <= widest and min(len(here), len(there)) > 2 and fuzz.ratio(here, there) < 60
    return (here, there) if other else None


def _part(a: _Text, b: _Text, both: AbstractSet[str], common: int) -> Likeness:
    """What two texts have in common: one within the other, the cuts of a longer one, most of the words, or the page they lead to.

    ``both``: the words of both, ``common`` letters each once.
    """
    small, large = (a.bare, b.bare) if len(a.bare) <= len(b.bare) else (b.bare, a.bare)
    if len(small) * 2 < len(large):
        return _UNLIKE
    if a.names or b.names or (a.bare.isascii() and min(len(a.tokens), len(b.tokens)) == 1):
        return _UNLIKE  # a list of tickers or a single word is no part of what else was said
    extra = 25.0 * (1 - len(small) / len(large))
    shared = _shared(small, large)
    if shared >= _COMPLETE or shared == len(small):
        score = 100.0 if shared == len(small) else 40.0 + 80.0 * shared / len(small)
        return Likeness(min(score, 100.0) - extra, "part")
    if len(a.tokens) > len(a.distinct) and len(b.tokens) > len(b.distinct):
        common = sum(len(word) * min(a.tokens.count(word), b.tokens.count(word)) for word in both)
    if "/" in small and sum(len(word) for word in both if "/" in word) * 3 >= len(large):
        return Likeness(max(88.0, 100.0 * common / len(small) - extra), "link")
    return Likeness(100.0 * common / len(small) - extra, "part")


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


def ends_with(whole: Form, part: Form) -> float:
    """How alike, in percent, ``part`` is to the end of ``whole`` that is as long."""
    mine = part.words.replace(" ", "")
    return fuzz.ratio(mine, whole.words.replace(" ", "")[-len(mine) :]) if mine else 0.0


_SLIP = 75.0  # percent alike from which one word is another with a slip


def same_whole(a: Form, b: Form) -> bool:
    """Whether two forms are one text from beginning to end: each word of one stands in the other, slips aside, and none is added."""
    if a.version != b.version or (bool(a.words) != bool(b.words)):
        return False
    if not a.words:
        return bool(a.marks) and a.marks == b.marks
    if a.words == b.words:
        return True
    words_a, words_b = a.words.split(), b.words.split()
    bare_a, bare_b = "".join(words_a), "".join(words_b)
    if fuzz.ratio(bare_a, bare_b) < COPY:
        return False
    if _DENSE.search(bare_a) and _DENSE.search(bare_b):
        return abs(len(bare_a) - len(bare_b)) <= 1
    left_a, left_b = Counter(words_a) - Counter(words_b), Counter(words_b) - Counter(words_a)
    return _slips(list(left_a.elements()), list(left_b.elements()))


def _slips(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether these words are each other's, mistyped or cut otherwise; a page is never a slip."""
    if any("/" in word for word in (*a, *b)):
        return False
    joined_a, joined_b = "".join(a), "".join(b)
    return joined_a == joined_b or (len(a) == len(b) and all(max(fuzz.ratio(word, other) for other in b) >= _SLIP for word in a))
