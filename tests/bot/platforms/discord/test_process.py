"""`hush run` on Discord, as a process of its own."""

import asyncio
from pathlib import Path

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.pairing import Pairing
from bot.memory.platform_state import PlatformState
from bot.memory.store import Store
from discord_server.addresses import environment
from discord_server.server import DiscordServer
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import DIP, scene
from support.hush_process import HushProcess, hush
from support.whole_store import everything

QUIET = "error,ignore:'audioop' is deprecated:DeprecationWarning"


async def test_hush_run_hides_the_repeats_and_shows_them_on_a_card(redis_url: str, tmp_path: Path) -> None:
    async with DiscordServer(faster=50) as server:
        club = scene(server, redis_url)
        mallory = club.guild.member("mallory")
        store = Store.at(redis_url)
        await PlatformState(store).write(club.community, met="0", log=str(club.log.id))
        await Memory(store, Seal(bytes(32))).communities.configure(club.community, Settings(mode=Mode.ENFORCE), "test")
        hush = await asyncio.to_thread(
            HushProcess, tmp_path / "data", {**environment(server), "REDIS_URL": redis_url, "PYTHONWARNINGS": QUIET}
        )
        try:
            await server.until(lambda: server.gateway.sessions)
            said = [await mallory.says(DIP, in_=club.general) for _ in range(4)]
            await server.until(lambda: [one.stands for one in said] == [True, False, False, False])
            await club.shows("Case #1")
        finally:
            assert await asyncio.to_thread(hush.end) == 0, hush.log
            await store.close()


async def test_another_bot_on_a_store_stays_out_of_discord_and_erases_nothing(redis_url: str, tmp_path: Path) -> None:
    async with DiscordServer(faster=50) as server:
        store, told = Store.at(redis_url), {**environment(server), "REDIS_URL": redis_url, "PYTHONWARNINGS": QUIET}
        seal = Seal(b"k" * 32)
        server.guild("another")
        await PlatformState(store).write("1100000000000000000", met="0", log="1")  # a server of the first bot
        await Memory(store, seal).communities.configure("1100000000000000000", Settings(mode=Mode.ENFORCE), "test")
        await Pairing(store, seal).bot("4711")
        await Pairing(store, seal).forget("key")
        before = {name for name in await everything(store) if "1100000000000000000" in name}
        process = await asyncio.to_thread(HushProcess, tmp_path / "data", told)
        try:
            async with asyncio.timeout(20):
                while "this bot stays out of Discord" not in process.log:  # noqa: ASYNC110 - a process of its own says it
                    await asyncio.sleep(0.05)
            assert "belongs to the bot 4711" in process.log
            assert "hush adopt bot" in process.log
            assert not server.gateway.sessions
            assert {name for name in await everything(store) if "1100000000000000000" in name} == before
        finally:
            assert await asyncio.to_thread(process.end) == 0, process.log
        adopted = await asyncio.to_thread(hush, tmp_path / "data", "adopt", "bot", **told)
        assert adopted.returncode == 0, adopted.stderr
        process = await asyncio.to_thread(HushProcess, tmp_path / "data", told)
        try:
            await server.until(lambda: server.gateway.sessions)
        finally:
            assert await asyncio.to_thread(process.end) == 0, process.log
            await store.close()
