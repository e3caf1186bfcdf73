"""What came of an action, in a moderator's words."""

from __future__ import annotations

from bot.platforms.discord.rest.client import Refused
from rules.model import Outcome, OutcomeState

DONE = Outcome(OutcomeState.DONE)


def failed(why: str) -> Outcome:
    """What did not work, and why."""
    return Outcome(OutcomeState.FAILED, why)


def refusal(refused: Refused, where: str = "") -> Outcome:
    """What Discord refused in a place, as " in #general"."""
    return failed(refused.told(where))
