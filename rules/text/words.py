"""Words: digits read as the letters they stand for, letters put back together, stretched and repeated words at their plain length."""

from __future__ import annotations

import re

from rules.data import rows
from rules.text.fold import MARKS, fold

_LEET = str.maketrans("013456789@$!+€£¢", "oieasgtbgasiteec")
_HINT = re.compile(r"[0-9@!+€£¢][a-z]")
_DOLLAR = re.compile(r"[a-z0-9]\$[a-z]|\$[a-z]{7}")
_MASKED = re.compile(r"[a-z](?:[0-9]{1,2}|[@$!+€£¢]{1,2})(?=[a-z])|(?<![^\s\"'(])(?:[0-9]|[@$!€£¢]{1,2})(?=[a-z])")
_LINK = re.compile(r"(?<!\S)(h[t7]{2}p[s5$]?)(://\S+)")
_BESIDE_LETTERS = re.compile(r"(?<![0-9])(?:(?<=[a-z])[0-9@$!+]{1,4}|[0-9@$!+]{1,4}(?=[a-z]))(?![0-9])")
_UNIT = re.compile(
    r"\$?[0-9]+(?:st|nd|rd|th|[ap]m|[kmbgxsdhpcw%]|[kmgt]b|mins?|hrs?|secs?|days?|mo|mths?|yrs?|[ck]?m|k?g|fps|px|usd?|eur)(?![a-z0-9@$!])"
)
_NO_EVIDENCE = re.compile(r"//|www\.|\d{3}|\./")
_LEETED = re.compile(r"[a-z0-9@$!+€£¢]*[a-z][a-z0-9@$!+€£¢]*|(?<![^\s])[0-9@$!]{1,2}(?![^\s.,?])")
_TICKER = re.compile(r"\$[a-z]{1,6}(?:\.[a-z])?(?![^\s.,;:!?)])")

_PIECE = f"(?:[^\\W_]|[{MARKS}])"
_PIECES = re.compile(f"{_PIECE}+")
_KEPT = re.compile(r"(\$[a-z]{1,6})(?:\.[a-z])?[.,;:!?)]*|((?:[a-z0-9-]+\.)+[a-z]{2,10}/[!-~]*)")
_AROUND = '.,!?:;"()-\u2026\u201c\u201d'
_SINGLES = re.compile(r" \S \S")
_APART = re.compile(r"(?<!\S)(?:[^\W_] ){2,}[^\W_](?!\S)")
_SCHEME = re.compile(r"(?<!\S)(?:https?)?(?:www)?(?=\S)")

# what a byte is compared as with the one after it, so that only letters and spaces are ever alike; and where two bytes differ
_COMPARED = bytes(i if chr(i) in "abcdefghijklmnopqrstuvwxyz " or i > 127 else 1 for i in range(256))
_DIFFERING = b"\0".ljust(256, b"\xff")
_LONG_NUMBER, _LONG_ASCII_NUMBER = re.compile(r"\d{5}"), re.compile(r"[0-9]{5}")
_RUN = re.compile(r"([^\W\d_])(?=\1)")
_DIGITS = re.compile(r"(?<!\d)(\d)\1{4,}(?!\d)")

_PAGE = re.compile(r"\S*/\S*")
# what counts for two letters: ideographs, kana and hangul syllables; of the other dense scripts a sign is one letter
_DOUBLE = re.compile("[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")

LABELS = frozenset(label for _, labels in rows("labels.tsv") for label in fold(labels).split())
_COUNT = r"(?:[(\[{]\s?(?:x\s?)?\d{1,5}(?:\s?(?:/|of|-|:)\s?\d{1,5})?\s?[)\]}]|#\s?\d{1,6}|x\s?\d{1,4}|\d{1,4}\s?x|\d{1,3}\s?/\s?\d{1,3})"
_TAIL = re.compile(rf"(?<!\S){_COUNT}\s*$|(?<=[^\w\s,/:$£€+-])\s+\d{{1,5}}\s*$|(?<=[!?…])\d{{1,5}}\s*$")
_HEAD = re.compile(rf"^\s*(?:{_COUNT}[.:)]?|\d{{1,4}}[.)\]:](?!\d))\s+(?=\S)")
_OPENING = frozenset("([{#x0123456789")
_CLOSING = frozenset(")]}x0123456789")
_DIGIT = re.compile(r"\d")
_LAST = re.compile(r"[^\W\d_]+(?=[^\w]*$)")


def unmasked(text: str) -> str:
    """Digits and signs that stand for letters read as letters; numbers, ordinals, amounts and names such as iphone5 stay.

    A text is read so throughout once one word in eight mixes the two; links, long numbers and a single nonce at an end are no evidence.
    A link is read so where its very scheme is written in digits (``h7tp5://``).
    """
    if "://" in text:
        text = _LINK.sub(_unmasked_link, text)
    if not _HINT.search(text) and not ("$" in text and _DOLLAR.search(text)):
        return text
    spoken = text.split()
    masked = [
        i
        for i, word in enumerate(spoken)
        if not word.isalpha() and "//" not in word and _MASKED.search(word) and not _kept(word) and not _NO_EVIDENCE.search(word)
    ]
    # one odd word at an end of the text is more likely a nonce
    if len(masked) * 8 < len(spoken) or not masked or (len(masked) == 1 < len(spoken) and masked[0] in {0, len(spoken) - 1}):
        return text
    return _LEETED.sub(lambda word: word[0] if _kept(word[0]) else read(word[0]), text)


def _unmasked_link(link: re.Match[str]) -> str:
    """A link with the few digits and signs beside its letters read; its long numbers are a page's own."""
    scheme, rest = link[1].translate(_LEET), link[2]
    return link[0] if scheme == link[1] else scheme + _BESIDE_LETTERS.sub(lambda signs: signs[0].translate(_LEET), rest)


def _kept(word: str) -> bool:
    word = word.rstrip(_AROUND)
    return word.isalpha() or _UNIT.fullmatch(word) is not None or _TICKER.fullmatch(word) is not None


def read(word: str) -> str:
    """A word's digits and signs as the letters they stand for; end marks stay."""
    core = word.rstrip("!+") or word
    return core.translate(_LEET) + word[len(core) :]


def uncounted(text: str) -> str:
    """The text without a counter set before or after it: ``(3)``, ``[2/9]``, ``#12``, ``x4``, ``3.``, or a number after its end mark.

    A number that belongs to the word before it (round 3, part #2) is what the text says, and stays; so does what is too short without it.
    """
    text = text.strip()
    if not text or (text[0] not in _OPENING and text[-1] not in _CLOSING):
        return text
    head = _DIGIT.search(text, 0, 8) and _HEAD.match(text)
    if head and sum(map(str.isalpha, text[head.end() :])) > 8:
        text = text[head.end() :]
    tail = _DIGIT.search(text[-3:]) and _TAIL.search(text)
    if tail:
        rest = text[: tail.start()]
        last = _LAST.search(rest)
        if sum(map(str.isalpha, rest)) > 8 and not (last and last[0] in LABELS):
            return rest
    return text


def joined(text: str) -> str:
    """Letters set apart by spaces or punctuation as one word (``b u y``, ``b.u.y``, ``b-u-y``); other punctuation gone."""
    if "'" in text or "\u2019" in text:
        text = text.replace("'", "").replace("\u2019", "")
    text = " ".join([word for chunk in text.split() if (word := chunk if chunk.isalnum() else _chunk(chunk))])
    return _APART.sub(_without_spaces, text) if _SINGLES.search(text) else text


def _without_spaces(run: re.Match[str]) -> str:
    return run[0].replace(" ", "")


def _chunk(chunk: str) -> str:
    bare = chunk.strip(_AROUND)
    if bare.isalnum():
        return bare
    kept = _KEPT.fullmatch(chunk) if "$" in chunk or "/" in chunk else None
    if kept:
        return kept[1] or kept[2]
    pieces = _PIECES.findall(chunk)
    letters = sum(map(len, pieces))
    if len(pieces) > 1 and letters < 2.5 * len(pieces) and not chunk[0].isdigit():
        whole = "".join(pieces)
        scheme = _SCHEME.match(whole) if whole.startswith(("http", "www")) else None
        return whole[scheme.end() :] if scheme else whole
    return " ".join(pieces)


def letters(said: str) -> int:
    """Letters and digits without those of links; an ideograph, kana or hangul syllable counts 2."""
    if "/" in said:
        said = _PAGE.sub("", said)
    if said.isascii():
        return len(said) - said.count(" ") - said.count("$")
    bare = said.replace(" ", "")
    return (len(bare) if bare.isalnum() else sum(map(str.isalnum, bare))) + sum(map(len, _DOUBLE.findall(bare)))


def unstretched(text: str) -> str:
    """Stretched letters and doubled ones once (``buuuuy``), and a long run of one digit as four of it."""
    if text.isascii():
        text, number = once_each(text.encode()).decode(), _LONG_ASCII_NUMBER
    else:
        text, number = _RUN.sub("", text), _LONG_NUMBER
    return _DIGITS.sub(r"\1\1\1\1", text) if number.search(text) else text


def once_each(said: bytes) -> bytes:
    """Each run of one letter, or of spaces, as one: the text is a number, compared with itself one sign further on."""
    size, number = len(said), int.from_bytes(said)
    differing = number ^ int.from_bytes(said.translate(_COMPARED)) >> 8
    marked = differing.to_bytes(size)
    if 0 not in marked:
        return said
    return (number & int.from_bytes(marked.translate(_DIFFERING))).to_bytes(size).translate(None, b"\0")


def once(text: str) -> str:
    """A text that says one thing over and over, said once, though the last time is cut short. ``text`` has single spaces."""
    bare = text.replace(" ", "")
    half = len(bare) // 2
    start = bare[: min(half, 6)]
    at = bare.find(start, 1)
    if at < 0 or bare.isdigit():
        return text
    while at <= half:
        times = bare.count(bare[:at])
        rest = bare[at * times :]
        if bare.startswith(bare[:at] * times) and (bare.startswith(rest) or (times > 2 and len(rest) < at)):
            return _first(text, at)
        at = bare.find(start, at + 1)
        if at < 0:
            break
    return text


def _first(text: str, letters: int) -> str:
    """As much of the text as holds so many signs other than spaces."""
    end = letters
    while end - text.count(" ", 0, end) < letters:
        end += letters - (end - text.count(" ", 0, end))
    return text[:end].rstrip()
