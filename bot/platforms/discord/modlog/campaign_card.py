"""The card of a campaign in the moderator log, pure: what is known of it as Components V2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from discord.ui import Button, LayoutView

from bot.memory.campaigns import Campaign, CampaignDecision, Voice
from bot.memory.incidents import Entry
from bot.moderation.campaign_cases import campaign_undoable, offered_to_all
from bot.platforms.discord.escape import block, inline, plain
from bot.platforms.discord.modlog.layout import BLUE, GREEN, GREY, RED, Item, card_of
from rules import duration
from rules.model import Mode

MOST_NAMED = 6
MOST_COPIES = 8
MOST_TEXTS = 3
CAMPAIGN_PREFIX = "campaign-"
"""What the custom ids of a campaign's buttons begin with, so that none is taken for an incident's."""
_COLOURS = {"open": 0xC0392B, "continued": 0xC0392B, "closed": 0x95A5A6}
_GREEN = 0x2ECC71
_LABELS = {
    CampaignDecision.HIDE_ALL: ("Hide all", RED),
    CampaignDecision.RESTORE: ("Restore", GREEN),
    CampaignDecision.TIME_OUT_ALL: ("Time out all", RED),
    CampaignDecision.NOT_SPAM: ("Not spam", GREY),
    CampaignDecision.CONTINUE: ("Continue", BLUE),
}
_DECIDED = {
    "hide-all": "All hidden",
    "time-out-all": "All timed out",
    "restore": "Restored",
    "not-spam": "Called not spam",
    "continue": "Let go on",
}
_MODES = {
    "observe": "**Only observing:** a campaign found now is only shown. `/hush-admin mode` decides.",
    "alert": "**Over to you:** Hush does nothing here unless you press a button.",
}
_STATES = {
    "stands": "stands",
    "hiding": "being hidden",
    "hidden": "hidden",
    "failed": "not hidden",
    "restoring": "being restored",
    "restored": "restored",
}


def campaign_card(campaign: Campaign, mode: Mode, barred: Collection[str] = (), *, restorable: bool) -> LayoutView:
    """The whole card in a community that is in this mode now; once nothing can be restored any more, without what was said.

    No button offers what is ``barred``.
    """
    if not restorable:
        campaign = replace(campaign, copies=tuple(replace(copy, original=None) for copy in campaign.copies))
    texts = [_head(campaign), _text(campaign), _copies(campaign), _what(campaign), _history(campaign)]
    buttons = list(_buttons(campaign, mode, barred, restorable=restorable))
    return card_of(texts, [buttons], _COLOURS.get(campaign.state, _GREEN))


def _head(campaign: Campaign) -> str:
    state = {"open": "", "closed": " · over", "continued": ""}.get(campaign.state, f" · {campaign.state}")
    lines = [
        f"### Case #{campaign.n} · a campaign of {len(campaign.accounts)} accounts{state}",
        f"The same from {_named([account for account, _ in campaign.accounts])}.",
    ]
    if campaign.spared:
        lines.append(f"Left alone, since they moderate here or are exempt: {_named(campaign.spared)}.")
    return "\n".join(lines)


def _text(campaign: Campaign) -> str:
    first, *others = campaign.texts or ("",)
    lines = [block(first, 700) if first else "The text is no longer kept."]
    lines += [f"also as {inline(each, 90)}" for each in others[:MOST_TEXTS]]
    if campaign.why in _MODES:
        lines.append(_MODES[campaign.why])
    if campaign.waits:
        lines.append(
            "**The brake is on:** so many take part that nobody is warned, struck or timed out until you press Continue. Repeats of one account are "
            "still hidden."
        )
    return "\n".join(lines)


def _copies(campaign: Campaign) -> str:
    count = Counter(each.state for each in campaign.copies)
    over = f" over {duration.words(max(1.0, campaign.copies[-1].at - campaign.copies[0].at))}" if campaign.copies else ""
    told = ", ".join(f"{count[state]} {'stand' if state == 'stands' else word}" for state, word in _STATES.items() if count[state])
    shown = campaign.copies if len(campaign.copies) <= MOST_COPIES else (campaign.copies[0], *campaign.copies[-MOST_COPIES + 1 :])
    lines = [f"**{len(campaign.copies)} copies**{over}: {told}", *(_line(campaign, each) for each in shown)]
    if len(campaign.copies) > len(shown):
        lines.insert(2, f"… {len(campaign.copies) - len(shown)} more …")
    lines += sorted({f"⚠ {plain(each.why)[:200]}" for each in campaign.copies if each.state == "failed"})[:3]
    return "\n".join(lines)


def _line(campaign: Campaign, copy: Voice) -> str:
    stands = copy.state in {"stands", "failed"}
    link = f" [open](https://discord.com/channels/{campaign.community}/{copy.thread}/{copy.id})" if stands else ""
    own = f", case #{copy.own}" if copy.own else ""
    return f"<t:{int(copy.at)}:R> <@{copy.account}> in <#{copy.thread}>{link}: {_STATES[copy.state]}{own}"


def _what(campaign: Campaign) -> str:
    timeouts = [each for each in campaign.actions if each.does == "timeout" and each.state != "cancelled" and not each.undone]
    lines = []
    if timeouts:
        count = Counter(each.state for each in timeouts)
        until = max(each.till or 0 for each in timeouts)
        on_the_way = len(timeouts) - count["done"] - count["failed"]
        told = {"timed out": count["done"], "not": count["failed"], "on the way": on_the_way}
        lines.append(", ".join(f"{number} {word}" for word, number in told.items() if number) + f", until <t:{int(until)}:f>")
    failed = [each for each in campaign.actions if each.state == "failed" and each.does != "hide"]
    lines += sorted({f"⚠ {each.does}: {plain(each.why)[:200]}" for each in failed})[:3]
    return "\n".join(lines)


def _history(campaign: Campaign) -> str:
    return "\n".join(_entry(campaign, each) for each in campaign.history[-6:])


def _entry(campaign: Campaign, each: Entry) -> str:
    what = f"Taken back: {_DECIDED.get(campaign.history[each.of - 1].verb, '').lower()}," if each.of else _DECIDED.get(each.verb, each.verb)
    return f"{what} by {f'<@{each.who}>' if each.who.isdigit() else plain(each.who)} <t:{int(each.at)}:R>"


def _named(accounts: Sequence[str]) -> str:
    more = len(accounts) - MOST_NAMED
    return " ".join(f"<@{each}>" for each in accounts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _buttons(campaign: Campaign, mode: Mode, barred: Collection[str], *, restorable: bool) -> Iterator[Item]:
    offered = set(offered_to_all(campaign, mode)) - (set() if restorable else {CampaignDecision.RESTORE})
    for decision, (label, style) in _LABELS.items():
        name = f"hush:{CAMPAIGN_PREFIX}{decision.value}:{campaign.n}"
        if decision not in barred and (decision is not CampaignDecision.CONTINUE or campaign.waits):
            yield Button(custom_id=name, label=label, style=style, disabled=decision not in offered)
    if not campaign.waits:  # a row has room for five
        newest = next(iter(campaign_undoable(campaign)), 0)
        name = f"hush:{CAMPAIGN_PREFIX}{CampaignDecision.UNDO.value}:{campaign.n}"
        yield Button(custom_id=name, label="Undo", style=GREY, disabled=not newest or f"undo-{newest}" in barred)
