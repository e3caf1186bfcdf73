"""What happened, as plain data for those outside: verdicts and actions in the form that DESIGN's interfaces fix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.memory.queue import Record
from rules.model import Verdict

_TOLD = {"lift": "restore", "unwarn": "restore"}
"""What takes back is told as a restore without comments. ``until`` is the moment that Hush had set, so that nobody else's timeout is lifted;
``of`` is the notice that is taken away."""


def action_plain(record: Record, incident: str) -> dict[str, Any]:
    """``{"id", "incident", "do", "comments": [ids], "account", "until", "of"}``."""
    return {
        "id": record.id,
        "incident": incident,
        "do": _TOLD.get(record.does, record.does),
        "comments": [record.comment] if record.comment else [],
        "account": record.account,
        "until": record.till,
        "of": record.of if record.does == "unwarn" else None,
    }


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
