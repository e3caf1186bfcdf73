"""What moderators decide about a campaign, and when they end the brake. Every click is checked again: a custom id is no authority."""

from __future__ import annotations

from dataclasses import dataclass

from bot.memory.campaigns import Campaign, CampaignDecision, Known
from bot.memory.incidents import DecisionState
from bot.moderation import decisions
from bot.moderation.campaign_cases import campaign_undoable
from bot.platforms.discord import permissions
from bot.platforms.discord.abilities import barred_for_all
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.commands.replies import Complaint, Interaction
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing
from bot.platforms.rate_limiter import Urgency
from rules.model import Account
from rules.policy import exempt

_ACTS = frozenset({CampaignDecision.HIDE_ALL, CampaignDecision.TIME_OUT_ALL})
_DONE = {
    CampaignDecision.HIDE_ALL: "Hiding every copy that stands.",
    CampaignDecision.TIME_OUT_ALL: "Timing every account out, as the ladder's first timeout.",
    CampaignDecision.RESTORE: "Restoring what was hidden with these buttons, lifting the timeouts.",
    CampaignDecision.NOT_SPAM: "Restoring what was hidden, in the accounts' own cases too, and leaving this text alone here for 30 days.",
    CampaignDecision.UNDO: "Taking the last decision back.",
    CampaignDecision.CONTINUE: "From now on Hush warns and strikes here again; what passed meanwhile is on the accounts' own cards.",
}


@dataclass(frozen=True, slots=True)
class CampaignCommands:
    """The desk's part that has to do with many accounts at once."""

    moderation: ModeratorCommands

    async def press(self, interaction: Interaction, decision: CampaignDecision, n: str) -> str:
        """One button of a campaign's card, carried out once however many press."""
        _may(interaction, "moderate_members" if decision is CampaignDecision.TIME_OUT_ALL else "manage_messages")
        community, memory = str(interaction.guild_id), self.moderation.memory
        campaign = await memory.campaigns.read(community, n)
        if campaign is None:
            raise Complaint(f"There is no campaign #{n} any more: cases are kept for 30 days.")
        undone = next(iter(campaign_undoable(campaign)), 0) if decision is CampaignDecision.UNDO else 0
        if why := barred_for_all(interaction.guild, campaign).get(f"undo-{undone}" if undone else decision.value):
            raise Complaint(f"Hush cannot do that here: {why}")
        spared = await self._moderating(interaction, campaign) if decision in _ACTS else []
        decided, state = await decisions.decide_campaign(memory, campaign, decision, str(interaction.user.id), spared=spared)
        self.moderation.wake()
        match decided:
            case DecisionState.DONE:
                alone = list(dict.fromkeys([*campaign.spared, *spared]))[:10] if decision in _ACTS else []
                left = f" Left alone, since they moderate here or are exempt: {' '.join(f'<@{each}>' for each in alone)}." if alone else ""
                return f"Case #{n}: {_DONE[decision]}{left}"
            case DecisionState.ALREADY:
                return f"Case #{n}: that was done already."
            case DecisionState.REFUSED:
                raise Complaint(decisions.why_refused(f"Case #{n}", decision, state))
            case DecisionState.UNKNOWN:
                raise Complaint(f"There is no campaign #{n} any more: cases are kept for 30 days.")

    async def resume(self, interaction: Interaction) -> str:
        """End the brake."""
        _may(interaction, "manage_messages")
        if not await decisions.resume(self.moderation.memory, str(interaction.guild_id), str(interaction.user.id)):
            return "The brake is not on."
        return "The brake is off: Hush acts on new cases again. What passed meanwhile is on the cards, with Hide."

    async def _moderating(self, interaction: Interaction, campaign: Campaign) -> list[str]:
        """Who of those that are not known yet may manage messages there, or is exempt: they spoke before there was a campaign."""
        guild, found = interaction.guild, []
        if guild is None:
            raise Complaint("This works in the server only.")
        settings = (await self.moderation.memory.communities.chosen(campaign.community)).settings
        for account in (account for account, known in campaign.accounts if known is Known.UNKNOWN):
            try:
                member = await endpoints.member(self.moderation.rest, campaign.community, Urgency.TIMEOUT, account)
            except Missing:
                continue  # who has left moderates nothing any more
            moderates = permissions.moderates(guild, int(campaign.thread), int(account), map(int, member["roles"]))
            if exempt(settings, account, Account(roles=tuple(member["roles"]), moderates=moderates)):
                found.append(account)
        return found


def _may(interaction: Interaction, needs: str) -> None:
    if not getattr(interaction.permissions, needs):
        raise Complaint(f"You need the permission {permissions.titled(needs)} for this.")
