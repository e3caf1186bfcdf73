"""What moderators decide in Discord, and what they ask to see. Every click is checked again: a custom id is no authority."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
from discord.ui import Button, LayoutView, Select

from bot.memory import Memory
from bot.memory.cards import CardRecords
from bot.memory.incidents import Decision, DecisionState, Incident
from bot.memory.message_index import MessageIndex
from bot.memory.platform_state import PlatformState
from bot.moderation import decisions, search
from bot.moderation.cases import Facts, undoable
from bot.platforms.discord import permissions
from bot.platforms.discord.abilities import barred
from bot.platforms.discord.commands.replies import Complaint, Interaction, Reply
from bot.platforms.discord.escape import plain
from bot.platforms.discord.modlog.layout import RED, answer_of
from bot.platforms.discord.modlog.modlog import ModLog
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, RestClient
from bot.platforms.rate_limiter import Urgency
from rules import duration
from rules.policy import STRIKES_LAST

CASES_SHOWN = 10
ENTRIES_LISTED = 25
"""Options in a select (https://docs.discord.com/developers/components/reference#string-select)."""
CLEARED = 86400.0
"""Seconds of what an account said that go with it, where the moderator chose so."""
NEEDS = {
    "hide": "manage_messages",
    "hide-first": "manage_messages",
    "restore": "manage_messages",
    "not-spam": "manage_messages",
    "confirm": "manage_messages",
    "warn": "manage_messages",
    "history": "manage_messages",
    "open": "manage_messages",
    "timeout": "moderate_members",
    "ban": "ban_members",
    "ban-sure": "ban_members",
    "ban-clear": "ban_members",
}
_DONE = {
    Decision.HIDE: "Hiding the repeats.",
    Decision.HIDE_FIRST: "Hiding the first one too.",
    Decision.RESTORE: "Restoring what was hidden; the strike is void, and this text of this account is left alone for a day.",
    Decision.NOT_SPAM: "Restoring what was hidden, and leaving this text alone here for 30 days. `/hush status` lists such texts.",
    Decision.PARDON: "Pardoned: the strike is void, a timeout is lifted, what was hidden stays hidden.",
    Decision.CONFIRM: "Noted as right.",
    Decision.WRONG: "Noted as wrong.",
    Decision.WARN: "Warning the account.",
    Decision.BAN: "Banning the account.",
    Decision.UNDO: "Taking that back.",
}


@dataclass(slots=True)
class ModeratorCommands:
    """Carries out what moderators ask for. ``wake`` tells the queue's worker that there is something to do."""

    memory: Memory
    kept: PlatformState
    cards: CardRecords
    modlog: ModLog
    rest: RestClient
    index: MessageIndex
    wake: Callable[[], None]

    async def press(self, interaction: Interaction, verb: str, n: str) -> Reply | str:
        """One button of a case's card."""
        if verb.startswith("undo-"):
            return await self.undo(interaction, n, int(verb.removeprefix("undo-")))
        _may(interaction, NEEDS[verb])
        community = str(interaction.guild_id)
        if verb == "ban":
            await self._able(interaction, n, verb)
        match verb:
            case "history":
                return await self.history(community, (await self.case(community, n)).account)
            case "open":
                return Reply(card=await self.modlog.view(community, n))
            case "timeout":
                await self._reachable(interaction, (await self.case(community, n)).account)
                return await self.decide(interaction, n, Decision.TIMEOUT)
            case "ban":
                await self._reachable(interaction, (await self.case(community, n)).account)
                return Reply(card=_sure(n))
            case "ban-sure" | "ban-clear":
                await self._reachable(interaction, (await self.case(community, n)).account)
                return await self.decide(interaction, n, Decision.BAN, clears=CLEARED if verb == "ban-clear" else 0.0)
            case _:
                return await self.decide(interaction, n, Decision(verb))

    async def undo(self, interaction: Interaction, n: str, entry: int) -> Reply | str:
        """Take one entry of a case's history back, and offer the others."""
        community = str(interaction.guild_id)
        case = await self.case(community, n)
        old = case.history[entry - 1] if 1 <= entry <= len(case.history) else None
        _may(interaction, NEEDS.get(old.verb if old else "", "manage_messages"))
        if old and old.verb in (Decision.TIMEOUT, Decision.BAN):
            await self._reachable(interaction, case.account)
        told = await self.decide(interaction, n, Decision.UNDO, of=entry)
        case = await self.case(community, n)
        mode = (await self.memory.communities.reload(community)).settings.mode
        entries = [each for each in undoable(Facts(case, mode), self.memory.store.clock.now()) if each <= len(case.history)]
        return Reply(card=_others(case, entries, told)) if entries else told

    async def decide(self, interaction: Interaction, n: str, decision: Decision, *, of: int = 0, clears: float = 0.0) -> str:
        """A decision about a case, carried out once however many press; not where Hush lacks a permission for it."""
        community = str(interaction.guild_id)
        await self._able(interaction, n, f"undo-{of}" if decision is Decision.UNDO else decision.value)
        became, state = await decisions.decide(self.memory, community, n, decision, str(interaction.user.id), of=of, clears=clears)
        self.wake()
        match became:
            case DecisionState.DONE:
                return f"Case #{n}: {await self._told(community, decision)}"
            case DecisionState.ALREADY:
                return f"Case #{n}: that was done already."
            case DecisionState.REFUSED:
                raise Complaint(decisions.why_refused(f"Case #{n}", decision, state))
            case DecisionState.UNKNOWN:
                raise Complaint(f"There is no case #{n}: cases are kept for 30 days. `/hush history` lists an account's cases.")

    async def _told(self, community: str, decision: Decision) -> str:
        if decision is not Decision.TIMEOUT:
            return _DONE[decision]
        lasts = decisions.first_timeout((await self.memory.communities.chosen(community)).settings)
        return f"timing the account out for {duration.words(lasts)}, the ladder's first timeout."

    async def history(self, community: str, account: str) -> str:
        """An account's cases here, newest first."""
        found = await search.history(self.memory, community, account)
        head = f"<@{account}>: {found.strikes} strike{'s' * (found.strikes != 1)} within {duration.words(STRIKES_LAST)}, {len(found.cases)} cases"
        lines = [
            f"#{each.n} <t:{int(each.opened)}:R>, {len(each.copies)} copies, {each.state}: {_short(each)}"
            for each in found.cases[:CASES_SHOWN]
        ]
        return "\n".join([head, *lines]) if found.cases else f"{head}. Nothing is known against this account."

    async def case(self, community: str, n: str) -> Incident:
        """A case, or a complaint that there is none."""
        incident = await self.memory.incidents.read(community, n)
        if incident is None:
            raise Complaint(f"There is no case #{n} any more: cases are kept for 30 days.")
        return incident

    async def _able(self, interaction: Interaction, n: str, verb: str) -> None:
        """Whether Hush may do what this decision brings, looked at now."""
        case = await self.memory.incidents.read(str(interaction.guild_id), n)
        if case is not None:
            settings = (await self.memory.communities.chosen(case.community)).settings
            if why := barred(interaction.guild, Facts(case, settings.mode), settings.notice).get(verb):
                raise Complaint(f"Hush cannot do that here: {why}")

    async def _reachable(self, interaction: Interaction, account: str) -> None:
        """Whether the person who asks, and Hush, both stand above the account."""
        guild = interaction.guild
        if guild is None or not isinstance(interaction.user, discord.Member):
            raise Complaint("This works in the server only.")
        try:
            member = await endpoints.member(self.rest, str(guild.id), Urgency.TIMEOUT, account)
        except Missing:
            return  # somebody who left can be banned, and a timeout says by itself that nobody is there
        roles = [int(each) for each in member["roles"]]
        if why := permissions.out_of_reach(guild, int(account), roles):
            raise Complaint(f"Discord will not let Hush do that: {why}.")
        held = [role for each in roles if (role := guild.get_role(each)) is not None]
        if interaction.user.id != guild.owner_id and held and max(held) >= interaction.user.top_role:
            raise Complaint("Your highest role is not above that account's.")


def _may(interaction: Interaction, needs: str) -> None:
    if not getattr(interaction.permissions, needs):
        raise Complaint(f"You need the permission {permissions.titled(needs)} for this.")


def _others(case: Incident, entries: Sequence[int], told: str) -> LayoutView:
    """What was taken back, and a select with what else can be."""
    options = [discord.SelectOption(label=f"{each}. {_labelled(case, each)}"[:100], value=str(each)) for each in entries[:ENTRIES_LISTED]]
    return answer_of(told, [Select(custom_id=f"hush:entries:{case.n}", options=options, placeholder="Take another decision back")])


def _labelled(case: Incident, entry: int) -> str:
    each = case.history[entry - 1]
    return f"{'undo of ' + case.history[each.of - 1].verb if each.of else each.verb}"


def _short(incident: Incident) -> str:
    return plain(incident.reason)[:120]


def _sure(n: str) -> LayoutView:
    choices = (("ban-sure", "Ban"), ("ban-clear", "Ban and delete its last day"))
    text = (
        "Ban this account for good? **Ban** deletes nothing more. **Ban and delete its last day** has Discord delete what it said in the last "
        "24 hours, everywhere; that cannot be restored. Restore on the card takes the ban back."
    )
    return answer_of(text, [Button(custom_id=f"hush:{verb}:{n}", label=label, style=RED) for verb, label in choices])
