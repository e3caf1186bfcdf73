"""A question asked again because nobody answered."""

from __future__ import annotations

from rules.harmless.repeat import Repeat
from rules.model import Place
from rules.traits import Trait
from rules.vocabulary import vocabulary

_SILENCE = 900.0  # seconds without a word, after which asking again is fair
_POLITE = 60.0  # seconds that who asks politely waits at least
_POLITE_TIMES = 3


def asked_again(repeat: Repeat) -> str | None:
    """After a quarter of an hour of silence, or a third time in a chat with a minute and more between."""
    if repeat.advert or not _asks(repeat):
        return None
    if repeat.said.at - repeat.earlier[-1].at >= _SILENCE:
        return "a question asked again after a while"
    patient = len(repeat.copies) < _POLITE_TIMES and all(gap >= _POLITE for gap in repeat.gaps)
    return "a question asked again politely" if patient and repeat.place is not Place.COMMENTS else None


def _asks(repeat: Repeat) -> bool:
    said = repeat.said
    if said.traits & Trait.QUESTION:
        return True
    tokens = said.form.words.split()
    return vocabulary("question").within(said.form.words, tokens[:6]) or vocabulary("plea").within(said.form.words, tokens)
