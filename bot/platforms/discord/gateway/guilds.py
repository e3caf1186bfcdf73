"""Guilds that Hush joins, leaves, and is called back to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import discord
import structlog

from bot.memory import Memory
from bot.memory.platform_state import PlatformState
from bot.memory.schedule import Chores, ForgetCommunity
from bot.pipeline.platform import TryLater
from bot.platforms.discord.gateway.backfill import Backfill
from bot.platforms.discord.gateway.client import Event
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Refused, RestClient
from bot.platforms.discord.rest.endpoints import MessageBody
from bot.platforms.discord.rest.rate_limiter import DiscordRateLimiter
from bot.platforms.rate_limiter import Urgency
from rules.settings import with_preset

log = structlog.get_logger()

KEPT_FOR = 7 * 86400.0
"""Seconds that settings are kept after Hush was put out; texts go at once."""
REDRAW_MOMENT = 1.0
"""Seconds in which one change of permissions after another redraws the cards once."""
CONFIGURATION = frozenset({"settings", "cases", "allowed", "kept"})
WELCOME = (
    "Hush notices when one account keeps posting the same thing, and hides the repeats. For now it only watches. "
    "Somebody who may manage the server: run `/hush-admin setup`."
)


@dataclass(slots=True)
class Guilds:
    """Keeps what is stored in step with the guilds that Hush is in. ``redraw`` writes a community's newest cards anew."""

    memory: Memory
    kept: PlatformState
    chores: Chores
    backfill: Backfill
    rest: RestClient
    limiter: DiscordRateLimiter
    client: Callable[[], discord.AutoShardedClient]
    redraw: Callable[[str], Awaitable[None]]
    moment: float = REDRAW_MOMENT
    _redrawing: set[str] = field(default_factory=set)

    async def come(self, event: Event) -> None:
        """A guild is there: greet a new one, and read what was missed in a known one."""
        community = event["id"]
        await self.missed(community)
        kept = await self.kept.read(community)
        if kept.get("left"):
            await self.kept.write(community, left="")
            await self.chores.done(ForgetCommunity(community))
        if await self.kept.first(community, "met", repr(self._now())):
            await self.kept.write(community, preset="chosen")
            await self._welcome(community)
            return
        if not kept.get("preset"):
            await self._choose_preset(community)
        await self.backfill.read(event)

    async def missed(self, community: str) -> None:
        """Events of a guild were missed until now: what was said before may have changed unseen."""
        await self.kept.most(community, "since", self._now())

    async def go(self, community: str) -> None:
        """Hush was put out: texts go now, settings after a while in which it may be called back."""
        await self.kept.write(community, left=repr(self._now()))
        await self.memory.erasure.community(community, CONFIGURATION)
        await self.chores.put(ForgetCommunity(community), self._now() + KEPT_FOR)
        log.info("put out of a guild; its texts are erased, its settings kept for a week", community=community)

    async def forget(self, chore: ForgetCommunity) -> None:
        """Hush was not called back: everything goes."""
        if (await self.kept.read(chore.community)).get("left"):
            await self.memory.erasure.community(chore.community)
        await self.chores.done(chore)

    async def began(self, shard: int, guilds: Iterable[str]) -> None:
        """A new session: communities of this shard that Hush is no longer in were lost while it was away."""
        there, count = set(guilds), self.client().shard_count or 1
        known = await self.memory.communities.holding("kept")
        for community in known:
            if community not in there and community.isdigit() and (int(community) >> 22) % count == shard:
                kept = await self.kept.read(community)
                if kept.get("met") and not kept.get("left"):
                    await self.go(community)

    async def changed(self, community: str, channel: str, differs: bool) -> None:  # noqa: FBT001 - what happened, not a flag
        """Permissions may have changed, in one channel and its threads or (none named) everywhere: Hush asks again, and offers what works."""
        guild = self.client().get_guild(int(community))
        threads = [str(each.id) for each in guild.threads if str(each.parent_id) == channel] if guild and channel else []
        await self.limiter.forgive(community, [channel, *threads] if channel else [])
        if differs and community not in self._redrawing:
            self._redrawing.add(community)
            try:
                await asyncio.sleep(self.moment)
            finally:
                self._redrawing.discard(community)
            await self.redraw(community)

    async def _choose_preset(self, community: str) -> None:
        """Once for each guild: steps that an earlier set-up wrote become the preset that they stood for."""
        chosen = await self.memory.communities.reload(community)
        settings = with_preset(chosen.settings)
        if settings is not chosen.settings:
            done, _ = await self.memory.communities.configure(community, settings, "Hush", chosen.revision)
            if not done:
                return  # somebody chose at the same moment; the next start looks again
            log.info("the steps that set-up wrote are a preset now", community=community, preset=settings.preset.value)
        await self.kept.write(community, preset="chosen")

    async def _welcome(self, community: str) -> None:
        guild = self.client().get_guild(int(community))
        if guild is None:
            return
        places = [guild.system_channel, *guild.text_channels]
        place = next((each for each in places if each is not None and each.permissions_for(guild.me).send_messages), None)
        if place is None:
            log.info("nowhere to greet a guild", community=community)
            return
        try:
            await endpoints.send_message(self.rest, community, Urgency.CARD, str(place.id), MessageBody(content=WELCOME), needs="")
        except (TryLater, Refused) as error:
            log.info("a guild was not greeted", community=community, why=str(error))

    def _now(self) -> float:
        return self.memory.store.clock.now()
