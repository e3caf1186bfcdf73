"""A club with a log, a moderator and a channel; nobody of Hush is in it yet."""

from collections.abc import AsyncIterator

import pytest

from discord_server.server import DiscordServer
from support.discord_scene import Scene, scene


@pytest.fixture
async def club(redis_url: str) -> AsyncIterator[Scene]:
    async with DiscordServer(faster=50) as server:
        yield scene(server, redis_url)
