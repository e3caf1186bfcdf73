"""The card of an incident in the moderator log, pure: what is known of it as Components V2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from discord import ButtonStyle
from discord.ui import Button, LayoutView

from bot.memory.incidents import Copy, Decision, Incident
from bot.memory.queue import Record
from bot.moderation.case_card import CardFacts
from bot.moderation.cases import CopyState, Facts, acts_since, came_to_nothing, left_alone, offered, undoable
from bot.platforms.discord.escape import block, inline, plain
from bot.platforms.discord.modlog.layout import BLUE, GREEN, GREY, RED, Item, card_of
from bot.platforms.discord.snowflake import made_at
from rules import duration

MOST_COPIES = 8
MOST_ACCOUNTS = 8
_COLOURS = {"open": 0xE67E22, "closed": 0x95A5A6, "restored": 0x2ECC71, "pardoned": 0x3498DB}
_NAMES = {
    "hide": "Hiding",
    "warn": "Notice",
    "timeout": "Timeout",
    "kick": "Kick",
    "ban": "Ban",
    "restore": "Restoring",
    "lift": "Lifting the timeout",
    "unwarn": "Taking the notice away",
    "alert": "Alert",
}
_DECIDED = {
    "restore": "restored",
    "not-spam": "called not spam",
    "pardon": "pardoned",
    "confirm": "confirmed",
    "hide": "hidden",
    "hide-first": "hidden with the first",
    "wrong": "called wrong",
    "warn": "warned",
    "timeout": "timed out",
    "ban": "banned",
}


def incident_card(incident: Incident, facts: CardFacts, barred: Collection[str] = ()) -> LayoutView:
    """The whole card; once nothing can be restored any more, without what was said. No button offers what is ``barred``."""
    if not facts.restorable:
        incident = replace(incident, copies=tuple(replace(copy, original=None) for copy in incident.copies))
    texts = [_head(incident), _text(incident, facts), _copies(incident, Facts(incident, facts.mode)), _what(incident), _history(incident)]
    return card_of(texts, buttons(incident, facts, barred), _COLOURS.get(incident.state, 0xE67E22))


def merged(into: str) -> LayoutView:
    """What is left of a card whose incident became another's."""
    return card_of([f"This became part of case #{into}."])


def erased() -> LayoutView:
    """What is left of a card whose account or case was erased."""
    return card_of(["What stood here was erased."])


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
        lines.append(f"Also posted by {named}{f' and {more} more' if more > 0 else ''}. This case is only about <@{account}>.")
    return "\n".join(lines)


def _text(incident: Incident, facts: CardFacts) -> str:
    lines = [each for each in (_stance(incident, facts), *_until(incident, facts)) if each] + [f"Strikes that stand: {facts.strikes}"]
    first = next((copy.original for copy in incident.copies if copy.original), None)
    if first is not None:
        lines.insert(0, block(first.text, 700) if first.text else f"({len(first.media)} files or stickers, no words)")
    elif incident.copies:
        lines.insert(0, "The text is no longer kept.")
    if any(media.kind != "sticker" for copy in incident.copies if copy.original for media in copy.original.media):
        lines.append("Files of hidden messages are not kept: restoring brings back the words only.")
    return "\n".join(lines)


def _until(incident: Incident, facts: CardFacts) -> Iterator[str]:
    """From when on, and until when, something else holds than usual."""
    if since := acts_since(incident):
        yield f"Hush acts here since <t:{int(since)}:f>. What stood before stands until somebody presses Hide."
    spared, allowed = left_alone(incident, facts.now)
    if allowed:
        yield f"**Not spam:** everybody may post this text until <t:{int(allowed)}:f>. Undo takes that back."
    elif spared:
        yield f"**Left alone:** <@{incident.account}> may repeat this until <t:{int(spared)}:f>. Hide ends that."


def _stance(incident: Incident, facts: CardFacts) -> str:
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
        case _ if incident.proxied:
            return "**Posted through a proxy bot:** its re-posts are hidden. A notice would tell whose they are, so nobody was warned or struck."
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
    stands = facts.copies[copy.id][0] in (CopyState.STANDS, CopyState.FAILED)
    link = f" [open](https://discord.com/channels/{incident.community}/{copy.thread}/{copy.id})" if stands else ""
    differs = f" {inline(copy.original.text, 90)}" if copy.original and first is not None and copy.original.text != first else ""
    return f"<t:{int(copy.at)}:R> in <#{copy.thread}>{link}: {_state(incident, facts, copy)}{differs}"


_STATES = {
    CopyState.STANDS: "stands",
    CopyState.HIDING: "being hidden",
    CopyState.WAITING: "being hidden",
    CopyState.HIDDEN: "hidden",
    CopyState.FAILED: "not hidden",
    CopyState.RESTORING: "being restored",
    CopyState.RESTORED: "restored",
    CopyState.STUCK: "not restored",
    CopyState.GONE: "gone, not by Hush",
}


def _state(incident: Incident, facts: Facts, copy: Copy) -> str:
    state, why = facts.copies[copy.id]
    if state is CopyState.STANDS and copy.id == incident.kept:
        return "stands, as the first"
    reason = plain(why.partition(". ")[0])  # the remedy, in the next sentence, stands once on the card
    return f"{_STATES[state]}: {reason}" if why and state in (CopyState.FAILED, CopyState.STUCK, CopyState.STANDS) else _STATES[state]


def _what(incident: Incident) -> str:
    hides = [each for each in incident.actions if each.does == "hide" and not each.undone]
    lines = []
    if hides:
        count = Counter(each.state for each in hides)
        lines.append(f"{count['done']} hidden" + (f", {count['failed']} not" if count["failed"] else ""))
        lines += sorted({f"⚠ {plain(each.why)}" for each in hides if each.state == "failed"})[:3]
    if any(each.does == "warn" and each.state == "cancelled" and each.why for each in incident.actions):
        lines.append("Nothing could be hidden, so the account was not told and no strike stands.")
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
    name = "Lifting the ban" if action.does == "lift" and action.till is None else _NAMES.get(action.does, action.does)
    return f"{name}{until}: {told}{undone}"


def _history(incident: Incident) -> str:
    return "\n".join(f"{decided(incident, number)} <t:{int(each.at)}:R>" for number, each in list(enumerate(incident.history, 1))[-6:])


def decided(incident: Incident, number: int) -> str:
    """One entry of the history in words: "Restored by @ann"."""
    each = incident.history[number - 1]
    if each.of:
        return f"Taken back by {_who(each.who)}: {_DECIDED.get(incident.history[each.of - 1].verb, '')} (#{each.of})"
    done = _DECIDED.get(each.verb, each.verb)
    if came_to_nothing(incident.actions, number):
        return f"{_who(each.who)} asked for: {done}. It failed"
    return f"{done.capitalize()} by {_who(each.who)}"


def _who(who: str) -> str:
    return f"<@{who}>" if who.isdigit() else plain(who)


def _span(incident: Incident) -> str:
    return f"over {duration.words(max(1.0, incident.copies[-1].at - incident.copies[0].at))}"


_BUTTONS = {
    Decision.RESTORE: ("Restore", GREEN),
    Decision.HIDE: ("Hide", RED),
    Decision.HIDE_FIRST: ("Hide the first too", GREY),
    Decision.NOT_SPAM: ("Not spam", GREY),
    Decision.CONFIRM: ("Confirm", BLUE),
    Decision.WARN: ("Warn", GREY),
    Decision.TIMEOUT: ("Timeout", GREY),
    Decision.BAN: ("Ban", RED),
}
_ROWS = (
    (Decision.RESTORE, Decision.HIDE, Decision.HIDE_FIRST, Decision.NOT_SPAM, Decision.CONFIRM),
    (Decision.WARN, Decision.TIMEOUT, Decision.BAN),
)


def buttons(incident: Incident, facts: CardFacts, barred: Collection[str] = ()) -> Iterator[list[Item]]:
    """The rows; only what is offered can be pressed, and what is ``barred`` is not there.

    A custom id says what and which case, the rest is looked up when it is pressed.
    """
    known = Facts(incident, facts.mode)
    offers = set(offered(known)) - (set() if facts.restorable else {Decision.RESTORE})
    for row in _ROWS:
        shown = [_button(incident, each.value, *_BUTTONS[each], open_=each in offers) for each in row if each not in barred]
        if row is _ROWS[-1]:
            entries = [each for each in undoable(known, facts.now) if f"undo-{each}" not in barred]
            shown.append(_button(incident, f"undo-{entries[0] if entries else 0}", "Undo", GREY, open_=bool(entries)))
            shown.append(_button(incident, "history", "History", GREY, open_=True))
        yield shown
    if incident.why == "brake":
        yield [_button(incident, "resume", "Resume", BLUE, open_=facts.braked > 0)]


def _button(incident: Incident, verb: str, label: str, style: ButtonStyle, *, open_: bool) -> Item:
    return Button(custom_id=f"hush:{verb}:{incident.n}", label=label, style=style, disabled=not open_)
