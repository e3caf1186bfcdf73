"""What a comparison sees of a text: one canonical form, whatever dress the text came in. docs/text.md shows each step."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from rules.model import Form
from rules.text import fold, markup, words

VERSION = 1
"""Raised with every change to what ``canonical`` answers; forms of different versions are not compared."""

MOST_WORDS = 256
MOST_MARKS = 64
MOST_READ = 4096
"""Signs read of one text: half from its beginning, half from its end, so padding on one side hides nothing."""


class Draft(NamedTuple):
    """A text on its way through the chain: what is left to read, and what was set apart."""

    text: str
    marks: str = ""


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff\\s]{3,}"
)
_SPOKEN = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"(?:(?:[A-Za-z]{2,}|[AaIi])[,.!?;:]*+(?: |$))++")
_ENDS = str.maketrans("", "", ",.!?;:")
_DOUBLED = re.compile(r"(.)\1")
_DOUBLE_WIDTH = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3100-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MARKS = re.compile(f"[^\\w\\s\u0000-\u206f\u20a0-\u20cf\u3000-\u303f\uff00-\uffef{fold.MARKS}]")


def _bounded(draft: Draft) -> Draft:
    text = draft.text
    if len(text) <= MOST_READ:
        return draft
    if len(text) > 16 * MOST_READ:
        text = text[: 8 * MOST_READ] + text[-8 * MOST_READ :]
    text = _INVISIBLE.sub(" ", text)
    return Draft(text if len(text) <= MOST_READ else text[: MOST_READ // 2] + " " + text[-MOST_READ // 2 :])


def _references(draft: Draft) -> Draft:
    return Draft(*markup.references(draft.text))


def _on_text(change: Callable[[str], str]) -> Callable[[Draft], Draft]:
    return lambda draft: Draft(change(draft.text), draft.marks)


def _apart(draft: Draft) -> Draft:
    """Emoji and symbols set apart; and punctuation too, where nothing else is said."""
    text, marks = draft
    if not text.isascii():
        found = _MARKS.findall(text)
        if found:
            marks += "".join(found)
            text = _MARKS.sub(" ", text)
    if not _SPOKEN.search(text):
        return Draft("", marks + "".join(text.split()))
    return Draft(text, marks)


CHAIN: tuple[tuple[str, Callable[[Draft], Draft]], ...] = (
    ("length", _bounded),
    ("mentions and emotes", _references),
    ("upside down", _on_text(fold.upright)),
    ("letters", _on_text(fold.fold)),
    ("mark-up", _on_text(markup.unmarked)),
    ("lookalikes", _on_text(fold.unposed)),
    ("digits for letters", _on_text(words.unmasked)),
    ("links", _on_text(markup.links)),
    ("counters", _on_text(words.uncounted)),
    ("emoji", _apart),
    ("letters set apart", _on_text(words.joined)),
    ("stretched letters", _on_text(words.unstretched)),
    ("said over and over", _on_text(words.once)),
)
"""The steps from a comment's text to its words, in order: (name, step)."""


def _letters(text: str) -> int:
    count = sum(map(str.isalnum, text))
    return count if text.isascii() else count + len(_DOUBLE_WIDTH.findall(text))


def _form(draft: Draft) -> Form:
    marks = draft.marks
    if marks:
        marks = _DOUBLED.sub(r"\1", marks)[:MOST_MARKS]
    text = draft.text
    if len(text) > MOST_WORDS:
        text = text[: MOST_WORDS * 5 // 8] + text[-MOST_WORDS * 3 // 8 :]
    return Form(VERSION, text, marks, _letters(text))


def canonical(text: str) -> Form:
    """What a comparison sees of a text.

    Any text is answered in bounded time and none is refused: of a text beyond ``MOST_READ`` signs the beginning and the end count.
    Words and marks are both empty only where the text shows nothing.
    """
    if text.isascii() and _PLAIN.fullmatch(text):
        plain = text.lower().translate(_ENDS)
        if not _DOUBLED.search(plain) and len(plain) <= MOST_WORDS:
            return Form(VERSION, plain.rstrip(), "", len(plain) - plain.count(" "))
    draft = Draft(text)
    for _, step in CHAIN:
        draft = step(draft)
    return _form(draft)


def steps(text: str) -> list[tuple[str, str]]:
    """Each step of the chain that changed the text: (name, text after it)."""
    draft, told = Draft(text), []
    for name, step in CHAIN:
        after = step(draft)
        if after.text != draft.text:
            told.append((name, after.text))
        draft = after
    return told
