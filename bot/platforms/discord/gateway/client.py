"""discord.py's client, with Hush's ears: message events are handed on as Discord sent them, without building objects of them.

Two things differ from discord.py's own ways, both through its classes' own seams: message events go past its Message class, and past
its decoding too where `reading` fits; and an event that cannot be read is logged and forgotten instead of ending the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import AutoShardedConnectionState
from msgspec import Raw
from yarl import URL

from bot.platforms.discord.gateway import frames
from bot.platforms.discord.gateway.payloads import Message, message, read
from bot.platforms.discord.rest.retry_after import RetryAfter

log = structlog.get_logger()

IDENTIFY_GAP = 5.0
"""Seconds between logins of one process (https://docs.discord.com/developers/events/gateway#rate-limiting)."""
GUILDS_GAP = 0.5
"""Seconds without another guild after which a login's guilds are all there."""
SILENCE = 60.0
"""Seconds without a frame after which a line is dead; each heartbeat is answered by one, every 41 seconds
(https://docs.discord.com/developers/events/gateway#heartbeat-interval)."""
LONGEST_LIMIT = 60.0
"""Seconds that discord.py may wait for a rate limit inside one request; a longer one is told, and tried again later."""

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Times:
    """How long, in seconds, a connection waits between logins, for a word on its line, and for the next guild of a login."""

    identify: float = IDENTIFY_GAP
    silence: float = SILENCE
    guilds: float = GUILDS_GAP


class GatewayEvents(Protocol):
    """Who hears what happens. None of these may block: they note what came, and return."""

    def said(self, message: Message) -> None:
        """MESSAGE_CREATE."""

    def edited(self, message: Message) -> None:
        """MESSAGE_UPDATE, which is not always an edit."""

    def removed(self, guild: str, channel: str, messages: list[str]) -> None:
        """MESSAGE_DELETE and MESSAGE_DELETE_BULK."""

    def arrived(self, event: Event) -> None:
        """GUILD_CREATE, after discord.py has taken it in."""

    def left(self, guild: str) -> None:
        """GUILD_DELETE without ``unavailable``: Hush was put out."""

    def allowed(self, guild: str, channel: str, *, differs: bool) -> None:
        """What Hush may do changed, in one channel or (none named) anywhere; ``differs``: the cache says so too."""

    def ready(self, shard: int, guilds: list[str]) -> None:
        """READY: a new session of a shard, with the guilds that Hush is in."""


class _State(AutoShardedConnectionState[Any]):
    """discord.py's cache and event parsers."""

    def __init__(self, *, listener: GatewayEvents, seam: bool, **options: Any) -> None:  # noqa: ANN401 - discord.py's own options
        super().__init__(**options)
        self._listener = listener
        self._seam = seam
        self.parsers = {name: _guarded(name, parse) for name, parse in self.parsers.items()}

    def _update_references(self, ws: DiscordWebSocket) -> None:
        super()._update_references(ws)
        if self._seam:
            hears = {"MESSAGE_CREATE": self._listener.said, "MESSAGE_UPDATE": self._listener.edited}
            frames.attach(ws, {name: _guarded(name, partial(_told, hear)) for name, hear in hears.items()})

    def parse_message_create(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        self._listener.said(message(data))

    def parse_message_update(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        self._listener.edited(message(data))

    def parse_message_delete(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        if "guild_id" in data:
            self._listener.removed(data["guild_id"], data["channel_id"], [data["id"]])

    def parse_message_delete_bulk(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        if "guild_id" in data:
            self._listener.removed(data["guild_id"], data["channel_id"], data["ids"])

    def parse_guild_create(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        super().parse_guild_create(data)
        if data.get("unavailable") is not True:
            self._listener.arrived(data)

    def parse_guild_delete(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        super().parse_guild_delete(data)
        if not data.get("unavailable"):
            self._listener.left(data["id"])

    def parse_ready(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        super().parse_ready(data)
        self._listener.ready(data["shard"][0], [guild["id"] for guild in data["guilds"]])

    def parse_guild_update(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        with self._changes(data["id"]):
            super().parse_guild_update(data)

    def parse_guild_role_update(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        with self._changes(data["guild_id"], concerned=self._holds(data["guild_id"], data["role"]["id"])):
            super().parse_guild_role_update(data)

    def parse_guild_role_delete(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        with self._changes(data["guild_id"], concerned=self._holds(data["guild_id"], data["role_id"])):
            super().parse_guild_role_delete(data)

    def parse_guild_member_update(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        with self._changes(data["guild_id"], concerned=int(data["user"]["id"]) == self.self_id):
            super().parse_guild_member_update(data)

    def parse_channel_update(self, data: Any) -> None:  # noqa: ANN401 - as discord.py has it
        with self._changes(data["guild_id"], data["id"]):
            super().parse_channel_update(data)

    @contextmanager
    def _changes(self, guild_id: str, channel_id: str = "", *, concerned: bool = True) -> Iterator[None]:
        """Within it the cache takes in an event; where Hush itself is ``concerned``, the event is told."""
        before = self._own_permissions(guild_id, channel_id)
        yield
        if concerned:
            self._listener.allowed(guild_id, channel_id, differs=self._own_permissions(guild_id, channel_id) != before)

    def _own_permissions(self, guild_id: str, channel_id: str) -> int:
        guild = self._get_guild(int(guild_id))
        own = guild.get_member(self.self_id) if guild and self.self_id else None
        if guild is None or own is None:
            return 0
        channel = guild.get_channel(int(channel_id)) if channel_id else None
        return (own.guild_permissions if channel is None else channel.permissions_for(own)).value

    def _holds(self, guild_id: str, role_id: str) -> bool:
        """Whether a role is one of Hush's own, or everybody's."""
        guild = self._get_guild(int(guild_id))
        own = guild.get_member(self.self_id) if guild and self.self_id else None
        return own is None or any(role.id == int(role_id) for role in own.roles)


def _told(hear: Callable[[Message], None], raw: Raw) -> None:
    hear(read(raw))


def _guarded(name: str, parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def parsed(data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        try:
            parse(data)
        except (LookupError, TypeError, ValueError, AttributeError, AssertionError):
            log.exception("event not understood, and left out", event_type=name)

    return parsed


class ConnectionEvents:
    """What a connection tells; nothing unless overridden."""

    def answered(self, status: int, shared: bool) -> None:  # noqa: FBT001 - as `DiscordRateLimiter.heard` has it
        """Discord answered a request; ``shared``: its rate limit is one that others spend too."""

    async def entered(self, bot: str) -> None:
        """The token is that of this bot. What is raised here keeps it from the gateway."""

    async def ready(self) -> None:
        """Every shard is there."""


class Client(discord.AutoShardedClient):
    """The connection of one process. It keeps guilds, roles and channels in mind, no members and no messages."""

    def __init__(
        self,
        listener: GatewayEvents,
        *,
        shards: tuple[tuple[int, ...], int] | None = None,
        times: Times = Times(),
        retry_after: RetryAfter | None = None,
        told: ConnectionEvents | None = None,
        version: str = discord.__version__,
    ) -> None:
        """``shards``: this process's shard ids, and how many there are; ``told`` is told what happens.

        ``holding``: what rests after a 429, also after the next login. ``version``: of discord.py.
        """
        self._listener = listener
        self._misfit = frames.misfit(version)
        if self._misfit:
            log.warning("messages are read the slower way, through discord.py", why=self._misfit)
        self._gap = times.identify
        self._told = told or ConnectionEvents()
        self._logged_in = False
        retry_after = retry_after or RetryAfter()
        trace = aiohttp.TraceConfig()

        async def answered(_session: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
            answer = ended.response
            self._told.answered(answer.status, answer.headers.get("X-RateLimit-Scope") == "shared")
            if answer.status == 429:
                retry_after.heard(ended.method, ended.url.path, answer.headers)

        async def asked(_session: object, _context: object, begun: aiohttp.TraceRequestStartParams) -> None:
            await retry_after.turn(begun.method, begun.url.path)

        trace.on_request_start.append(asked)
        trace.on_request_end.append(answered)
        own: dict[str, Any] = {"shard_ids": list(shards[0]), "shard_count": shards[1]} if shards else {}
        super().__init__(
            intents=intents(),
            **own,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=times.guilds,
            heartbeat_timeout=times.silence,
            http_trace=trace,
            max_ratelimit_timeout=LONGEST_LIMIT,
        )
        self.tree = app_commands.CommandTree(self)

    def _get_state(self, **options: Any) -> _State:  # noqa: ANN401 - discord.py's own options
        return _State(
            listener=self._listener,
            seam=not self._misfit,
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )  # as AutoShardedClient makes its own

    @property
    def logged_in(self) -> bool:
        """Whether requests can be sent."""
        return self._logged_in and not self.is_closed()

    async def setup_hook(self) -> None:
        """The token was taken; the gateway comes next, unless this bot may not."""
        await self._told.entered(str(self.user.id) if self.user else "")
        self._logged_in = True

    async def on_ready(self) -> None:
        """Every shard is there."""
        await self._told.ready()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's own signature
        """Wait between logins as Discord wants it."""
        if not initial:
            await asyncio.sleep(self._gap)


def intents() -> discord.Intents:
    """Guilds, their messages, and what these say; nothing about members or presences."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.message_content = True
    return wanted


def look_at(api: str | None, gateway: str | None) -> None:
    """Speak to another Discord than the real one, as the tests' local one: the addresses exactly as given."""
    if api:
        Route.BASE = api
        discord.asset.Asset.BASE = str(URL(api).origin())
    if gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
