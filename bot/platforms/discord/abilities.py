"""What Hush cannot do about a case now, for lack of a permission: nobody is offered it. Looked up in the cache, without a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import discord

from bot.memory.campaigns import Campaign, CampaignDecision
from bot.memory.incidents import Decision, Entry
from bot.moderation.cases import AWAY, Facts
from bot.platforms.discord import permissions
from rules.model import NoticeTo

_OF_THE_SERVER = {
    Decision.TIMEOUT: "moderate_members",
    Decision.BAN: "ban_members",
    CampaignDecision.TIME_OUT_ALL: "moderate_members",
}
"""Decisions, and undoing them, that need a permission in the server as a whole."""


def barred(guild: discord.Guild | None, facts: Facts, notice: NoticeTo) -> Mapping[str, str]:
    """The decisions on a case that Hush cannot carry out anywhere, each with the reason and the remedy; "undo-3" undoes the third entry."""
    if _unknown(guild):
        return {}
    case, first = facts.case, [facts.first] if facts.first else []
    place = {each.id: each.thread for each in case.copies}
    away = [comment for comment, (state, _) in facts.copies.items() if state in AWAY]
    reasons: dict[str, str] = {
        Decision.HIDE: _everywhere(_hides(guild, comment, place[comment]) for comment in facts.standing),
        Decision.HIDE_FIRST: _everywhere(_hides(guild, comment, place[comment]) for comment in {*facts.standing, *first}),
        Decision.RESTORE: _everywhere(_restores(guild, comment, place[comment]) for comment in away),
        Decision.WARN: _says(guild, case.thread) if notice is NoticeTo.THREAD else "",
    }
    return _lacking({**reasons, **_in_the_server(guild, (Decision.TIMEOUT, Decision.BAN), case.history)})


def barred_for_all(guild: discord.Guild | None, campaign: Campaign) -> Mapping[str, str]:
    """The same for a campaign's decisions."""
    if _unknown(guild):
        return {}
    hides = _everywhere(_hides(guild, each.id, each.thread) for each in campaign.copies)
    of_the_server = _in_the_server(guild, (CampaignDecision.TIME_OUT_ALL,), campaign.history)
    return _lacking({CampaignDecision.HIDE_ALL: hides, **of_the_server})


def _unknown(guild: discord.Guild | None) -> bool:
    """Whether nothing is known, or nothing for long: no event tells when a timeout of Hush's own is over."""
    return guild is None or guild.me.is_timed_out()


def _in_the_server(guild: discord.Guild | None, decisions: Sequence[str], history: Sequence[Entry]) -> Mapping[str, str]:
    verbs = {**{each: each for each in decisions}, **{f"undo-{n}": _verb(history, n) for n in range(1, len(history) + 1)}}
    needs = {name: _OF_THE_SERVER[verb] for name, verb in verbs.items() if verb in _OF_THE_SERVER}  # type: ignore[index]  # words of two enums
    return {str(name): permissions.lacking(guild, 0, each) for name, each in needs.items()}


def _verb(history: Sequence[Entry], number: int) -> str:
    """What an entry decided, or what it took back."""
    entry = history[number - 1]
    return _verb(history, entry.of) if entry.of else entry.verb


def _hides(guild: discord.Guild | None, comment: str, thread: str) -> str:
    return permissions.lacking(guild, int(thread), "manage_threads" if comment == thread else "manage_messages")


def _restores(guild: discord.Guild | None, comment: str, thread: str) -> str:
    """Through a webhook, or in Hush's own words."""
    if comment == thread:
        return permissions.lacking(guild, int(thread), "manage_threads")
    return _says(guild, thread) if permissions.lacking(guild, int(thread), "manage_webhooks") else ""


def _says(guild: discord.Guild | None, thread: str) -> str:
    return permissions.lacking(guild, int(thread), permissions.speaking(guild, int(thread)))


def _everywhere(reasons: Iterable[str]) -> str:
    """The reason where there is one in each place; what works in one place is worth doing."""
    found = list(reasons)
    return found[0] if found and all(found) else ""


def _lacking(reasons: Mapping[str, str]) -> Mapping[str, str]:
    return {str(name): why for name, why in reasons.items() if why}
