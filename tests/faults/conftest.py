"""A club that Discord's faults befall; and where a test tells what it measured."""

from collections.abc import AsyncIterator

import pytest

from discord_server.server import DiscordServer
from support.discord_scene import Scene, scene
from support.fault_table import FaultTable


@pytest.fixture
async def club(redis_url: str) -> AsyncIterator[Scene]:
    async with DiscordServer(faster=50) as server:
        yield scene(server, redis_url)


@pytest.fixture
def table(request: pytest.FixtureRequest) -> FaultTable:
    """The table at the end of the run."""
    return FaultTable(request.node.user_properties)
