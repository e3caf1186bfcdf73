"""A campaign as its card shows it: what a moderator can decide about it now, and what can be taken back. Pure."""

from __future__ import annotations

from bot.memory.campaigns import Campaign, CampaignDecision
from rules.model import Mode

_ENDED_BADLY = frozenset({"failed", "cancelled", "needless"})


def offered_to_all(campaign: Campaign, mode: Mode) -> list[CampaignDecision]:
    """The decisions that would change something in a community that is in this mode now."""
    over, acts = campaign.state in {"restored", "not spam"}, mode is not Mode.OBSERVE
    spared = set(campaign.spared)
    stands = any(each.state in {"stands", "failed", "restored", "restoring"} and each.account not in spared for each in campaign.copies)
    asked = {each.account for each in campaign.actions if each.does == "timeout" and each.state not in _ENDED_BADLY and not each.undone}
    applies = {
        CampaignDecision.HIDE_ALL: acts and stands,
        CampaignDecision.TIME_OUT_ALL: acts and any(each not in spared | asked for each, _ in campaign.accounts),
        CampaignDecision.RESTORE: not over and (any(each.here for each in campaign.copies) or bool(asked)),
        CampaignDecision.NOT_SPAM: campaign.state != "not spam",
        CampaignDecision.CONTINUE: acts and not over and campaign.waits,
    }
    return [decision for decision, does in applies.items() if does]


def campaign_undoable(campaign: Campaign) -> list[int]:
    """The entries of the history that can be taken back, from the newest on."""
    undone = {each.of for each in campaign.history}
    return [number for number in range(len(campaign.history), 0, -1) if number not in undone]
