"""What happened, as plain data for those outside: verdicts and actions in the form that DESIGN's interfaces fix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from bot.memory.queue import Record
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Restore, TimeOut, Unwarn, Verdict, Warn

_TOLD = {"lift": "restore", "unwarn": "restore"}
"""What takes back is told as a restore without comments. ``until`` is the moment that Hush had set, so that nobody else's timeout is lifted;
``of`` is the notice that is taken away."""


def action_plain(action: Record | Action, incident: str) -> dict[str, Any]:
    """``{"id", "incident", "do", "comments": [ids], "account", "until", "of", "campaign"}``, the same for an action in the store and in hand."""
    comment, until, of = _about(action)
    return {
        "id": action.id,
        "incident": incident,
        "do": _TOLD.get(action.does, action.does),
        "comments": [comment] if comment else [],
        "account": action.account,
        "until": until,
        "of": of,
        "campaign": (action.campaign or None) if action.does == Alert.does and isinstance(action, Record | Alert) else None,
    }


def _about(action: Record | Action) -> tuple[str, float | None, str | None]:
    """The comment that an action concerns, empty where it concerns none; the moment until which it lasts; the notice that it takes away."""
    match action:
        case Record(comment=comment, till=until, of=of):
            return comment, until, of if action.does == Unwarn.does else None
        case Hide(comment=comment) | Restore(comment=comment):
            return comment, None, None
        case TimeOut(until=until) | Lift(until=until):
            return "", until, None
        case Unwarn(of=of):
            return "", None, of
        case Warn() | Alert() | Kick() | Ban():
            return "", None, None
        case _:
            assert_never(action)


def verdict_plain(verdict: Verdict, actions: Sequence[Record] = (), incident: str = "") -> dict[str, Any]:
    """``{"id", "judged", "flag", "score", "rules", "reason", "copies", "accounts", "actions"}``."""
    return {
        "id": verdict.id,
        "judged": True,
        "flag": verdict.flag,
        "score": round(verdict.score, 4),
        "rules": list(verdict.rules),
        "reason": verdict.reason,
        "copies": list(verdict.copies),
        "accounts": list(verdict.accounts),
        "actions": [action_plain(record, incident) for record in actions],
    }
