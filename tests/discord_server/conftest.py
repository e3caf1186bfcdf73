"""An open server, and a way to ask it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from discord_server.ask import Ask
from discord_server.server import DiscordServer


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A server with nobody in it, whose rate limits never stand in the way."""
    async with DiscordServer(faster=1000) as opened:
        yield opened


@pytest.fixture
async def ask(server: DiscordServer) -> AsyncIterator[Ask]:
    """Sends bare requests as the bot."""
    async with aiohttp.ClientSession() as session:
        yield Ask(server, session)
