"""A case as the moderator log shows it, be it an incident or a campaign: its card, and what is worth a reply to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discord.ui import LayoutView

from bot.memory.campaigns import Campaign
from bot.memory.cards import CardRecord
from bot.memory.incidents import Incident
from bot.memory.queue import Record
from bot.platforms.discord.escape import plain
from bot.platforms.discord.modlog.campaign_card import campaign_card
from bot.platforms.discord.modlog.incident_card import CardFacts, card
from rules import duration
from rules.model import Mode
from rules.policy import Brake


@dataclass(frozen=True, slots=True)
class CaseCard:
    """``struck`` and ``failed`` count what was told, or is now; ``many``: of a burst of such cases the later ones are only named."""

    community: str
    n: str
    opened: float
    card: LayoutView
    struck: int
    failed: int
    why_failed: str
    words: str
    """What is replied when ``struck`` has grown."""
    new_too: bool
    """Whether that is worth a reply to a card that was just written."""
    many: bool

    def told(self, known: CardRecord, *, new: bool) -> str:
        """What is worth a reply to the card, since an edit of it tells nobody; empty where nothing is."""
        if self.failed > known.failed:
            return f"⚠ Case #{self.n} needs a look: {plain(self.why_failed)}"
        return self.words if self.struck > known.struck and (self.new_too or not new) else ""


def incident_view(incident: Incident, facts: CardFacts) -> CaseCard:
    """An incident, whose further strikes are told."""
    words = f"Case #{incident.n}: strike {incident.strikes} of this case, {len(incident.copies)} copies by now."
    shown, (failed, why) = card(incident, facts), _failures(incident.actions)
    if calls := incident.why == "brake" and any(each.does == "alert" for each in incident.actions):
        words = (
            f"Case #{incident.n}: the brake is on, since Hush acted on {Brake().accounts} accounts within {duration.words(Brake().window)}. For "
            f"{duration.words(Brake().lasts)} whoever was not acted on before only gets a card. Have a look: Resume ends it, Hide takes what stands."
        )
    struck = 1 if calls else incident.strikes
    return CaseCard(incident.community, incident.n, incident.opened, shown, struck, failed, why, words, new_too=calls, many=not calls)


def campaign_view(campaign: Campaign, mode: Mode, *, restorable: bool) -> CaseCard:
    """A campaign, of which the moderators are told when it is found, and when it waits for them."""
    words = f"Case #{campaign.n}: a campaign, the same text from {len(campaign.accounts)} accounts. Have a look."
    if campaign.waits:
        words = f"Case #{campaign.n}: {len(campaign.accounts)} accounts by now, so nobody is warned or struck until you have a look and press Continue."
    shown, (failed, why) = campaign_card(campaign, mode, restorable=restorable), _failures(campaign.actions)
    struck = 2 if campaign.waits else 1
    return CaseCard(campaign.community, campaign.n, campaign.opened, shown, struck, failed, why, words, new_too=True, many=False)


def _failures(actions: Sequence[Record]) -> tuple[int, str]:
    failed = [each for each in actions if each.state == "failed"]
    return len(failed), failed[-1].why if failed else ""
