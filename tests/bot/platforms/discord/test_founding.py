"""The founding case, told in a Discord server: nine times the same, and once by somebody else."""

from collections.abc import AsyncIterator

import pytest

from discord_scene import DIP, Scene, hush_in, scene
from discord_server.server import DiscordServer


@pytest.fixture
async def club(redis_url: str) -> AsyncIterator[Scene]:
    async with DiscordServer(faster=50) as server:
        yield scene(server, redis_url)


async def test_nine_times_within_a_minute_in_a_channel(club: Scene) -> None:
    mallory, coin, general = club.guild.member("mallory"), club.guild.member("coin"), club.general
    async with hush_in(club):
        other = await coin.says(DIP, in_=general)
        said = []
        for _ in range(9):
            club.server.advance(6)
            said.append(await mallory.says(DIP, in_=general))
            await club.heard()
        await club.server.until(lambda: sum(not one.stands for one in said) >= 8)
        await club.heard()
        assert other.stands
        assert len(club.notices) == 1
        card = await club.shows("9 times", "8 hidden")
        assert str(coin.id) in card.shown
        [incident] = await club.incidents()
        assert incident.strikes == 1
        assert not mallory.is_timed_out
