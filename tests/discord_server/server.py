"""The local Discord server: what a test opens, and talks to.

async with DiscordServer() as discord:
    guild = discord.guild(owner="olga")
    general, alice = guild.text_channel("general"), guild.member("alice")
    ...a bot logs in...
    said = await alice.says("hello", in_=general)
    await discord.until(lambda: not said.stands)
    answer = await guild.owner.runs("hush status")
    assert "observe" in answer.text
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from discord_server.clock import Clock, Now
from discord_server.controls import Controls
from discord_server.gateway.gateway import Gateway
from discord_server.rest.app import application
from discord_server.rest.faults import Faults
from discord_server.rest.rate_limits import RateLimits
from discord_server.rest.request_log import RequestLog
from discord_server.rest.service import Service
from discord_server.world.account import Account
from discord_server.world.guild import Guild
from discord_server.world.permission import Permission
from discord_server.world.world import World

INVITED_WITH = (
    Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS | Permission.READ_MESSAGE_HISTORY | Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS | Permission.MANAGE_WEBHOOKS | Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES | Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS
)  # fmt: skip
"""What the bot may do in a guild, unless the test says otherwise."""


PATIENCE = 30.0
"""Seconds until what a test waits for must be there; a busy machine needs some of them."""


class DiscordServer(Controls):
    """A Discord on loopback, with nobody in it yet.

    Args:
        clock: the server's time, in epoch seconds; ids, ages and timeouts come from it.
        shards: how many shards `GET /gateway/bot` recommends.
        faster: by how much every rate limit's window is shorter than Discord's.
    """

    def __init__(self, clock: Now | None = None, *, shards: int = 1, faster: float = 20.0) -> None:
        self.clock = clock or Clock()
        self.gateway = Gateway()
        self.world = self.gateway.world = World(self.clock, self.gateway.emit, self.gateway.drained)
        self.requests = RequestLog()
        self.faults = Faults()
        self.limits = RateLimits(faster)
        self.shards = shards
        self._service = Service(self.world, self.gateway, self.requests, self.faults, self.limits, shards)
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def bot(self) -> Account:
        """The bot's account."""
        return self.world.bot

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._port}"

    def api(self, process: str = "bot") -> str:
        """Where one of the bot's processes sends requests."""
        return f"{self.address}/{process}/api/v10"

    def gateway_address(self, process: str = "bot") -> str:
        """Where one of the bot's processes connects."""
        return f"ws://127.0.0.1:{self._port}/{process}/gateway"

    def advance(self, seconds: float) -> None:
        """Moves the server's own clock on; a clock that the test brought is the test's to move."""
        if not isinstance(self.clock, Clock):
            raise TypeError("this server keeps another clock")
        self.clock.advance(seconds)

    def account(self, name: str, *, made_at: float | None = None) -> Account:
        """A new account, in no guild yet."""
        return self.world.account(name, made_at=made_at)

    def guild(
        self, name: str = "Guild", *, owner: str | Account = "olga", bot_may: Permission = INVITED_WITH, shard: int | None = None
    ) -> Guild:
        """A new guild that the bot was invited to; on a shard of choice."""
        who = self.account(owner) if isinstance(owner, str) else owner
        made_id = self.world.ids.new() if shard is None else self.world.ids.on_shard(shard, self.shards)
        made = Guild(self.world, made_id, name, who, bot_may)
        self.world.guilds[made.id] = made
        made.tell("GUILD_CREATE", made.payload())
        return made

    async def until(self, true: Callable[[], object], timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - a failure shows the requests
        """Waits until a condition holds, woken by every request and event; else an AssertionError that shows the last requests."""
        if not await self.world.pulse.until(true, timeout):
            last = "\n".join(str(one) for one in self.requests.all[-12:])
            raise AssertionError(f"not within {timeout} s; the last of {len(self.requests)} requests:\n{last}")

    async def settled(self, quiet: float = 0.15) -> None:
        """Waits until nothing has happened for a while: to assert afterwards that nothing did."""
        seen = -1
        while seen != self.world.pulse.beats:
            seen = self.world.pulse.beats
            await self.world.pulse.until(lambda: False, quiet)

    async def start(self) -> None:
        """Opens the port; the same one after a stop."""
        # a stop must not wait for clients that would rather stay
        self._runner = web.AppRunner(application(self._service), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._port = listening.getsockname()[1]
        await web.SockSite(self._runner, listening).start()

    async def stop(self) -> None:
        """Closes the port; connections are refused until the next start. What exists stays."""
        self.gateway.cut()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None
        await asyncio.sleep(0)

    async def restart(self) -> None:
        """Stops and starts again: every connection breaks, and no session is known any more."""
        await self.stop()
        self.gateway.forget()
        await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()
