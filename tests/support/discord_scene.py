"""Hush against the local Discord: what a scenario opens. The store's clock is the server's, so one `advance` moves both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.incidents import Incident
from bot.memory.platform_state import PlatformState
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.platform import Platform
from bot.platforms.discord.service import DiscordService, Timing
from discord_server.addresses import discord_py_looks_here
from discord_server.people.person import Person
from discord_server.server import PATIENCE, DiscordServer
from discord_server.world.channel import Channel
from discord_server.world.guild import Guild
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from rules.model import Mode
from rules.settings import Settings
from support.patience import patient

DIP = "Buy the dip and enter the market 😎"
HURRY = Timing(together=0.05, card=0.05, identify=0.0, guilds=0.02, look=0.05, chore_lease=10.0)


@dataclass(frozen=True, slots=True)
class ServersClock:
    """The store's clock, as the server's."""

    clock: Callable[[], float]

    def now(self) -> float:
        return self.clock()

    def heard(self, server: float) -> None:
        """The real store's time is of no interest here."""


@dataclass
class Hush:
    """One process of Hush."""

    memory: Memory
    pipeline: Pipeline
    outbox: Outbox
    discord: DiscordService

    async def settled(self) -> None:
        """Everything heard is judged, everything decided is done or put off, and no card is in hand: a test that moves the clock ends leases."""
        await self.discord.listener.settle()
        await self.outbox.settle()
        await self.discord.settle()


@dataclass
class Scene:
    """A guild with a log, a moderator and a few channels; Hush is in it."""

    server: DiscordServer
    redis_url: str
    guild: Guild
    general: Channel
    log: Channel
    mod: Person
    hush: Hush = field(init=False)

    @property
    def community(self) -> str:
        return str(self.guild.id)

    @property
    def cards(self) -> list[Message]:
        """The cards that stand, oldest first."""
        return [one for one in self.log.standing if one.components]

    @property
    def card(self) -> Message:
        """The only card."""
        [card] = self.cards
        return card

    @property
    def campaign(self) -> Message:
        """The campaign's card."""
        [card] = [one for one in self.cards if "a campaign of" in one.shown]
        return card

    @property
    def campaign_shown(self) -> str:
        """What stands on it, nothing before there is one."""
        return "\n".join(one.shown for one in self.cards if "a campaign of" in one.shown)

    @property
    def notices(self) -> list[Message]:
        """What Hush said outside its log, those taken away included."""
        own = self.server.bot
        return [
            said
            for channel in self.guild.channels.values()
            if channel is not self.log
            for said in channel.messages.values()
            if said.author is own
        ]

    async def incidents(self) -> list[Incident]:
        return await self.hush.memory.incidents.page(self.community)

    async def choose(self, settings: Settings) -> None:
        """Put settings in force."""
        await self.hush.memory.communities.configure(self.community, settings, "test", expected=None)

    async def heard(self) -> None:
        """What was said up to now is judged and acted on."""
        await self.server.settled(0.05)
        await self.hush.settled()

    async def shows(self, *words: str, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109 - a failure shows the requests
        """The card, once all these words stand on it."""
        await self.server.until(lambda: len(self.cards) == 1 and all(word in self.card.shown for word in words), timeout)
        return self.card


def scene(server: DiscordServer, redis_url: str) -> Scene:
    """The furniture; nobody has logged in."""
    guild = server.guild("The club")
    mods = guild.role("mods", Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS | Permission.BAN_MEMBERS, position=10)
    general = guild.text_channel("general")
    log = guild.text_channel("hush-log")
    return Scene(server, redis_url, guild, general, log, guild.member("mod", [mods]))


@contextlib.asynccontextmanager
async def hush_in(
    scene: Scene,
    settings: Settings | None = None,
    *,
    process: str = "bot",
    log: bool = True,
    others: Mapping[str, str] | None = None,
    shards: tuple[tuple[int, ...], int] | None = None,
) -> AsyncIterator[Hush]:
    """A process of Hush that is logged in; ``settings`` are chosen first, acting ones unless said.

    ``others``: further guilds, each with its log channel, that have the same settings.
    """
    store = patient(scene.redis_url, ServersClock(scene.server.clock))
    memory = Memory(store, Seal(b"k" * 32))
    platforms: dict[str, Platform] = {}
    outbox = Outbox(memory.queue, platforms, poll=0.05)
    pipeline = Pipeline(memory, outbox)
    service = DiscordService(scene.server.token, memory, pipeline, outbox.wake, shards, pace=HURRY)
    platforms["discord"] = service.hands
    hush = scene.hush = Hush(memory, pipeline, outbox, service)
    settings = settings or Settings(mode=Mode.ENFORCE)
    for community, channel in {scene.community: str(scene.log.id) if log else "", **(others or {})}.items():
        await PlatformState(store).first(community, "met", "0")
        if channel:
            await PlatformState(store).write(community, log=channel)
        await memory.communities.configure(community, settings, "test", expected=None)
    with discord_py_looks_here(scene.server, process):
        tasks = [asyncio.create_task(each) for each in (service.run(), outbox.run())]
        try:
            await scene.server.until(lambda: not service.why or any(task.done() for task in tasks))
            for task in tasks:
                if task.done():
                    task.result()
            yield hush
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await outbox.settle()
            await store.close()
