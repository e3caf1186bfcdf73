"""Discord, put together: one login after another, what is heard, what is done, the log, and the chores."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

import aiohttp
import discord
import structlog

from bot.memory import Memory
from bot.memory.cards import CardRecords
from bot.memory.errors import StoreError
from bot.memory.message_index import MessageIndex
from bot.memory.notices import Notices
from bot.memory.pairing import Pairing, other_bot
from bot.memory.platform_state import PlatformState
from bot.memory.rate_limits import RateLimits
from bot.memory.schedule import CHORE_LEASE, Chore, Chores, CloseThread, FadeCard, ForgetCommunity, RemoveNotice, WriteCard, WriteDigest
from bot.moderation.case_log import CARD_GAP
from bot.pipeline.chores import CHORE_POLL, ChoreWorker
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.platform import TryLater
from bot.platforms.discord import NAME
from bot.platforms.discord.actions.hide import MOMENT, HideAction
from bot.platforms.discord.actions.look import Look
from bot.platforms.discord.actions.members import MemberActions
from bot.platforms.discord.actions.platform import DiscordPlatform
from bot.platforms.discord.actions.restore import RestoreAction
from bot.platforms.discord.actions.threads import ArchivedThreads
from bot.platforms.discord.actions.warn import WarnAction
from bot.platforms.discord.commands import register, synced
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.error_codes import told
from bot.platforms.discord.gateway.backfill import Backfill
from bot.platforms.discord.gateway.client import GUILDS_GAP, IDENTIFY_GAP, Client, ConnectionEvents, Times
from bot.platforms.discord.gateway.guilds import Guilds
from bot.platforms.discord.gateway.listener import Listener
from bot.platforms.discord.modlog.modlog import ModLog
from bot.platforms.discord.permissions import titled
from bot.platforms.discord.rest.client import RestClient
from bot.platforms.discord.rest.rate_limiter import REFUSED_TOKEN, DiscordRateLimiter, Refusal
from bot.platforms.discord.rest.retry_after import RetryAfter
from bot.platforms.discord.snowflake import made_at
from bot.runtime.backoff import Backoff
from bot.runtime.store_health import outage
from bot.runtime.supervision import aside, ending, kept_going
from rules.fingerprint import remembered
from rules.model import Comment, Said
from rules.settings import Settings

log = structlog.get_logger()

GOOD_BYE = 3.0
"""Seconds for closing a connection."""
LOGINS = Backoff(first=1.0, longest=60.0)
"""Before the next login of a process; Discord limits how many there are."""
SYNCS = Backoff(first=1.0, longest=60.0)
"""Before the commands are told again."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things wait for others to come along; tests are in more of a hurry than people."""

    together: float = MOMENT
    card: float = CARD_GAP
    identify: float = IDENTIFY_GAP
    guilds: float = GUILDS_GAP
    look: float = CHORE_POLL
    chore_lease: float = CHORE_LEASE


class OtherBot(Exception):
    """The store belongs to another bot; the message says the ways out."""


@dataclass(slots=True)
class DiscordService(ConnectionEvents):
    """Everything of one process that has to do with Discord. ``hands`` is its port for the queue's worker."""

    token: str = field(repr=False)
    memory: Memory
    pipeline: Pipeline
    wake: Callable[[], None]
    shards: tuple[tuple[int, ...], int] | None = None
    pace: Timing = field(default_factory=Timing)
    why: str = "not logged in yet"
    """Why Discord is not heard now, in words for an operator; empty while it is."""
    hands: DiscordPlatform = field(init=False)
    moderation: ModeratorCommands = field(init=False)
    listener: Listener = field(init=False)
    guilds: Guilds = field(init=False)
    modlog: ModLog = field(init=False)
    limiter: DiscordRateLimiter = field(init=False)
    client: Client = field(init=False)
    _chores: Chores = field(init=False)
    _threads: ArchivedThreads = field(init=False)
    _retry_after: RetryAfter = field(default_factory=RetryAfter)
    _worker: ChoreWorker = field(init=False)
    _talking: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        store, now = self.memory.store, self.memory.store.clock.now
        self._chores, kept, cards = Chores(store, NAME, adopts=True, lease=self.pace.chore_lease), PlatformState(store), CardRecords(store)
        self.limiter = DiscordRateLimiter(RateLimits(store))
        rest = RestClient(lambda: self.client.http if self.client.logged_in else None, self.limiter, self._retry_after, self._paused)
        index = MessageIndex(store)
        backfill = Backfill(index, rest, lambda: self.listener, now)
        self.guilds = Guilds(
            self.memory, kept, self._chores, backfill, rest, self.limiter, lambda: self.client, self._redraw, self.pace.together
        )
        self.listener = Listener(
            self.pipeline,
            index,
            lambda: self.client,
            self.guilds.come,
            self.guilds.go,
            self.guilds.changed,
            self.guilds.began,
            self.guilds.missed,
        )
        self.modlog = ModLog(self.memory, rest, kept, self._chores, self.guild, self.pace.card)
        look = Look(rest, self.memory.window, kept, self.memory.reposts, self.listener.translated, self._remembered, self.listener.hear)
        self._threads = ArchivedThreads(rest, self.guild, self._chores, now)
        self.hands = DiscordPlatform(
            HideAction(rest, self.guild, now, look, self.memory.reposts, self._threads, self.pace.together),
            WarnAction(rest, Notices(store, NAME), self.guild, self._settings, self._proxied, self._threads),
            MemberActions(rest, self.guild, now),
            RestoreAction(rest, self.guild, self._own_id, self._threads, self.pace.together),
            self.modlog.cases.alert,
        )
        self.moderation = ModeratorCommands(self.memory, kept, cards, self.modlog, rest, index, self.wake)
        self._worker = ChoreWorker(self._chores, self._carry_out, self.pace.look)
        self.client = self._connection()
        self.pipeline.writes_cards.add(NAME)
        self.pipeline.looks[NAME] = look
        self.pipeline.metrics.waiting.set_function(lambda: len(self.listener.intake))
        self.pipeline.metrics.stopped.set_function(lambda: bool(self.limiter.stopped))

    def guild(self, community: str) -> discord.Guild | None:
        """What the cache knows of a guild; None where another process has its shard."""
        return self.client.get_guild(int(community)) if community.isdigit() else None

    async def _proxied(self, community: str, n: str) -> bool:
        case = await self.memory.incidents.read(community, n)
        return case is not None and bool(await self.memory.reposts.of(community, [(each.id, made_at(each.id)) for each in case.copies]))

    def _remembered(self, comment: Comment) -> Said:
        return remembered(comment, self.memory.seal.secret)

    async def _settings(self, community: str) -> Settings:
        return (await self.memory.communities.chosen(community)).settings

    async def was_away(self, seconds: float) -> None:
        """Tell every community that has a log for how long nothing was judged."""
        for guild in self.client.guilds:
            try:
                await self.modlog.say(str(guild.id), f"⚠ {outage(seconds)}")
            except (StoreError, TryLater) as error:
                log.warning("a community was not told of the outage", community=str(guild.id), error=str(error))

    async def run(self) -> None:
        """Be there until cancelled: log in again whenever the connection ends, do the chores, note what was heard."""
        try:
            async with asyncio.TaskGroup() as group:
                for name, run in (
                    ("Discord", self._stay),
                    ("Discord's messages", self.listener.intake.run),
                    ("what Discord says", self.listener.run),
                    ("Discord's chores", self._worker.run),
                ):
                    group.create_task(kept_going(name, run))
        finally:
            await self._let_go()

    async def _let_go(self) -> None:
        """What is in hand is in the store too, so that the next process finds it."""
        tasks = [*self._talking, *self.listener.tasks, *self.limiter.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.limiter.let_go()

    async def _stay(self) -> None:
        logins = 0
        while not ending():
            try:
                self.client = self._connection()
                await self.client.start(self.token)
                self.why = "Discord ended the connection"
            except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
                self.why = _mended(error)
                log.error("Discord does not let Hush in", why=self.why)  # noqa: TRY400 - it says all; a traceback would hide it
                self.limiter.barred = REFUSED_TOKEN if isinstance(error, discord.LoginFailure) else ""
                return
            except OtherBot as error:
                self.why = str(error)
                log.error("this bot stays out of Discord", why=self.why)  # noqa: TRY400 - it says all; a traceback would hide it
                return
            except StoreError as error:
                self.why = f"the store does not answer: {error}"
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                self.why = f"Discord cannot be reached: {error}"
            finally:
                self.why = self.why or "the connection to Discord ended"
                await self._close()
            logins += 1
            wait = LOGINS.after(logins)
            log.warning("not connected to Discord", why=self.why, next_try_in=wait)
            await asyncio.sleep(wait)

    async def _close(self) -> None:
        """Say good-bye; a Discord that does not answer to that is not waited for."""
        try:
            async with asyncio.timeout(GOOD_BYE):
                await self.client.close()
        except TimeoutError:
            log.info("Discord did not answer the good-bye")

    async def settle(self) -> None:
        """Wait until no chore is in hand."""
        await self._worker.settle()

    async def _carry_out(self, chore: Chore) -> None:
        match chore:
            case WriteCard() | FadeCard() | WriteDigest():
                await self.modlog.cases.do(chore)
            case RemoveNotice(community, thread, slot):
                await self.hands.warn_action.take_away(community, thread, slot)
                await self._chores.done(chore)
            case CloseThread():
                await self._threads.close(chore)
            case ForgetCommunity():
                await self.guilds.forget(chore)
            case _:
                assert_never(chore)

    def answered(self, status: int, shared: bool) -> None:  # noqa: FBT001 - as `DiscordRateLimiter.heard` has it
        """Discord answered a request."""
        self.pipeline.metrics.answered(status)
        self.limiter.heard(status, shared)

    def _connection(self) -> Client:
        client = Client(
            self.listener,
            shards=self.shards,
            times=Times(self.pace.identify, guilds=self.pace.guilds),
            retry_after=self._retry_after,
            told=self,
        )
        register(client, self.moderation)
        return client

    async def entered(self, bot: str) -> None:
        """Another bot's servers would be taken for servers that this one was put out of."""
        known = await Pairing(self.memory.store, self.memory.seal).bot(bot)
        if known != bot:
            raise OtherBot(other_bot(known, bot))

    async def ready(self) -> None:
        """Every shard is there: tell Discord the commands, then be ready. Commands that Discord did not take are told again meanwhile."""
        client = self.client
        if not await synced(client, self.memory, self.moderation.kept):
            aside(self._talking, self._sync_again(client))
        if client.logged_in:  # else the connection ended meanwhile, and `why` says so
            self.why = ""
            log.info("Discord is heard", guilds=len(client.guilds))

    async def _sync_again(self, client: Client) -> None:
        """Tell Discord the commands again and again, until it has them or this connection has ended."""
        for failures in itertools.count(1):
            await asyncio.sleep(SYNCS.after(failures))
            if not client.logged_in or await synced(client, self.memory, self.moderation.kept):
                return

    def _own_id(self) -> str:
        return str(self.client.user.id) if self.client.user else ""

    async def _redraw(self, community: str) -> None:
        await self.modlog.cases.redraw(community)

    def _paused(self, community: str, refusal: Refusal) -> None:
        text = (
            f"Discord refused Hush three times in <#{refusal.channel}>: {told(refusal.code, '', titled(refusal.permission))} Hush asks for that there "
            "again in ten minutes, or as soon as permissions change; everywhere else it goes on."
        )
        aside(self._talking, self.modlog.say(community, text))


def _mended(error: Exception) -> str:
    if isinstance(error, discord.LoginFailure):
        return "the token is wrong: copy it again from the bot's page in the developer portal, into DISCORD_TOKEN"
    return "the Message Content Intent is off: switch it on, on the bot's page in the developer portal"
