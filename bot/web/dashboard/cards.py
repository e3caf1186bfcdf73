"""From an incident to a card: what became of each copy, and which decisions still apply. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.memory.incidents import Decision, Incident
from bot.web.api.incidents import told
from bot.web.dashboard.models import CardCopy, CaseView
from rules.model import Mode

HIDE_FIRST = "hide-first"
_PENDING = frozenset({"queued", "leased", "held", "waiting"})
_HIDE = {"done": "hidden", "waiting": "waiting", "failed": "failed", "unsupported": "failed"}
_RESTORE = {"done": "restored", "failed": "stuck", "unsupported": "stuck"}
_BACK = frozenset({"restored", "restoring"})
_HIDDEN = frozenset({"hidden", "hiding", "waiting", "stuck"})
_PENALTIES = frozenset({"timeout", "ban", "kick"})


def card(incident: Incident, mode: Mode) -> CaseView:
    """The card of one incident in a community that is in this mode now."""
    states = {each.id: _state(incident, each.id) for each in incident.copies}
    return CaseView(
        incident=told(incident),
        copies=[
            CardCopy(
                each.id,
                each.at,
                each.thread,
                each.id == incident.kept,
                each.original.text if each.original else None,
                *states[each.id],
            )
            for each in incident.copies
        ],
        offered=offered(incident, {comment: state for comment, (state, _) in states.items()}, mode),
        platform=incident.platform,
    )


def offered(incident: Incident, states: Mapping[str, str], mode: Mode) -> list[str]:
    """The decisions that would change something now, in the order in which a moderator thinks of them; ``states``: of each copy."""
    over, hides = incident.state == "restored", mode is not Mode.OBSERVE
    first, *others = [each.id for each in incident.copies] or [""]
    hidden = any(state in _HIDDEN for state in states.values())
    stands = any(states[each] not in _HIDDEN for each in others) or states.get(first) in _BACK
    applies = {
        Decision.RESTORE.value: hidden and not over,
        Decision.HIDE.value: hides and stands,
        HIDE_FIRST: hides and hidden and states.get(first) in {"standing", "failed"},
        Decision.NOT_SPAM.value: not over,
        Decision.PARDON.value: incident.state in ("open", "closed") and (incident.strikes > 0 or _punished(incident)),
        Decision.CONFIRM.value: not over and incident.right is None,
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


def _state(incident: Incident, comment: str) -> tuple[str, str]:
    """What became of a copy, and why where it was not what was wanted."""
    hide, back = incident.hiding(comment)
    if back is not None and back.state != "cancelled":
        return _RESTORE.get(back.state, "restoring"), back.why
    if hide is not None and not hide.undone:
        return _HIDE.get(hide.state, "hiding"), hide.why
    return "standing", ""
