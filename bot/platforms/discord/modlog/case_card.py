"""A card of the case log as Discord lays it out, and the words of a reply to it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import assert_never

from discord import SelectOption
from discord.ui import LayoutView, Select

from bot.moderation.case_card import (
    ActionFailed,
    BrakeBegan,
    CampaignCard,
    CampaignFound,
    CampaignWaits,
    Card,
    DigestCard,
    ErasedCard,
    IncidentCard,
    MergedCard,
    News,
    StrikeAdded,
)
from bot.platforms.discord.escape import plain
from bot.platforms.discord.modlog.campaign_card import campaign_card
from bot.platforms.discord.modlog.incident_card import erased, incident_card, merged
from bot.platforms.discord.modlog.layout import card_of
from rules import duration
from rules.policy import Brake

MOST_LISTED = 25
"""Options in a select (https://docs.discord.com/developers/components/reference#string-select)."""


def drawn(card: Card, barred: Collection[str] = ()) -> LayoutView:
    """A card as discord.py sends it, without buttons for what is ``barred``, since Hush cannot do it."""
    match card:
        case IncidentCard(incident, facts):
            return incident_card(incident, facts, barred)
        case CampaignCard(campaign, mode, restorable):
            return campaign_card(campaign, mode, barred, restorable=restorable)
        case MergedCard(into):
            return merged(into)
        case ErasedCard():
            return erased()
        case DigestCard(numbers):
            return _digest(numbers)
        case _:
            assert_never(card)


def worded(n: str, news: News) -> str:
    """What is told of a case."""
    match news:
        case ActionFailed(why):
            return f"⚠ Case #{n} needs a look: {plain(why)}"
        case StrikeAdded(strikes, copies):
            return f"Case #{n}: strike {strikes} of this case, {copies} copies by now."
        case BrakeBegan():
            brake = Brake()
            return (
                f"Case #{n}: the brake is on, since Hush acted on {brake.accounts} accounts within {duration.words(brake.window)}. For "
                f"{duration.words(brake.lasts)} whoever was not acted on before only gets a card. Have a look: Resume ends it, Hide takes what stands."
            )
        case CampaignFound(accounts):
            return f"Case #{n}: a campaign, the same text from {accounts} accounts. Have a look."
        case CampaignWaits(accounts):
            return f"Case #{n}: {accounts} accounts by now, so nobody is warned or struck until you have a look and press Continue."
        case _:
            assert_never(news)


def _digest(numbers: Sequence[str]) -> LayoutView:
    options = [SelectOption(label=f"Case #{n}", value=n) for n in numbers[-MOST_LISTED:]]
    text = f"### Many cases at once\n{len(numbers)} more cases, from #{numbers[0]} to #{numbers[-1]}. Choose one to see its card."
    return card_of([text], [[Select(custom_id="hush:open:0", options=options, placeholder="Show a case")]])
