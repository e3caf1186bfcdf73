"""Machines, and people who speak to them."""

from __future__ import annotations

from rules.harmless.repeat import Repeat
from rules.model import Said
from rules.traits import Trait

_COMMAND_LETTERS = 40
_TEMPLATES_SEEN = 20  # comments of an account that tell whether it speaks in templates
_FEWEST = 8


def bot(repeat: Repeat) -> str | None:
    """The platform itself says that this account is a program; whoever let it in wants what it says."""
    return "a bot's own post" if repeat.account is not None and repeat.account.bot else None


def command(repeat: Repeat) -> str | None:
    """A command to a bot is given as often as it is needed."""
    said = repeat.said
    if repeat.leads:
        return None
    if said.traits & Trait.COMMAND and said.form.letters <= _COMMAND_LETTERS:
        return "a command to a bot"
    return "a word to a bot" if names_a_bot(said) and said.form.letters <= _COMMAND_LETTERS else None


def names_a_bot(said: Said) -> bool:
    """Whether a comment begins by naming a bot."""
    first, _, _ = said.form.words.partition(" ")
    return first != "robot" and first.endswith("bot") and len(first) > 3


def notice(repeat: Repeat) -> str | None:
    """What a chat says of itself: who came, who left, who gave."""
    if repeat.leads:
        return None
    return "a service's notice" if repeat.said.traits & Trait.NOTICE else None


def service_bot(repeat: Repeat) -> str | None:
    """An account that speaks in templates, each time about another thing, is a service and no person.

    Two templates at least, since a person may well repeat one text with a word changed.
    """
    if repeat.leads or any(copy.form.words == repeat.said.form.words for copy in repeat.copies):
        return None
    seen = [*repeat.earlier[-_TEMPLATES_SEEN:], repeat.said]
    if len(seen) < _FEWEST:
        return None
    told: dict[str, set[str]] = {}
    for each in seen:
        told.setdefault(_beginning(each.form.words), set()).add(each.form.words)
    templates = [texts for beginning, texts in told.items() if beginning and len(texts) > 1]
    held = sum(_beginning(each.form.words) != "" and len(told[_beginning(each.form.words)]) > 1 for each in seen)
    return "a service bot's template" if len(templates) > 1 and held * 5 >= len(seen) * 4 else None


def _beginning(words: str) -> str:
    """The first two words, where more follow."""
    tokens = words.split(maxsplit=2)
    return " ".join(tokens[:2]) if len(tokens) > 2 else ""
