"""An unmodified discord.py client with Hush's settings, which only notes what it hears."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import discord
from discord import app_commands

from discord_server.addresses import discord_py_looks_here
from discord_server.server import DiscordServer


def hushs_intents() -> discord.Intents:
    """Guilds, their messages, and what these say."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.message_content = True
    return intents


class PlainClient(discord.AutoShardedClient):
    """Notes every event as (name, arguments)."""

    def __init__(self, intents: discord.Intents | None = None, **options: Any) -> None:  # noqa: ANN401 - discord.py's own options
        super().__init__(
            intents=intents or hushs_intents(), max_messages=None, member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False, guild_ready_timeout=0.05, **options,
        )  # fmt: skip
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, Any]] = []

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as declared above it
        """Notes an event on its way."""
        self.heard.append((event, args[0] if args else None))
        super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Discord wants five seconds between logins; the local server does not."""

    def all(self, event: str) -> list[Any]:
        """What came with every event of a name."""
        return [what for name, what in self.heard if name == event]

    @property
    def contents(self) -> list[str]:
        """The text of every message heard, in order."""
        return [said.content for said in self.all("message")]


@contextlib.asynccontextmanager
async def logged_in(server: DiscordServer, client: PlainClient | None = None, *, process: str = "bot") -> AsyncIterator[PlainClient]:
    """A client that is ready, and closed at the end."""
    client = client or PlainClient()
    with discord_py_looks_here(server, process):
        running = asyncio.create_task(client.start(server.token))
        try:
            await server.until(lambda: client.is_ready() or running.done())
            if running.done():
                running.result()
            yield client
        finally:
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
