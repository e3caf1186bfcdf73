"""The card of an incident in the moderator log, pure: what is known of it as Components V2.

The kinds of components are Discord's numbers: https://docs.discord.com/developers/components/reference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.memory.incidents import Copy, Incident
from bot.memory.queue import Record
from bot.platforms.discord.escape import block, inline, plain
from bot.platforms.discord.snowflake import made_at
from rules import duration
from rules.model import Mode

Component = dict[str, Any]
ROW, BUTTON, TEXT, LINE, BOX = 1, 2, 10, 14, 17
BLUE, GREY, GREEN, RED = 1, 2, 3, 4
COMPONENTS_V2 = 1 << 15
MOST_COPIES = 8
MOST_ACCOUNTS = 8
_COLOURS = {"open": 0xE67E22, "closed": 0x95A5A6, "restored": 0x2ECC71, "pardoned": 0x3498DB}
_ENDED = frozenset({"done", "failed", "unsupported", "cancelled"})
_NAMES = {
    "hide": "Hiding",
    "warn": "Notice",
    "timeout": "Timeout",
    "kick": "Kick",
    "ban": "Ban",
    "restore": "Restoring",
    "lift": "Lifting the timeout",
    "alert": "Alert",
}
_DECIDED = {
    "restore": "restored",
    "not-spam": "called not spam",
    "pardon": "pardoned",
    "confirm": "confirmed",
    "hide": "hidden",
    "warn": "warned",
    "timeout": "timed out",
    "ban": "banned",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the incident.

    ``strikes``: the account's that stand; ``restorable``: whether texts are still kept; ``mode``: the community's now; ``would``: what a strike
    would bring; ``braked``: until when the brake is on, 0 where it is not.
    """

    strikes: int
    restorable: bool
    mode: Mode = Mode.ENFORCE
    would: str = "hide the repeats and warn the account"
    braked: float = 0.0


def card(incident: Incident, facts: Facts) -> list[Component]:
    """The whole card; once nothing can be restored any more, without what was said."""
    if not facts.restorable:
        incident = replace(incident, copies=tuple(replace(copy, original=None) for copy in incident.copies))
    texts = [_head(incident), _text(incident, facts), _copies(incident, facts), _what(incident), _history(incident)]
    parts: list[Component] = []
    for text in filter(None, texts):
        parts += [{"type": LINE}, {"type": TEXT, "content": text}] if parts else [{"type": TEXT, "content": text}]
    parts += [{"type": ROW, "components": row} for row in buttons(incident, facts)]
    return [{"type": BOX, "accent_color": _COLOURS.get(incident.state, 0xE67E22), "components": parts}]


def merged(into: str) -> list[Component]:
    """What is left of a card whose incident became another's."""
    return [{"type": BOX, "components": [{"type": TEXT, "content": f"This became part of case #{into}."}]}]


def erased() -> list[Component]:
    """What is left of a card whose account or case was erased."""
    return [{"type": BOX, "components": [{"type": TEXT, "content": "What stood here was erased."}]}]


def _head(incident: Incident) -> str:
    account = incident.account
    state = {"open": "", "closed": " · over"}.get(incident.state, f" · {incident.state}")
    lines = [
        f"### Case #{incident.n} · <@{account}> repeats{state}",
        f"<@{account}> ({account}), account made <t:{int(made_at(account))}:R>",
        plain(incident.reason)[:300],
    ]
    if incident.accounts:
        named = " ".join(f"<@{each}>" for each in incident.accounts[:MOST_ACCOUNTS])
        more = len(incident.accounts) - MOST_ACCOUNTS
        lines.append(f"Also posted by {named}{f' and {more} more' if more > 0 else ''}; nothing was done about them.")
    return "\n".join(lines)


def _text(incident: Incident, facts: Facts) -> str:
    lines = [each for each in (_stance(incident, facts),) if each] + [f"Strikes that stand: {facts.strikes}"]
    first = next((copy.original for copy in incident.copies if copy.original), None)
    if first is not None:
        lines.insert(0, block(first.text, 700) if first.text else f"({len(first.media)} files or stickers, no words)")
    elif incident.copies:
        lines.insert(0, "The text is no longer kept.")
    if any(media.kind != "sticker" for copy in incident.copies if copy.original for media in copy.original.media):
        lines.append("Files of hidden messages are not kept: restoring brings back the words only.")
    return "\n".join(lines)


def _stance(incident: Incident, facts: Facts) -> str:
    match incident.why:
        case "observe":
            return f"**Only observing:** would have been the moment to {facts.would}. `/hush-admin mode` decides."
        case "alert":
            return "**Over to you:** Hush does nothing here unless you press a button."
        case "exempt":
            return "**Card only:** this account moderates here, or is exempt. Accounts get stolen, so have a look."
        case "brake":
            told = f"It ends <t:{int(facts.braked)}:R>, or when you press Resume." if facts.braked else "It is off again."
            return f"**The brake was on:** unusually much was acted on, so Hush asks first here. {told}"
        case _ if incident.waits:
            return f"**In campaign #{incident.waits}, which waited for a moderator:** the copies are hidden, nobody was warned or struck."
        case _:
            return ""


def _copies(incident: Incident, facts: Facts) -> str:
    shown = _shown(incident.copies)
    first = shown[0].original.text if shown and shown[0].original else None
    lines = [f"**{len(incident.copies)} times**" + (f", {_span(incident)}" if len(incident.copies) > 1 else "")]
    for place, copy in enumerate(shown):
        if place == 1 and len(incident.copies) > len(shown):
            lines.append(f"… {len(incident.copies) - len(shown)} more …")
        lines.append(_line(incident, copy, facts, first))
    return "\n".join(lines)


def _shown(copies: Sequence[Copy]) -> Sequence[Copy]:
    return copies if len(copies) <= MOST_COPIES else [copies[0], *copies[-MOST_COPIES + 1 :]]


def _line(incident: Incident, copy: Copy, facts: Facts, first: str | None) -> str:
    state = _state(incident, copy, facts)
    link = f" [open](https://discord.com/channels/{incident.community}/{copy.thread}/{copy.id})" if state in {"stands", "first"} else ""
    differs = f" {inline(copy.original.text, 90)}" if copy.original and first is not None and copy.original.text != first else ""
    return f"<t:{int(copy.at)}:R> in <#{copy.thread}>{link}: {'stands, as the first' if state == 'first' else state}{differs}"


def _state(incident: Incident, copy: Copy, facts: Facts) -> str:
    hide, back = incident.hiding(copy.id)
    if back is not None and back.state != "cancelled":
        return f"not restored: {back.why}" if back.state == "failed" else "restored" if back.state in _ENDED else "being restored"
    if hide is not None and hide.undone:
        hide = None
    if hide is not None and hide.state == "done":
        return "hidden"
    if hide is not None and hide.state == "failed":
        return f"not hidden: {hide.why}"
    if copy.original is None and facts.restorable:
        return "removed by someone else"
    if hide is not None and hide.state != "cancelled":
        return "being hidden"
    return "first" if copy.id == incident.kept else "stands"


def _what(incident: Incident) -> str:
    hides = [each for each in incident.actions if each.does == "hide" and not each.undone]
    lines = []
    if hides:
        count = Counter(each.state for each in hides)
        lines.append(f"{count['done']} hidden" + (f", {count['failed']} not" if count["failed"] else ""))
        lines += sorted({f"⚠ {plain(each.why)}" for each in hides if each.state == "failed"})[:3]
    lines += [_outcome(each) for each in incident.actions if each.does not in {"hide", "restore", "alert"} and each.state != "cancelled"][
        -8:
    ]
    restored = [each for each in incident.actions if each.does == "restore" and each.state == "failed"]
    lines += sorted({f"⚠ not restored: {plain(each.why)}" for each in restored})[:3]
    return "\n".join(lines)


def _outcome(action: Record) -> str:
    until = f" until <t:{int(action.till)}:f>" if action.till and action.does == "timeout" else ""
    match action.state:
        case "done":
            told = f"done{f', {plain(action.why)}' if action.why else ''}"
        case "failed" | "unsupported":
            told = f"⚠ failed: {plain(action.why)}"
        case _:
            told = "on its way"
    undone = ", taken back" if action.undone else ""
    return f"{_NAMES.get(action.does, action.does)}{until}: {told}{undone}"


def _history(incident: Incident) -> str:
    lines = [f"{_DECIDED.get(how, how).capitalize()} by {_who(who)} <t:{int(at)}:R>" for how, who, at in incident.history[-6:]]
    return "\n".join(lines)


def _who(who: str) -> str:
    return f"<@{who}>" if who.isdigit() else plain(who)


def _span(incident: Incident) -> str:
    return f"over {duration.words(max(1.0, incident.copies[-1].at - incident.copies[0].at))}"


def buttons(incident: Incident, facts: Facts) -> Iterator[list[Component]]:
    """The two rows; only what applies can be pressed. A custom id says what and which case, the rest is looked up when it is pressed."""
    hides, over = facts.mode is not Mode.OBSERVE, incident.state == "restored"
    acts = hides and not over
    asked = {each.does for each in incident.actions if each.state not in {"cancelled", "failed"} and not each.undone}
    state = {copy.id: _hidden(incident, copy.id) for copy in incident.copies}
    first, *others = [copy.id for copy in incident.copies] or [""]
    hidden, stands = any(state.values()), any(not state[each] for each in others) or state.get(first, False) is None
    yield [
        _button(incident, "restore", "Restore", GREEN, open_=hidden and not over and facts.restorable),
        _button(incident, "hide", "Hide", RED, open_=hides and stands),
        _button(incident, "hide-first", "Hide the first too", GREY, open_=hides and hidden and state.get(first) is False),
        _button(incident, "not-spam", "Not spam", GREY, open_=not over),
        _button(incident, "confirm", "Confirm", BLUE, open_=not over and incident.right is None),
    ]
    yield [
        _button(incident, "warn", "Warn", GREY, open_=acts and "warn" not in asked),
        _button(incident, "timeout", "Timeout", GREY, open_=acts and "timeout" not in asked),
        _button(incident, "ban", "Ban", RED, open_=acts and "ban" not in asked),
        _button(incident, "history", "History", GREY, open_=True),
        *([_button(incident, "resume", "Resume", BLUE, open_=facts.braked > 0)] if incident.why == "brake" else []),
    ]


def _hidden(incident: Incident, comment: str) -> bool | None:
    """Whether a copy is hidden, or is being hidden; None where it was put back, or is."""
    hide, back = incident.hiding(comment)
    if back is not None and back.state not in {"cancelled", "failed"}:
        return None
    return hide is not None and hide.state not in {"failed", "unsupported"} and (not hide.undone or back is not None)


def _button(incident: Incident, verb: str, label: str, style: int, *, open_: bool) -> Component:
    return {"type": BUTTON, "custom_id": f"hush:{verb}:{incident.n}", "label": label, "style": style, "disabled": not open_}
