"""The moderator log: one card a case, written anew as things happen, and never in the way of anything else.

A card that is to be written is a chore in the store, put there by the same steps that change its incident. So a card is written though
the process that decided was killed, and a slow, missing or forbidden channel only leaves chores behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import discord
import structlog
from discord.ui import LayoutView, Select

from bot.memory import Memory
from bot.memory.cards import CardRecord, CardRecords
from bot.memory.incidents import Incident
from bot.memory.platform_state import PlatformState
from bot.memory.schedule import Chore, Chores
from bot.platforms.discord.actions.warn import nonce
from bot.platforms.discord.modlog.case_card import CaseCard, campaign_view, incident_view
from bot.platforms.discord.modlog.incident_card import CardFacts, erased, merged
from bot.platforms.discord.modlog.layout import card_of
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import MessageBody
from bot.platforms.discord.rest.rate_limiter import Urgency
from bot.platforms.discord.snowflake import made_at
from rules import duration
from rules.policy import STRIKES_LAST
from rules.settings import Settings

log = structlog.get_logger()

GAP, OLD_GAP, OLD = 5.0, 60.0, 3600.0
"""Seconds between two writings of one card; of one that is older than `OLD`, whose edits Discord limits (error 30046)."""
MOST_NEW, MINUTE = 10, 60.0
"""New cards in a minute; what comes beyond is named on one digest."""
DIGEST_LASTS = 600.0
"""Seconds for which one digest takes in what comes."""
MOST_LISTED = 25
"""Options in a select (https://docs.discord.com/developers/components/reference#string-select)."""
LOG_RETRY = 300.0
"""Seconds until a log that could not be written to is tried again."""


@dataclass(slots=True)
class ModLog:
    """Writes cards. ``now`` is the store's time."""

    memory: Memory
    rest: RestClient
    kept: PlatformState
    cards: CardRecords
    chores: Chores
    guild: Callable[[str], discord.Guild | None]
    gap: float = GAP
    _new: dict[str, dict[str, float]] = field(default_factory=dict)
    """Community -> when each of its newest cases first got a card."""

    async def alert(self, community: str, incident: str) -> bool:
        """Call the moderators to a card; False where they have no log."""
        if not (await self.kept.read(community)).get("log"):
            return False
        await self.chores.put(Chore("card", community, (incident,)), self._now(), unless_there=True)
        return True

    async def write(self, chore: Chore) -> None:
        """Write one card as its incident is now, or put it off."""
        community, (n,) = chore.community, chore.about
        known = await self.cards.read(community, n)
        kept = await self.kept.read(community)
        channel = kept.get("log")
        if known is None or not (channel or known.message):
            await self.chores.done(chore)
            return
        again = known.shown + self._gap(known)
        if self._now() < again:
            await self.chores.put(chore, again)
            return
        if known.message == "digest":
            await self.cards.shown(community, n, replace(known, shown=self._now()), self._now() + self.gap)
            await self.chores.put(Chore("digest", community), self._now(), unless_there=True)
            return
        if known.into:
            await self._fold(community, n, known)
            return
        view = await self._look(community, n)
        if view is None:
            await self.chores.done(chore)
            return
        try:
            await self._show(view, known, channel or known.channel, kept.get("moderators", ""))
        except Refused as refused:
            log.warning("card not written", community=community, incident=n, why=str(refused), code=refused.code)
            await self._lost(community, refused, chore)

    async def digest(self, chore: Chore) -> None:
        """Write the one card that names all of a burst."""
        community = chore.community
        kept = await self.kept.read(community)
        numbers = [n for n in kept.get("digest", "").split() if n]
        channel = kept.get("log")
        if channel and numbers:
            card = _digest(numbers)
            try:
                message = kept.get("digest_card", "")
                message = await self._put(community, channel, message, card, nonce("digest", community, numbers[0]))
                await self.kept.write(community, digest_card=message)
            except Refused as refused:
                log.warning("digest not written", community=community, why=str(refused))
        await self.chores.done(chore)
        if (await self.kept.read(community)).get("digest") != kept.get("digest"):  # named while this one was written
            await self.chores.put(chore, self._now() + self.gap, unless_there=True)

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
        seen = await self._look(community, n)
        return seen.card if seen else None

    async def _look(self, community: str, n: str) -> CaseCard | None:
        """A case as its card shows it, be it an incident or a campaign."""
        incident = await self.memory.incidents.read(community, n)
        if incident is not None:
            return incident_view(incident, await self._facts(incident))
        campaign = await self.memory.campaigns.read(community, n)
        if campaign is None:
            return None
        settings = await self._settings(community)
        return campaign_view(campaign, settings.mode, restorable=self._now() < campaign.opened + settings.restore)

    async def _show(self, view: CaseCard, known: CardRecord, channel: str, moderators: str) -> None:
        community, n = view.community, view.n
        if not known.message and view.many and self._busy(community, n):
            await self._into_digest(community, n, known)
            return
        new = not known.message
        place = channel if new else known.channel or channel
        try:
            message = await self._put(community, place, known.message, view.card, nonce("card", community, n))
        except Missing:
            if new:
                raise
            place, message, new = (
                channel,
                await self._put(community, channel, "", view.card, nonce("again", community, n)),
                True,
            )
        shown = replace(known, channel=place, message=message, shown=self._now(), struck=view.struck, failed=view.failed)
        if not await self.cards.shown(community, n, shown, self._now() + self._gap(shown)):
            await self._put(community, place, message, erased(), "")
            return
        if new:
            settings = await self._settings(community)
            await self.chores.put(Chore("fade", community, (n,)), view.opened + settings.restore + 60.0, unless_there=True)
        told = view.told(known, new=new)
        if told:
            await self._reply(community, place, message, told, nonce("reply", n, str(view.struck), str(view.failed)), moderators)

    async def _fold(self, community: str, n: str, known: CardRecord) -> None:
        """The card of an incident that became part of another's."""
        if known.message and known.channel:
            try:
                await self._put(community, known.channel, known.message, merged(known.into), "")
            except Refused as refused:
                log.info("card of a merged case not changed", community=community, incident=n, why=str(refused))
        await self.cards.shown(community, n, replace(known, shown=self._now()), self._now() + self.gap)

    async def _put(self, community: str, channel: str, message: str, card: LayoutView, once: str) -> str:
        if message:
            await endpoints.edit_message(self.rest, community, Urgency.CARD, channel, message, MessageBody(card=card))
            return message
        return await endpoints.send_message(self.rest, community, Urgency.CARD, channel, MessageBody(card=card, nonce=once))

    async def _reply(self, community: str, channel: str, message: str, text: str, once: str, moderators: str) -> None:
        called = f"<@&{moderators}> " if moderators and "look" in text else ""
        pinged = [moderators] if moderators else []
        body = MessageBody(content=f"{called}{text}", reply_to=message, nonce=once, pinged_roles=pinged)
        await endpoints.send_message(self.rest, community, Urgency.CARD, channel, body)

    async def _lost(self, community: str, refused: Refused, chore: Chore) -> None:
        """The log cannot be written to. A channel that is gone stays gone; what is forbidden may be allowed again."""
        if isinstance(refused, Missing):
            await self.kept.write(community, log="", log_lost="the log channel was deleted")
            await self.chores.done(chore)
            return
        await self.kept.write(community, log_lost=f"Discord refuses to write there: {refused}")
        await self.chores.put(chore, self._now() + LOG_RETRY)

    async def _facts(self, incident: Incident) -> CardFacts:
        settings = await self._settings(incident.community)
        strikes = await self.memory.incidents.strikes(incident.community, incident.account, self._now() - STRIKES_LAST)
        braked = await self.memory.campaigns.braked(incident.community) if incident.why == "brake" else 0.0
        restorable = self._now() < incident.opened + settings.restore
        return CardFacts(
            strikes, restorable=restorable, mode=settings.mode, would=_would(settings, strikes), braked=braked, now=self._now()
        )

    async def _settings(self, community: str) -> Settings:
        return (await self.memory.communities.reload(community)).settings

    async def _into_digest(self, community: str, n: str, known: CardRecord) -> None:
        await self.cards.into_digest(community, n, lasts=DIGEST_LASTS, most=MOST_LISTED)
        await self.cards.shown(community, n, replace(known, message="digest", shown=self._now()), self._now() + self.gap)
        await self.chores.put(Chore("digest", community), self._now() + min(1.0, self.gap), unless_there=True)

    def _busy(self, community: str, n: str) -> bool:
        """Whether so many new cards came within a minute that this one is only named; one that is tried again came once."""
        now = self._now()
        new = self._new[community] = {each: at for each, at in self._new.get(community, {}).items() if now - at < MINUTE}
        if n not in new and len(new) >= MOST_NEW:
            return True
        new.setdefault(n, now)
        return False

    def _gap(self, known: CardRecord) -> float:
        old = known.message.isdigit() and self._now() - made_at(known.message) > OLD
        return OLD_GAP if old else self.gap

    def _now(self) -> float:
        return self.memory.store.clock.now()


def _would(settings: Settings, strikes: int) -> str:
    row = settings.ladder[min(strikes, len(settings.ladder) - 1)]
    words = {"notice": "warn the account", "alert": "call the moderators", "kick": "kick the account", "ban": "ban the account"}
    told = [words.get(each.does, f"time it out for {duration.words(each.lasts)}") for each in row]
    return " and ".join(["hide the repeats", *told])


def _digest(numbers: Sequence[str]) -> LayoutView:
    options = [discord.SelectOption(label=f"Case #{n}", value=n) for n in numbers[-MOST_LISTED:]]
    text = f"### Many cases at once\n{len(numbers)} more cases, from #{numbers[0]} to #{numbers[-1]}. Choose one to see its card."
    select: Select[LayoutView] = Select(custom_id="hush:open:0", options=options, placeholder="Show a case")
    return card_of([text], [[select]])
