"""From an incident to a card: what became of each copy, and which decisions still apply. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.memory.incidents import Decision, Incident
from bot.memory.queue import Record
from bot.platforms.http.incidents import told
from bot.platforms.http.page.models import Card, CardCopy

HIDE_FIRST = "hide-first"
_PENDING = frozenset({"queued", "leased", "held", "waiting"})
_HIDE = {"done": "hidden", "waiting": "waiting", "failed": "failed", "unsupported": "failed"}
_RESTORE = {"done": "restored", "failed": "stuck", "unsupported": "stuck"}
_HIDDEN = frozenset({"hidden", "hiding", "waiting", "stuck"})
_PENALTIES = frozenset({"timeout", "ban", "kick"})


def card(incident: Incident) -> Card:
    """The card of one incident."""
    states = _states(incident)
    return Card(
        incident=told(incident),
        copies=[
            CardCopy(
                each.id,
                each.at,
                each.thread,
                each.id == incident.kept,
                each.original.text if each.original else None,
                *states.get(each.id, ("standing", "")),
            )
            for each in incident.copies
        ],
        offered=offered(incident, states),
        platform=incident.platform,
    )


def offered(incident: Incident, states: Mapping[str, tuple[str, str]]) -> list[str]:
    """The decisions that would change something, in the order in which a moderator thinks of them."""
    if incident.state == "restored":
        return []
    hidden = [each for each in incident.copies if states.get(each.id, ("",))[0] in _HIDDEN]
    first, *others = [each.id for each in incident.copies] or [""]
    standing = [each for each in others if each not in states]
    applies = {
        Decision.RESTORE.value: bool(hidden),
        Decision.HIDE.value: bool(standing) and incident.why != "observe",
        HIDE_FIRST: bool(first) and first not in states and bool(hidden) and incident.why != "observe",
        Decision.NOT_SPAM.value: True,
        Decision.PARDON.value: incident.state in ("open", "closed") and (incident.strikes > 0 or _punished(incident)),
        Decision.CONFIRM.value: incident.right is None,
    }
    return [name for name, does in applies.items() if does]


def waits(incident: Incident) -> bool:
    """Whether something decided is still to be done."""
    return any(action.state in _PENDING for action in incident.actions)


def undone(incident: Incident) -> bool:
    """Whether a moderator took it back, wholly or in part."""
    return incident.state in ("restored", "pardoned")


def _punished(incident: Incident) -> bool:
    return any(action.does in _PENALTIES and not action.undone and action.state in ("done", *_PENDING) for action in incident.actions)


def _states(incident: Incident) -> dict[str, tuple[str, str]]:
    """What became of each copy that something was done to, and why where it was not."""
    found: dict[str, tuple[str, str]] = {}
    for action in incident.actions:
        state = _state(action)
        if action.comment and state:
            found[action.comment] = state, action.why
    return found


def _state(action: Record) -> str:
    if action.does == "hide" and action.state != "cancelled":
        return _HIDE.get(action.state, "hiding")
    if action.does == "restore" and action.state != "cancelled":
        return _RESTORE.get(action.state, "restoring")
    return ""
