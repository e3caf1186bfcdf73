"""What moderators decide in Discord, and what they ask to see. Every click is checked again: a custom id is no authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import discord
from discord.http import Route

from bot.memory import Memory
from bot.memory.cards import CardRecords
from bot.memory.incidents import Decision, DecisionState, Incident
from bot.memory.message_index import MessageIndex
from bot.memory.platform_state import PlatformState
from bot.moderation import decisions
from bot.platforms.discord import permissions
from bot.platforms.discord.commands.replies import Complaint, Interaction, Reply
from bot.platforms.discord.escape import plain
from bot.platforms.discord.modlog.modlog import ModLog
from bot.platforms.discord.rest.client import Missing, RestClient
from bot.platforms.discord.rest.rate_limiter import Urgency
from rules import duration
from rules.policy import STRIKES_LAST

CASES_SHOWN = 10
CASES_LOOKED_AT = 200
"""Incidents looked through for one account's."""
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
_DECISIONS = {
    "hide": Decision.HIDE,
    "hide-first": Decision.HIDE,
    "restore": Decision.RESTORE,
    "not-spam": Decision.NOT_SPAM,
    "confirm": Decision.CONFIRM,
}
_DONE = {
    "hide": "Hiding the repeats.",
    "hide-first": "Hiding the first one too.",
    "restore": "Restoring what was hidden; the strike is void, and this text of this account is left alone for a day.",
    "not-spam": "Restoring what was hidden, and leaving this text alone here for 30 days. `/hush status` lists such texts.",
    "confirm": "Noted as right.",
    "warn": "Warning the account.",
    "ban": "Banning the account.",
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
        needs = NEEDS[verb]
        if not getattr(interaction.permissions, needs):
            raise Complaint(f"You need the permission {permissions.titled(needs)} for this.")
        community = str(interaction.guild_id)
        match verb:
            case "history":
                return await self.history(community, (await self.case(community, n)).account)
            case "open":
                return Reply(card=await self.modlog.view(community, n))
            case "timeout":
                return await self._time_out(interaction, community, n)
            case "ban":
                await self._reachable(interaction, (await self.case(community, n)).account)
                return Reply(card=_sure(n))
            case "ban-sure" | "ban-clear":
                await self._reachable(interaction, (await self.case(community, n)).account)
                return await self._ask(interaction, community, n, "ban", clears=CLEARED if verb == "ban-clear" else 0.0)
            case "warn":
                return await self._ask(interaction, community, n, "warn")
            case _:
                return await self.decide(interaction, n, verb)

    async def decide(self, interaction: Interaction, n: str, verb: str) -> str:
        """A decision about a case, carried out once however many press."""
        community = str(interaction.guild_id)
        decided, state = await decisions.decide(
            self.memory, community, n, _DECISIONS[verb], str(interaction.user.id), first=verb == "hide-first"
        )
        self.wake()
        match decided:
            case DecisionState.DONE:
                return f"Case #{n}: {_DONE[verb]}"
            case DecisionState.ALREADY:
                return f"Case #{n}: that was done already."
            case DecisionState.REFUSED:
                raise Complaint(decisions.refused(f"Case #{n}", _DECISIONS[verb], state))
            case DecisionState.UNKNOWN:
                raise Complaint(f"There is no case #{n} any more: cases are kept for 30 days.")

    async def pardon(self, interaction: Interaction, n: str) -> str:
        """Void the strike and lift the timeout; the texts stay hidden."""
        decided, state = await decisions.decide(self.memory, str(interaction.guild_id), n, Decision.PARDON, str(interaction.user.id))
        self.wake()
        if decided is DecisionState.UNKNOWN:
            raise Complaint(f"There is no case #{n}. `/hush history` lists an account's cases.")
        if decided is not DecisionState.DONE:
            return f"Case #{n} is {state} already."
        return f"Case #{n} is pardoned: the strike is void, a timeout is lifted, what was hidden stays hidden."

    async def history(self, community: str, account: str) -> str:
        """An account's cases here, newest first."""
        strikes = await self.cards.strikes(community, account, self.memory.store.clock.now() - STRIKES_LAST)
        found = [each for each in await self.memory.incidents.page(community, most=CASES_LOOKED_AT) if each.account == account]
        head = f"<@{account}>: {strikes} strike{'s' * (strikes != 1)} within {duration.words(STRIKES_LAST)}, {len(found)} cases"
        lines = [
            f"#{each.n} <t:{int(each.opened)}:R>, {len(each.copies)} copies, {each.state}: {_short(each)}" for each in found[:CASES_SHOWN]
        ]
        return "\n".join([head, *lines]) if found else f"{head}. Nothing is known against this account."

    async def case(self, community: str, n: str) -> Incident:
        """A case, or a complaint that there is none."""
        incident = await self.memory.incidents.read(community, n)
        if incident is None:
            raise Complaint(f"There is no case #{n} any more: cases are kept for 30 days.")
        return incident

    async def _time_out(self, interaction: Interaction, community: str, n: str) -> str:
        incident = await self.case(community, n)
        await self._reachable(interaction, incident.account)
        lasts = decisions.first_timeout((await self.memory.communities.chosen(community)).settings)
        until = self.memory.store.clock.now() + lasts
        await self._ask(interaction, community, n, "timeout", until)
        return f"Case #{n}: timing the account out for {duration.words(lasts)}, the ladder's first timeout."

    async def _ask(self, interaction: Interaction, community: str, n: str, does: str, till: float = 0.0, clears: float = 0.0) -> str:
        decided, _ = await self.cards.ask(community, n, does, str(interaction.user.id), till, clears)
        self.wake()
        if decided is DecisionState.UNKNOWN:
            raise Complaint(f"There is no case #{n} any more: cases are kept for 30 days.")
        if decided is DecisionState.ALREADY:
            raise Complaint(f"Case #{n}: that was done already.")
        return f"Case #{n}: {_DONE.get(does, '')}"

    async def _reachable(self, interaction: Interaction, account: str) -> None:
        """Whether the person who asks, and Hush, both stand above the account."""
        guild = interaction.guild
        if guild is None or not isinstance(interaction.user, discord.Member):
            raise Complaint("This works in the server only.")
        route = Route("GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild.id, user_id=account)
        try:
            member = await self.rest.ask(route, str(guild.id), Urgency.TIMEOUT)
        except Missing:
            return  # somebody who left can be banned, and a timeout says by itself that nobody is there
        roles = [int(each) for each in member["roles"]]
        if why := permissions.out_of_reach(guild, int(account), roles):
            raise Complaint(f"Discord will not let Hush do that: {why}.")
        held = [role for each in roles if (role := guild.get_role(each)) is not None]
        if interaction.user.id != guild.owner_id and held and max(held) >= interaction.user.top_role:
            raise Complaint("Your highest role is not above that account's.")


def _short(incident: Incident) -> str:
    return plain(incident.reason)[:120]


def _sure(n: str) -> list[dict[str, object]]:
    choices = (("ban-sure", "Ban"), ("ban-clear", "Ban and delete its last day"))
    row = [{"type": 2, "custom_id": f"hush:{verb}:{n}", "label": label, "style": 4} for verb, label in choices]
    text = (
        "Ban this account for good? **Ban** deletes nothing more. **Ban and delete its last day** has Discord delete what it said in the last "
        "24 hours, everywhere; that cannot be restored. Restore on the card takes the ban back."
    )
    return [{"type": 10, "content": text}, {"type": 1, "components": row}]
