import asyncio

import aiohttp
import discord
import pytest

from discord_server.ask import Ask
from discord_server.plain_client import logged_in
from discord_server.rest.rate_limits import SEND
from discord_server.server import DiscordServer


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10008), (500, 0), (503, 0)])
async def test_the_next_requests_of_a_route_fail_on_demand(server: DiscordServer, ask: Ask, status: int, code: int) -> None:
    general = server.guild().text_channel("general")
    path = f"/channels/{general.id}/messages"
    server.fail("POST /channels/{channel}/messages", status=status, code=code, next=2)
    assert (await ask("GET", path)).status == 200
    assert [(await ask("POST", path, {"content": "x"})).status for _ in range(3)] == [status, status, 200]
    assert [(one.status, one.code) for one in server.requests.named(SEND)][:1] == [(status, code)]
    assert len(general.standing) == 1


async def test_a_fault_can_choose_its_requests_and_end(server: DiscordServer, ask: Ask) -> None:
    path = f"/channels/{server.guild().text_channel('general').id}/messages"
    with server.fail(SEND, status=403, code=50013, next=None, when=lambda request: request.body["content"] == "bad") as fault:
        assert [(await ask("POST", path, {"content": one})).status for one in ("bad", "good", "bad")] == [403, 200, 403]
    assert (await ask("POST", path, {"content": "bad"})).status == 200
    assert fault.met == 2


@pytest.mark.parametrize(("moment", "said"), [("before", 0), ("after", 1)])
async def test_the_line_breaks_before_or_after_the_effect(server: DiscordServer, ask: Ask, moment: str, said: int) -> None:
    general = server.guild().text_channel("general")
    server.cut(SEND, when_done="before" if moment == "before" else "after")
    with pytest.raises(aiohttp.ClientError):
        await ask("POST", f"/channels/{general.id}/messages", {"content": "x"})
    assert len(general.standing) == said
    assert server.requests.all[-1].status == 0


async def test_the_clients_nonce_keeps_a_retry_from_saying_it_twice(server: DiscordServer, ask: Ask) -> None:
    general = server.guild().text_channel("general")
    body = {"content": "x", "nonce": "card-1", "enforce_nonce": True}
    server.cut(SEND)
    with pytest.raises(aiohttp.ClientError):
        await ask("POST", f"/channels/{general.id}/messages", body)
    assert (await ask("POST", f"/channels/{general.id}/messages", body)).status == 200
    assert len(general.standing) == 1


async def test_a_route_can_be_slow(server: DiscordServer, ask: Ask) -> None:
    general = server.guild().text_channel("general")
    loop = asyncio.get_running_loop()
    with server.slow(SEND, 0.2):
        started = loop.time()
        await ask("GET", f"/channels/{general.id}")
        quick = loop.time() - started
        await ask("POST", f"/channels/{general.id}/messages", {"content": "x"})
        assert loop.time() - started - quick >= 0.2
        assert quick < 0.2


async def test_discord_py_retries_a_500_and_not_a_503(server: DiscordServer) -> None:
    general = server.guild().text_channel("general")
    async with logged_in(server) as client:
        channel = client.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        server.fail(SEND, status=503)
        with pytest.raises(discord.DiscordServerError):
            await channel.send("x")
        server.fail(SEND, status=500)
        await channel.send("x")
        assert [one.status for one in server.requests.named(SEND)] == [503, 500, 200]
