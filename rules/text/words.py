"""Words: letters put back together, digits read as the letters they stand for, stretched and repeated words at their plain length."""

from __future__ import annotations

import re

from rules.text.fold import MARKS

_LEET = str.maketrans("013456789@$!|+€", "oieasgtbgasiite")
_NUMBER = re.compile(r"[a-z]*[0-9.,:/%-]+[a-z]{0,5}")
_LEETED = re.compile(r"[a-z0-9@$!|+€]*[a-z][a-z0-9@$!|+€]*")
_APART = re.compile(r"(?<!\S)(?:[^\W_] +){2,}[^\W_](?!\S)")
_RUN = re.compile(r"([^\W\d_])\1+")
_DIGITS = re.compile(r"(?<!\d)(\d)\1{3,}(?!\d)")
_PIECES = re.compile(f"(?:[^\\W_]|[{MARKS}])+")


def unleet(text: str) -> str:
    """Digits and signs inside a word read as the letters they stand for; numbers, ordinals and names such as iphone5 stay."""

    def read(found: re.Match[str]) -> str:
        word = found[0]
        core = word.rstrip("!|+")
        tail = word[len(core) :]
        if core.isalpha() or _NUMBER.fullmatch(core) or not any(c.isalpha() for c in core):
            return word
        if core[0] == "$" and core[1:].isalpha() and len(core) < 8:
            return word
        return core.translate(_LEET) + tail

    return _LEETED.sub(read, text)


_KEPT = re.compile(r"(\$[a-z]{1,6})(?:\.[a-z])?|(?:[a-z0-9-]+\.)+[a-z]{2,10}/[!-~]*")


def _chunk(chunk: str) -> str:
    if chunk.isalnum():
        return chunk
    kept = _KEPT.fullmatch(chunk)
    if kept:
        return kept[1] or chunk
    pieces = _PIECES.findall(chunk)
    letters = sum(map(len, pieces))
    if letters < 2.5 * len(pieces) and not chunk.replace(".", "").replace(",", "").isdigit():
        return "".join(pieces)
    return " ".join(pieces)


def joined(text: str) -> str:
    """Letters set apart by spaces or punctuation as one word: ``b u y``, ``b.u.y``, ``b-u-y``."""
    text = text.replace("'", "").replace("\u2019", "")
    text = " ".join(_chunk(chunk) for chunk in text.split(" "))
    return " ".join(_APART.sub(lambda run: run[0].replace(" ", ""), text).split())


def shortened(text: str) -> str:
    """Stretched letters once: ``buuuuy``; and a number that is one long run of a digit as four of it."""
    return _DIGITS.sub(r"\1\1\1\1", _RUN.sub(r"\1", text))


def once(text: str) -> str:
    """A text that says one thing over and over, said once; ``text`` has single spaces."""
    bare = text.replace(" ", "")
    size = len(bare)
    at = bare.find(bare[:4], 1) if size > 3 else -1
    while 0 < at <= size // 2:
        if bare[at:] == bare[:-at]:
            return _upto(text, at)
        at = bare.find(bare[:4], at + 1)
    return text


def _upto(text: str, letters: int) -> str:
    for i, sign in enumerate(text):
        letters -= sign != " "
        if letters == 0:
            return text[: i + 1]
    return text
