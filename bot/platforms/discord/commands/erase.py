"""An account is erased: from the memory, and from the cards, which are a copy of their own."""

from __future__ import annotations

from discord.http import Route

from bot.moderation.erasure import erase_account
from bot.moderation.search import history
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.modlog.incident_card import COMPONENTS_V2, erased
from bot.platforms.discord.rest.client import Refused
from bot.platforms.rate_limiter import Urgency


async def erase(moderation: ModeratorCommands, community: str, account: str, who: str) -> str:
    """Erase all that is known of an account here; what came of it."""
    known = (await history(moderation.memory, community, account)).cases
    cards = [await moderation.cards.read(community, each.n) for each in known]
    cases = (await erase_account(moderation.memory, community, account, who)).cases
    left = 0
    for card in cards:
        if card is None or not card.message.isdigit():
            continue
        route = Route("PATCH", "/channels/{channel_id}/messages/{message_id}", channel_id=card.channel, message_id=card.message)
        try:
            await moderation.rest.ask(route, community, Urgency.CARD, json={"components": erased(), "flags": COMPONENTS_V2})
        except Refused:
            left += 1
    told = f" {left} cards could not be changed: delete them by hand." if left else ""
    return f"Erased: everything of <@{account}>, {len(cases)} cases and their cards.{told}"
