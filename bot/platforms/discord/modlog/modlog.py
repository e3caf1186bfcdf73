"""The moderator log on Discord: how a card is put into a channel. `bot/moderation/case_log.py` says when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import discord
import structlog
from discord.ui import LayoutView

from bot.memory import Memory
from bot.memory.platform_state import PlatformState
from bot.memory.schedule import Chores
from bot.moderation.case_card import CampaignCard, Card, IncidentCard, News, calls
from bot.moderation.case_log import CARD_GAP, CardPlace, CaseLog, LogForbidden, LogGone
from bot.moderation.cases import Facts
from bot.platforms.discord import permissions
from bot.platforms.discord.abilities import barred, barred_for_all
from bot.platforms.discord.actions.warn import nonce
from bot.platforms.discord.modlog.case_card import MOST_LISTED, drawn, worded
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import MessageBody
from bot.platforms.discord.snowflake import made_at
from bot.platforms.rate_limiter import Urgency

log = structlog.get_logger()

OLD, OLD_GAP = 3600.0, 60.0
"""Seconds from which on Discord limits the edits of a message (error 30046), and those between two edits of such a message."""


@dataclass(slots=True)
class ModLog:
    """Fills the port of the case log, which it has in ``cases``; ``gap`` is the least time between two writings of a card."""

    memory: Memory
    rest: RestClient
    kept: PlatformState
    chores: Chores
    guild: Callable[[str], discord.Guild | None]
    gap: float = CARD_GAP
    cases: CaseLog = field(init=False)
    most_listed: int = MOST_LISTED

    def __post_init__(self) -> None:
        self.cases = CaseLog(self.memory, self.chores, self, self.gap)

    async def say(self, community: str, text: str) -> None:
        """One line in the log, where there is one."""
        channel = (await self.kept.read(community)).get("log")
        if not channel:
            return
        try:
            await endpoints.send_message(self.rest, community, Urgency.CARD, channel, MessageBody(content=text[:2000]), needs="")
        except Refused as refused:
            log.warning("moderators not told", community=community, text=text, why=str(refused))

    async def view(self, community: str, n: str) -> LayoutView | None:
        """A case's card, for one who asked to see it."""
        card = await self.cases.look(community, n)
        return drawn(card, await self._barred(community, card)) if card else None

    def edit_gap(self, message: str, now: float) -> float:
        return OLD_GAP if now - made_at(message) > OLD else 0.0

    async def put(self, place: CardPlace, card: Card, once: tuple[str, ...]) -> str:
        shown = drawn(card, await self._barred(place.community, card))
        self._may_write(place)
        with _named():
            if place.message:
                body = MessageBody(card=shown)
                await endpoints.edit_message(self.rest, place.community, Urgency.CARD, place.channel, place.message, body)
                return place.message
            body = MessageBody(card=shown, nonce=nonce(*once))
            return await endpoints.send_message(self.rest, place.community, Urgency.CARD, place.channel, body)

    async def reply(self, place: CardPlace, n: str, news: News, moderators: str, once: tuple[str, ...]) -> None:
        called = [moderators] if moderators and calls(news) else []
        text = "".join(f"<@&{role}> " for role in called) + worded(n, news)
        body = MessageBody(content=text, reply_to=place.message, nonce=nonce(*once), pinged_roles=called)
        self._may_write(replace(place, message=""))
        with _named():
            await endpoints.send_message(self.rest, place.community, Urgency.CARD, place.channel, body)

    def _may_write(self, place: CardPlace) -> None:
        """Ask for nothing that Discord would refuse: a card is edited wherever Hush sees it."""
        needs = () if place.message else ("send_messages",)
        if lacking := permissions.lacking(self.guild(place.community), int(place.channel), *needs):
            raise LogForbidden(lacking)

    async def _barred(self, community: str, card: Card) -> Mapping[str, str]:
        """The decisions that Hush cannot carry out, which no card offers."""
        match card:
            case IncidentCard(incident, facts):
                notice = (await self.memory.communities.chosen(community)).settings.notice
                return barred(self.guild(community), Facts(incident, facts.mode), notice)
            case CampaignCard(campaign):
                return barred_for_all(self.guild(community), campaign)
            case _:
                return {}


@contextmanager
def _named() -> Iterator[None]:
    """Discord's refusals under the names that the case log gives them."""
    try:
        yield
    except Missing as missing:
        raise LogGone("the log channel was deleted") from missing
    except Refused as refused:
        raise LogForbidden(str(refused)) from refused
