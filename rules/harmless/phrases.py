"""What everybody says all the time: reactions, greetings, thanks, chants."""

from __future__ import annotations

from rules.harmless.repeat import Repeat
from rules.minhash import LETTERS
from rules.model import Form
from rules.vocabulary import vocabulary

_WORD = 9  # letters below which a text is no more than a word
_NAME = 3  # words that may stand beside a greeting or thanks: whom it is for


def chant(repeat: Repeat) -> str | None:
    """A word drawn out or shouted many times over is that word: only walls of one size are the same wall."""
    said = repeat.said
    if repeat.advert or _signs(said.form.words) >= _WORD:
        return None
    return "one word, shouted" if any(copy.form.letters != said.form.letters for copy in repeat.copies) else None


def reaction(repeat: Repeat) -> str | None:
    """Nothing but words of surprise, laughter, consent."""
    form = repeat.said.form
    if repeat.advert or form.letters >= LETTERS or not form.words:
        return None
    return "a reaction" if not vocabulary("reaction").rest(form.words.split()) else None


def known_here(repeat: Repeat) -> str | None:
    """What many say in this community, as it has learned from comments that stood."""
    return "a phrase of this community" if repeat.common and not repeat.advert and is_short_phrase(repeat.said.form) else None


def is_short_phrase(form: Form) -> bool:
    """Whether a text is short enough to be everybody's; only such are learned."""
    return bool(form.words) and form.letters < LETTERS


def greeting(repeat: Repeat) -> str | None:
    """A greeting, and whom it greets."""
    return "a greeting" if _said_to("greeting", repeat) else None


def thanks(repeat: Repeat) -> str | None:
    """Thanks, and who is thanked."""
    return "thanks" if _said_to("thanks", repeat) else None


def _said_to(kind: str, repeat: Repeat) -> bool:
    form = repeat.said.form
    if repeat.advert or form.letters >= LETTERS or not form.words:
        return False
    tokens = form.words.split()
    rest = vocabulary(kind).rest(tokens)
    return len(rest) <= _NAME and rest != tokens


def _signs(words: str) -> int:
    """Letters of the words said once; a sign of a dense script counts 2."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in words if sign != " ")
