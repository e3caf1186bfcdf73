"""Signs: what each code point of a text reads as, whatever alphabet, font, box or frill it is dressed in.

One table answers for NFKC (UAX #15), case folding, default-ignorable code points and combining classes (UAX #44) and
UTS #39 confusables alike, so a text is folded in a single ``str.translate``.
"""

from __future__ import annotations

import re
import unicodedata

from rules.data import rows

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

# letters in a black box or circle, which NFKC leaves alone
_ENCLOSED = {first + i: letter for first in (0x1F150, 0x1F170) for i, letter in enumerate(_LETTERS)}

# fillers that Unicode counts as letters or symbols though they show nothing
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")

# combining classes that spell a word: nukta, kana voicing, virama, and the vowels and tones of Telugu, Thai, Lao and Tibetan;
# the other classes are accents and points, and what zalgo is made of
_SPELLING = frozenset({0, 7, 8, 9, 84, 91, 103, 107, 118, 122, 129, 130, 132})

# folds kept in memory; beyond them a sign is worked out anew, so nobody can fill the table by sending every code point
_MOST_KEPT = 20_000


def _tables() -> tuple[dict[str, str], dict[int, str], dict[int, str], dict[int, str], dict[int, str]]:
    always: dict[str, str] = {}
    kinds: dict[str, dict[int, str]] = {"capital": {}, "beside": {}, "whole": {}, "turned": {}}
    for name in ("confusables.tsv", "lookalikes.tsv"):
        for kind, letter, signs in rows(name):
            if kind == "always":
                always.update(dict.fromkeys(signs, letter))
            else:
                kinds[kind].update(dict.fromkeys(map(ord, signs), letter))
    beside = kinds["beside"]
    capitals = {ord(capital): beside[ord(small)] for small in map(chr, beside) if len(capital := small.upper()) == 1}
    beside.update((point, letter) for point, letter in capitals.items() if point not in kinds["capital"])
    return always, kinds["capital"], beside, kinds["whole"], kinds["turned"]


_ALWAYS, _CAPITALS, _BESIDE, _WHOLE, _TURNED = _tables()


def _shown(sign: str) -> str:
    """What one sign of a decomposed text reads as: small letters, a digit, a space, itself, or nothing."""
    category = unicodedata.category(sign)
    if category[0] == "Z" or sign in "\t\n\v\f\r\x85":
        return " "
    if category in {"Cc", "Cf", "Cs", "Me"} or sign in _BLANK or 0xE0000 <= ord(sign) <= 0xE0FFF or 0x1F3FB <= ord(sign) <= 0x1F3FF:
        return ""
    if category[0] == "M":
        return sign if unicodedata.combining(sign) in _SPELLING and not 0xFE00 <= ord(sign) <= 0xFE0F else ""
    if category == "Nd":
        return str(unicodedata.digit(sign))
    return "".join(_ALWAYS.get(small, small) for small in sign.casefold())


def _fold(point: int) -> str:
    """What a code point reads as."""
    sign = chr(point)
    if point in _ENCLOSED or sign in _BLANK:
        return _ENCLOSED.get(point, "")
    plain = unicodedata.normalize("NFKD", sign)
    if len(plain) > 2 and plain[0] == "(":
        plain = plain[1:-1]  # a parenthesised letter is a letter in a box
    return "".join(map(_shown, plain))


class _Folding(dict[int, str]):
    """Code point -> what it reads as, worked out when first seen; ``posing`` are those read as the letters they pose as."""

    def __init__(self, posing: dict[int, str]) -> None:
        self._posing = posing
        self.update((point, _fold(point)) for point in range(128))

    def __missing__(self, point: int) -> str:
        folded = _fold(ord(self._posing.get(point, chr(point))))
        if len(self) < _MOST_KEPT:
            self[point] = folded
        return folded


_FOLDING, _FOLDING_ON_LATIN = _Folding({}), _Folding(_CAPITALS)

MARKS = "".join(c for c in map(chr, (*range(0x300, 0x1D00), 0x3099, 0x309A, *range(0xA800, 0xAC00))) if unicodedata.category(c)[0] == "M")
_MARK = re.compile(f"[{MARKS}]")
# a mark that spells a word in its own script only dresses a Latin letter; and no script heaps more than three
_FRILLS = re.compile(f"(?<=[ -~])[{MARKS}]+|(?<=[{MARKS}]{{3}})[{MARKS}]+")

_OTHERS = re.compile(r"[^\x20-\x7e]+")
_LATIN = re.compile("[A-Za-z]")
_HANGUL_PARTS = re.compile("[\u1100-\u11ff\u3099\u309a]")
# some of the strangers, or a sign of the planes where the others are: a class that holds those one by one is slow
_STRANGERS = re.compile("[" + "".join(re.escape(chr(point)) for point in _BESIDE if point < 0x10000) + "\U00010000-\U0001efff]")
_WORD = re.compile(r"\S+")
# of the scripts that lend letters, and of signs that stand for some
_SCRIPTS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff",
    "\u0370-\u03ff",
    "\u0400-\u052f",
    "\u0530-\u058f",
    "\u0590-\u05ff",
    "\u0e00-\u0e7f",
    "\u10d0-\u10ff\u1200-\u137f\u0f40-\u0fbc\u06d0-\u06ff\ufb50-\ufeff",
    "\u00a2-\u00a5\u00a7\u00b5\u2020\u20a0-\u20bf\u2118\u2202\u221a",
)
_LATIN_LETTER = re.compile(f"[{_SCRIPTS[0]}]")
_CROSSING = re.compile("|".join(f"[{own}](?=[{''.join(each for each in _SCRIPTS if each is not own)}])" for own in _SCRIPTS))
_POSING = re.compile(f"[{''.join(map(chr, _WHOLE))}]")
_NOTHING_ELSE = re.compile(f"[\\s!-@{_SCRIPTS[0]}\uff21-\uff5a{''.join(map(chr, _WHOLE))}]+")
_UPENDED = re.compile("[ɐǝɥʇɹʞʎɟʍɔ]")  # of the turned letters, those that no living alphabet uses upright
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
_FLAG_LETTERS = {0x1F1E6 + i: letter for i, letter in enumerate(_LETTERS)}


def fold(text: str) -> str:
    """The text in small plain letters: fonts, case, accents and invisible signs undone, lookalikes read as the letters they pose as."""
    if text.isascii():
        return text.lower() if text.isprintable() else text.translate(_FOLDING)
    return _OTHERS.sub(_folded if _LATIN.search(text) else _folded_alone, text).lower()


def _whole(folded: str, *, on_latin: bool) -> str:
    """A folded run of signs with its frills off and the parts of its syllables put together."""
    if _MARK.search(folded):
        folded = _FRILLS.sub("", "a" + folded)[1:] if on_latin else _FRILLS.sub("", folded)
    return unicodedata.normalize("NFC", folded) if _HANGUL_PARTS.search(folded) else folded


def _folded(run: re.Match[str]) -> str:
    """A run of signs outside ASCII in a text with Latin letters."""
    return _whole(run[0].translate(_FOLDING_ON_LATIN), on_latin=run.start() > 0)


def _folded_alone(run: re.Match[str]) -> str:
    """A run of signs outside ASCII in a text without Latin letters."""
    return _whole(run[0].translate(_FOLDING), on_latin=False)


def unposed(text: str) -> str:
    """The text with signs of other scripts read as Latin letters where they stand in a Latin word, or where the whole text poses.

    It does where half of its words cross from one script to another, and all their signs read as letters.
    """
    if text.isascii():
        return text
    if wholly_posed(text):
        return text.translate(_WHOLE)
    if not _STRANGERS.search(text):
        return text
    if _CROSSING.search(text):
        spoken = text.split()
        posing = sum(_CROSSING.search(word) is not None and _readable(word) for word in spoken)
        if posing > 1 and 2 * posing >= len(spoken):
            return _WORD.sub(lambda word: word[0].translate(_BESIDE) if _readable(word[0]) else word[0], text)
    return _WORD.sub(_unposed, text)


def _unposed(word: re.Match[str]) -> str:
    """One word, undone where a third of it or more is Latin."""
    return word[0].translate(_BESIDE) if 3 * len(_LATIN_LETTER.findall(word[0])) >= len(word[0]) else word[0]


def _readable(word: str) -> bool:
    """Whether every sign of a word reads as one that Latin texts have."""
    return fold(word.translate(_BESIDE)).isascii()


def wholly_posed(text: str) -> bool:
    """Whether a text of three words and more has, beside Latin letters, only signs of scripts without spaces that look like such letters."""
    return (
        not text.isascii()
        and _NOTHING_ELSE.fullmatch(text) is not None
        and text.count(" ") > 1
        and 2 * len(_POSING.findall(text)) > len(text) - text.count(" ")
    )


def unflagged(text: str) -> str:
    """The text with regional indicators read as letters, unless they all stand in pairs and so are flags."""
    if text.isascii() or not any(len(run) % 2 for run in _FLAGS.findall(text)):
        return text
    return text.translate(_FLAG_LETTERS)


def upright(text: str) -> str:
    """The text turned back, if it stands on its head: three such letters or more, read from the end."""
    if text.isascii() or len(_UPENDED.findall(text)) < 3:
        return text
    return text.casefold().translate(_TURNED)[::-1]
