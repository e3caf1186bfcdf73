"""Two who hear what Hush hears: a plain discord.py client with an empty `on_message`, and Hush's reader with nothing behind it."""

from __future__ import annotations

import asyncio
import os

import discord

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.message_index import MessageIndex
from bot.memory.store import Store
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.platforms.discord.gateway.client import Client, intents, look_at
from bot.platforms.discord.gateway.listener import Listener
from rules.model import Comment


class Plain(discord.AutoShardedClient):
    """What a bot that does nothing costs, with Hush's settings."""

    async def on_message(self, message: discord.Message) -> None:
        """Do nothing."""


class Reader(Listener):
    """Reads, translates, and forgets."""

    def _take(self, found: Comment) -> None:
        """Do nothing."""


def plain() -> None:
    """Run until terminated."""
    look_at(os.environ["HUSH_DISCORD_API"], os.environ["HUSH_DISCORD_GATEWAY"])
    nobody = discord.MemberCacheFlags.none()
    client = Plain(intents=intents(), max_messages=None, member_cache_flags=nobody, chunk_guilds_at_startup=False)
    asyncio.run(client.start(os.environ["DISCORD_TOKEN"]))


def reader() -> None:
    """Run until terminated."""
    look_at(os.environ["HUSH_DISCORD_API"], os.environ["HUSH_DISCORD_GATEWAY"])
    asyncio.run(_read())


async def _read() -> None:
    async def nothing(*_: object) -> None:
        pass

    memory = Memory(Store.at("unix:///nowhere"), Seal(bytes(32)))
    pipeline, index = Pipeline(memory, Outbox(memory.queue, {})), MessageIndex(memory.store)
    listener = Reader(pipeline, index, lambda: client, nothing, nothing, nothing, nothing, nothing)
    client = Client(listener)
    await client.start(os.environ["DISCORD_TOKEN"])
