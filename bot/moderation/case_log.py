"""When a card is written in the moderators' log: one card a case, written anew as things happen, and never in the way of anything else.

A card that is to be written is a chore in the store, put there by the same steps that change its case. So a card is written though the
process that decided was killed, and a log that is slow, missing or forbidden only leaves chores behind. How a card is put where moderators
read it is each platform's own: it fills `CardWriter`.

LogError
├── LogGone        the log, or the card in it, is not there any more
└── LogForbidden   the platform refuses to write there; moderators may allow it again
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol, assert_never

import structlog

from bot.memory import Memory
from bot.memory.cards import CardRecord, CardRecords
from bot.memory.incidents import Incident
from bot.memory.platform_state import PlatformState
from bot.memory.schedule import CardChore, Chores, FadeCard, WriteCard, WriteDigest
from bot.moderation.case_card import (
    CampaignCard,
    Card,
    CardFacts,
    CaseCard,
    DigestCard,
    ErasedCard,
    IncidentCard,
    MergedCard,
    News,
    progress,
)
from rules import duration
from rules.policy import STRIKES_LAST
from rules.settings import Settings

log = structlog.get_logger()

CARD_GAP = 5.0
"""Seconds between two writings of one card."""
MOST_NEW, MINUTE = 10, 60.0
"""New cards in a minute; what comes beyond is named on one digest."""
DIGEST_LASTS = 600.0
"""Seconds for which one digest takes in what comes."""
CARDS_REDRAWN = 25
"""The newest cards of each kind, which are written anew when what Hush may do has changed."""
LOG_RETRY = 300.0
"""Seconds until a log that could not be written to is tried again."""


class LogError(Exception):
    """The log could not be written to; the message says why, in words for moderators."""


class LogGone(LogError):
    """The log, or the card in it, is not there any more."""


class LogForbidden(LogError):
    """The platform refuses to write there."""


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a card stands: a message in a community's log; no message where the card is still to be written."""

    community: str
    channel: str
    message: str = ""


class CardWriter(Protocol):
    """Puts cards where a platform's moderators read them. It raises LogError, and TryLater for what may work later."""

    @property
    def most_listed(self) -> int:
        """Cases that one digest lists at most."""

    def edit_gap(self, message: str, now: float) -> float:
        """Seconds that the platform wants between two edits of a message."""

    async def put(self, place: CardPlace, card: Card, once: tuple[str, ...]) -> str:
        """Write a card over the message of its place, or as a new message, whose id is answered. What has the same ``once`` is sent once."""

    async def reply(self, place: CardPlace, n: str, news: News, moderators: str, once: tuple[str, ...]) -> None:
        """Tell news of a case under its card; ``moderators`` is the role to call, empty where none is known."""


@dataclass(slots=True)
class CaseLog:
    """The log of one platform's cases. ``chores`` are the platform's; ``gap`` is the least time between two writings of a card."""

    memory: Memory
    chores: Chores
    writer: CardWriter
    gap: float = CARD_GAP
    _kept: PlatformState = field(init=False)
    _cards: CardRecords = field(init=False)
    _new: dict[str, dict[str, float]] = field(default_factory=dict)
    """Community -> when each of its newest cases first got a card."""

    def __post_init__(self) -> None:
        self._kept, self._cards = PlatformState(self.memory.store), CardRecords(self.memory.store)

    async def alert(self, community: str, n: str) -> bool:
        """Call the moderators to a card; False where they have no log."""
        if not (await self._kept.read(community)).get("log"):
            return False
        await self.chores.put(WriteCard(community, n), self._now(), unless_there=True)
        return True

    async def do(self, chore: CardChore) -> None:
        """Do one chore, or put it off."""
        match chore:
            case WriteCard():
                await self._write(chore)
            case FadeCard(community, n):
                await self.chores.put(WriteCard(community, n), self._now(), unless_there=True)
                await self.chores.done(chore)
            case WriteDigest():
                await self._write_digest(chore)
            case _:
                assert_never(chore)

    async def redraw(self, community: str) -> None:
        """Write the newest cards anew, since other decisions can be carried out now."""
        incidents = await self.memory.incidents.page(community, most=CARDS_REDRAWN)
        campaigns = await self.memory.campaigns.page(community, most=CARDS_REDRAWN)
        for n in [*(each.n for each in incidents), *(each.n for each in campaigns)]:
            known = await self._cards.read(community, n)
            if known is not None and known.message and not known.listed:
                await self.chores.put(WriteCard(community, n), self._now(), unless_there=True)

    async def look(self, community: str, n: str) -> CaseCard | None:
        """A case as its card shows it, be it an incident or a campaign."""
        incident = await self.memory.incidents.read(community, n)
        if incident is not None:
            return IncidentCard(incident, await self._facts(incident))
        campaign = await self.memory.campaigns.read(community, n)
        if campaign is None:
            return None
        settings = await self._settings(community)
        return CampaignCard(campaign, settings.mode, restorable=self._now() < campaign.opened + settings.restore)

    async def _write(self, chore: WriteCard) -> None:
        """Write one card as its case is now, or put it off."""
        community, n = chore.community, chore.n
        known = await self._cards.read(community, n)
        kept = await self._kept.read(community)
        channel = kept.get("log", "")
        if known is None or not (channel or known.message):
            await self.chores.done(chore)
            return
        again = known.shown + self._gap(known)
        if self._now() < again:
            await self.chores.put(chore, again)
        elif known.listed:
            await self._shown(community, n, known)
            await self.chores.put(WriteDigest(community), self._now(), unless_there=True)
        elif known.into:
            await self._fold(community, n, known)
        elif (card := await self.look(community, n)) is None:
            await self.chores.done(chore)
        else:
            try:
                await self._show(card, known, channel or known.channel, kept.get("moderators", ""))
            except LogError as error:
                log.warning("card not written", community=community, incident=n, why=str(error))
                await self._lost(error, chore)

    async def _show(self, card: CaseCard, known: CardRecord, channel: str, moderators: str) -> None:
        community, n, stage = card.case.community, card.case.n, progress(card)
        if not known.message and stage.many and self._busy(community, n):
            await self._into_digest(community, n, known)
            return
        place = CardPlace(community, known.channel or channel, known.message) if known.message else CardPlace(community, channel)
        try:
            message = await self.writer.put(place, card, ("card", community, n))
        except LogGone:
            if not place.message:
                raise
            place = CardPlace(community, channel)
            message = await self.writer.put(place, card, ("again", community, n))
        new, place = not place.message, replace(place, message=message)
        shown = replace(known, channel=place.channel, message=message, shown=self._now(), struck=stage.struck, failed=stage.failed)
        if not await self._cards.shown(community, n, shown, self._now() + self._gap(shown)):
            await self.chores.done(WriteCard(community, n))
            await self.writer.put(place, ErasedCard(), ())
            return
        if new:
            fades = card.case.opened + (await self._settings(community)).restore + 60.0
            await self.chores.put(FadeCard(community, n), fades, unless_there=True)
        if (news := stage.told(known, new=new)) is not None:
            await self.writer.reply(place, n, news, moderators, ("reply", n, str(stage.struck), str(stage.failed)))

    async def _fold(self, community: str, n: str, known: CardRecord) -> None:
        """Write the card of an incident that became part of another's."""
        if known.message and known.channel:
            try:
                await self.writer.put(CardPlace(community, known.channel, known.message), MergedCard(known.into), ())
            except LogError as error:
                log.info("card of a merged case not changed", community=community, incident=n, why=str(error))
        await self._shown(community, n, known)

    async def _write_digest(self, chore: WriteDigest) -> None:
        """Write the one card that lists all cases of a burst."""
        community = chore.community
        kept = await self._kept.read(community)
        numbers = kept.get("digest", "").split()
        channel = kept.get("log")
        if channel and numbers:
            place = CardPlace(community, channel, kept.get("digest_card", ""))
            try:
                message = await self.writer.put(place, DigestCard(tuple(numbers)), ("digest", community, numbers[0]))
                await self._kept.write(community, digest_card=message)
            except LogError as error:
                log.warning("digest not written", community=community, why=str(error))
        await self.chores.done(chore)
        if (await self._kept.read(community)).get("digest") != kept.get("digest"):  # named while this one was written
            await self.chores.put(chore, self._now() + self.gap, unless_there=True)

    async def _into_digest(self, community: str, n: str, known: CardRecord) -> None:
        await self._cards.into_digest(community, n, lasts=DIGEST_LASTS, most=self.writer.most_listed)
        await self._shown(community, n, known.on_digest())
        await self.chores.put(WriteDigest(community), self._now() + min(1.0, self.gap), unless_there=True)

    async def _lost(self, error: LogError, chore: WriteCard) -> None:
        """Handle a failed write to the log: forget one that is gone, and try one that is forbidden again later."""
        if isinstance(error, LogGone):
            await self._kept.write(chore.community, log="", log_lost=str(error))
            await self.chores.done(chore)
            return
        await self._kept.write(chore.community, log_lost=str(error))
        await self.chores.put(chore, self._now() + LOG_RETRY)

    async def _shown(self, community: str, n: str, known: CardRecord) -> None:
        await self._cards.shown(community, n, replace(known, shown=self._now()), self._now() + self.gap)

    def _busy(self, community: str, n: str) -> bool:
        """Whether so many new cards came within a minute that this one is only listed; one that is tried again came once."""
        now = self._now()
        new = self._new[community] = {each: at for each, at in self._new.get(community, {}).items() if now - at < MINUTE}
        if n not in new and len(new) >= MOST_NEW:
            return True
        new.setdefault(n, now)
        return False

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

    def _gap(self, known: CardRecord) -> float:
        return max(self.gap, self.writer.edit_gap(known.message, self._now())) if known.message and not known.listed else self.gap

    def _now(self) -> float:
        return self.memory.store.clock.now()


def _would(settings: Settings, strikes: int) -> str:
    """What the next strike would bring, in words."""
    row = settings.ladder[min(strikes, len(settings.ladder) - 1)]
    words = {"notice": "warn the account", "alert": "call the moderators", "kick": "kick the account", "ban": "ban the account"}
    told = [words.get(each.does, f"time it out for {duration.words(each.lasts)}") for each in row]
    return " and ".join(["hide the repeats", *told])
