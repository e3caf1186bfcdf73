"""`hush run` on Discord, as a process of its own."""

import asyncio
from pathlib import Path

from bot.memory import Memory
from bot.memory.kept import Kept
from bot.memory.seal import Seal
from bot.memory.store import Store
from discord_scene import DIP, scene
from discord_server.addresses import environment
from discord_server.server import DiscordServer
from hush_process import HushProcess
from rules.model import Mode
from rules.settings import Settings

QUIET = "error,ignore:'audioop' is deprecated:DeprecationWarning"


async def test_hush_run_hides_the_repeats_and_shows_them_on_a_card(redis_url: str, tmp_path: Path) -> None:
    async with DiscordServer(faster=50) as server:
        club = scene(server, redis_url)
        mallory = club.guild.member("mallory")
        store = Store.at(redis_url)
        await Kept(store).write(club.community, met="0", log=str(club.log.id))
        await Memory(store, Seal(bytes(32))).communities.configure(club.community, Settings(mode=Mode.ENFORCE), "test")
        hush = await asyncio.to_thread(
            HushProcess, tmp_path / "data", {**environment(server), "REDIS_URL": redis_url, "PYTHONWARNINGS": QUIET}
        )
        try:
            await server.until(lambda: server.gateway.sessions, 20)
            said = [await mallory.says(DIP, in_=club.general) for _ in range(4)]
            await server.until(lambda: [one.stands for one in said] == [True, False, False, False], 10)
            await club.shows("Case #1", timeout=15)
        finally:
            assert await asyncio.to_thread(hush.end) == 0, hush.log
            await store.close()
