"""An account is erased: from the memory, and from the cards, which are a copy of their own."""

from __future__ import annotations

from bot.moderation.erasure import erase_account
from bot.moderation.search import history
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.modlog.incident_card import erased
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Refused
from bot.platforms.discord.rest.endpoints import MessageBody
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
        body = MessageBody(card=erased())
        try:
            await endpoints.edit_message(moderation.rest, community, Urgency.CARD, card.channel, card.message, body)
        except Refused:
            left += 1
    told = f" {left} cards could not be changed: delete them by hand." if left else ""
    return f"Erased: everything of <@{account}>, {len(cases)} cases and their cards.{told}"
