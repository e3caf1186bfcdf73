"""What a comparison sees of a text: one canonical form, whatever dress the text came in. docs/text.md shows each step."""

from __future__ import annotations

import re
from collections.abc import Callable

from rules.model import Form
from rules.text import fold, markup, words
from rules.text.plain import read

FORM_VERSION = 2
"""Raised with every change to what ``canonical`` answers for any text; forms of different versions are not compared."""

MOST_READ = 1024
"""Signs read of one text: half from its beginning, half from its end, so padding on one side hides nothing."""

MOST_WORDS = 256
MOST_MARKS = 64
"""Signs kept in a form: of longer words the beginning and the end."""

# what shows nothing and may stand in heaps; taken out of an overlong text before it is cut
_PADDING = re.compile(
    "[\0\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
_EMOJI = re.compile(f"[^\\w\\s\u0000-\u206f\u20a0-\u20cf\u3000-\u303f\uff00-\uffef{fold.MARKS}]")
_SPOKEN = re.compile(r"[^\W_]")
_TWICE = re.compile(r"([^:])\1+")


def bounded(text: str) -> str:
    """The text, or of an overlong one the beginning and the end of what shows."""
    if len(text) <= MOST_READ:
        return text
    if len(text) > 32 * MOST_READ:
        text = text[: 16 * MOST_READ] + text[-16 * MOST_READ :]
    text = " ".join(_PADDING.sub("", text).split())
    return text if len(text) <= MOST_READ else f"{text[: MOST_READ // 2]} {text[1 - MOST_READ // 2 :]}"


def unadorned(text: str) -> str:
    """The text without emoji and symbols; nothing, where it holds no letter and no digit."""
    if not text.isascii():
        text = _EMOJI.sub(" ", text)
    return text if _SPOKEN.search(text) else ""


READING: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("length", bounded),
    ("mentions and emotes", markup.unaddressed),
    ("upside down", fold.upright),
    ("flag letters", fold.unflagged),
    ("strangers in a word", fold.unposed),
    ("letters", fold.fold),
    ("length once more", bounded),  # one sign may stand for eighteen
    ("mark-up", markup.unmarked),
    ("digits for letters", words.unmasked),
    ("links", markup.links),
    ("counters", words.uncounted),
    ("emoji", unadorned),
    ("letters set apart", words.joined),
)
"""The steps from a comment's text to the words it says, in order: (name, step)."""

SHORTENING: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("stretched letters", words.unstretched),
    ("said over and over", words.once),
)
"""The steps from the words to their shortest form; letters are counted before them."""


def canonical(text: str) -> Form:
    """What a comparison sees of a text.

    Any text is answered, in bounded time: of one beyond ``MOST_READ`` signs the beginning and the end count.
    Words and marks are both empty only where the text shows nothing.
    """
    plain = read(bare) if (bare := markup.unaddressed(bounded(text))) else None
    if plain:
        said, letters, shows = plain
        marks = _marks(text, said) if shows or bare is not text else ""
    else:
        said = text
        for _, step in READING:
            said = step(said)
        letters = words.letters(said)
        marks = _marks(text, said)
        said = words.unstretched(said)
    said = words.once(said)
    if len(said) > MOST_WORDS:
        said = f"{said[: MOST_WORDS // 2]} {said[1 - MOST_WORDS // 2 :]}"
    return Form(FORM_VERSION, said, marks, letters)


def _marks(text: str, said: str) -> str:
    """What stood apart from the words, each once in a row: emotes and emoji; where nothing is said, mentions and punctuation too."""
    if said and text.isascii() and ":" not in text:
        return ""
    text = bounded(text)
    if said:
        shown = "".join(markup.emotes(text))
        if not text.isascii():
            shown += "".join(_EMOJI.findall(fold.fold("".join(_EMOJI.findall(text)[: 4 * MOST_MARKS]))))
    else:
        shown = "".join(fold.fold(text).split())
    return shown and words.once(_TWICE.sub(r"\1", shown))[:MOST_MARKS]


def steps(text: str) -> list[tuple[str, str]]:
    """Each step of the chain that changed the text: (name, text after it)."""
    told = []
    for name, step in READING + SHORTENING:
        after = step(text)
        if after != text:
            told.append((name, after))
        text = after
    return told
