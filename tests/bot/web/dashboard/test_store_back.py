"""What a page that is open is told once the store is back."""

import asyncio

import aiohttp

from bot.app import house
from bot.memory.embedded import throwaway
from bot.memory.encryption import Seal
from bot.runtime.config import Address
from bot.web.socket import listening


async def test_an_open_page_is_told_of_an_outage_that_is_over() -> None:
    entrances: list[str] = []
    with throwaway() as server, listening(Address("127.0.0.1", 0)) as door:
        async with (
            house(door, server.url, None, Seal(bytes(32)), entrance=entrances.append) as opened,
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        ):
            opened.page.open()
            assert (await session.get(entrances[0])).status == 200
            async with session.get(f"{opened.address}/page/api/local/live") as stream, asyncio.timeout(30):
                async for line in stream.content:
                    if line == b"event: reset\n":
                        break
                for told in opened.watch.back:
                    await told(312.0)
                async for line in stream.content:
                    if line == b"event: back\n":
                        break
                assert b"away for 5 minutes" in await stream.content.readline()
