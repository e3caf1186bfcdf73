"""Repetition that a moderator leaves alone: each kind a small judgement of its own, in the order in which they are asked.

A judgement is given a repeat and answers why it is harmless, in a few words, or None. Adverts are excused only by what
their account or their place is, never by how they are worded.
"""

from __future__ import annotations

from collections.abc import Callable

from rules.harmless.answers import same_answer
from rules.harmless.code import code
from rules.harmless.machines import bot, command, notice, service_bot
from rules.harmless.phrases import greeting, known_here, reaction, thanks
from rules.harmless.questions import asked_again
from rules.harmless.quotes import correction, quote
from rules.harmless.repeat import Repeat

Judgement = Callable[[Repeat], str | None]

HARMLESS: tuple[Judgement, ...] = (
    bot,
    command,
    notice,
    service_bot,
    code,
    quote,
    correction,
    same_answer,
    asked_again,
    known_here,
)
"""Kinds that are listed as copies and never flagged."""

LIGHT: tuple[Judgement, ...] = (reaction, greeting, thanks)
"""Kinds that weigh no more than a word: only a flood of them is flagged."""


def first(judgements: tuple[Judgement, ...], repeat: Repeat) -> str | None:
    """Why the repeat is harmless, by the first kind that says so."""
    return next((why for judge in judgements if (why := judge(repeat)) is not None), None)
