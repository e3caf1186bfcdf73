"""What a card in the moderators' log shows, and what is worth a reply to it. Pure; each platform draws and words it.

A case is an incident or a campaign. Other cards say what became of a case that has no card of its own any more, or list many cases at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.memory.campaigns import Campaign
from bot.memory.cards import CardRecord
from bot.memory.incidents import Incident
from bot.memory.queue import Record
from rules.model import Mode


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is known beside the incident.

    ``strikes``: the account's that stand; ``restorable``: whether texts are still kept; ``mode``: the community's now; ``would``: what a strike
    would bring; ``braked``: until when the brake is on, 0 where it is not; ``now``: the store's time.
    """

    strikes: int
    restorable: bool
    mode: Mode = Mode.ENFORCE
    would: str = "hide the repeats and warn the account"
    braked: float = 0.0
    now: float = 0.0


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """One account and what it repeats."""

    case: Incident
    facts: CardFacts


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """One text from several accounts, in a community that is in ``mode`` now; ``restorable``: whether texts are still kept."""

    case: Campaign
    mode: Mode
    restorable: bool


@dataclass(frozen=True, slots=True)
class MergedCard:
    """An incident that became part of case ``into``."""

    into: str


@dataclass(frozen=True, slots=True)
class ErasedCard:
    """A case that was erased, or whose account was."""


@dataclass(frozen=True, slots=True)
class DigestCard:
    """The cases of a burst, by their numbers."""

    numbers: tuple[str, ...]


CaseCard = IncidentCard | CampaignCard
Card = CaseCard | MergedCard | ErasedCard | DigestCard


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """Something could not be done, and a moderator should look at it."""

    why: str


@dataclass(frozen=True, slots=True)
class StrikeAdded:
    """A further strike in a case whose card stands."""

    strikes: int
    copies: int


@dataclass(frozen=True, slots=True)
class BrakeBegan:
    """So much was acted on that the brake is on from this case on."""


@dataclass(frozen=True, slots=True)
class CampaignFound:
    """A campaign was found."""

    accounts: int


@dataclass(frozen=True, slots=True)
class CampaignWaits:
    """So many accounts take part in a campaign that nobody is struck until a moderator says that it goes on."""

    accounts: int


News = ActionFailed | StrikeAdded | BrakeBegan | CampaignFound | CampaignWaits


def calls(news: News) -> bool:
    """Whether the moderators are called, and not only told."""
    return not isinstance(news, StrikeAdded)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come: ``struck`` and ``failed`` count what its moderators were told, or are to be told now."""

    struck: int
    failed: int
    why_failed: str
    news: News
    """What is told when ``struck`` has grown."""
    new_too: bool
    """Whether that is worth a reply to a card that was just written."""
    many: bool
    """Whether of a burst of such cases the later ones are only named."""

    def told(self, known: CardRecord, *, new: bool) -> News | None:
        """What is worth a reply to the card, since an edit of the card tells nobody; None where nothing is."""
        if self.failed > known.failed:
            return ActionFailed(self.why_failed)
        return self.news if self.struck > known.struck and (self.new_too or not new) else None


def progress(card: CaseCard) -> Progress:
    """How far the case on a card has come."""
    failed, why = _failures(card.case.actions)
    match card:
        case IncidentCard(case) if case.why == "brake" and any(each.does == "alert" for each in case.actions):
            return Progress(1, failed, why, BrakeBegan(), new_too=True, many=False)
        case IncidentCard(case):
            return Progress(case.strikes, failed, why, StrikeAdded(case.strikes, len(case.copies)), new_too=False, many=True)
        case CampaignCard(case) if case.waits:
            return Progress(2, failed, why, CampaignWaits(len(case.accounts)), new_too=True, many=False)
        case CampaignCard(case):
            return Progress(1, failed, why, CampaignFound(len(case.accounts)), new_too=True, many=False)
        case _:
            assert_never(card)


def _failures(actions: Sequence[Record]) -> tuple[int, str]:
    failed = [each for each in actions if each.state == "failed"]
    return len(failed), failed[-1].why if failed else ""
