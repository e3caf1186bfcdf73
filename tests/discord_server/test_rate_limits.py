import asyncio

import aiohttp
import discord
import pytest

from discord_server.ask import Ask
from discord_server.plain_client import PlainClient, logged_in
from discord_server.rest.rate_limits import SEND, Limit
from discord_server.server import DiscordServer
from discord_server.world.channel import Channel


def seen(client: PlainClient, channel: Channel) -> discord.TextChannel:
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_client_that_reads_the_headers_is_never_refused() -> None:
    async with DiscordServer(faster=20) as server:
        general = server.guild().text_channel("general")
        async with logged_in(server) as client:
            for number in range(12):
                await seen(client, general).send(str(number))
        sent = server.requests.named(SEND)
        assert [one.status for one in sent] == [200] * 12
        # 5 in a window of 5 s / 20, so twelve take two windows
        assert sent[-1].at - sent[0].at >= 0.5
        assert len(general.standing) == 12


async def test_a_429_names_its_bucket_and_when_to_come_back() -> None:
    async with DiscordServer(faster=10) as server, aiohttp.ClientSession() as session:
        ask = Ask(server, session)
        guild = server.guild()
        here, there = guild.text_channel("here"), guild.text_channel("there")
        replies = [await ask("POST", f"/channels/{here.id}/messages", {"content": "x"}) for _ in range(6)]
        assert [one.status for one in replies] == [200] * 5 + [429]
        assert [one.headers["X-RateLimit-Remaining"] for one in replies] == ["4", "3", "2", "1", "0", "0"]
        refused = replies[-1]
        assert (refused.headers["X-RateLimit-Scope"], refused.body["global"]) == ("user", False)
        assert 0 < refused.body["retry_after"] <= 0.5
        assert "Via" in refused.headers
        elsewhere = await ask("POST", f"/channels/{there.id}/messages", {"content": "x"})
        assert elsewhere.status == 200
        assert elsewhere.headers["X-RateLimit-Bucket"] == refused.headers["X-RateLimit-Bucket"]
        await ask("POST", f"/channels/{here.id}/messages", {"content": "x"})
        assert len(server.requests.invalid) == 2
        await asyncio.sleep(0.1)
        await ask("POST", f"/channels/{here.id}/messages", {"content": "impatient"})
        assert [one.body["content"] for one in server.requests.inside_retry_after()] == ["impatient"]


async def test_a_global_429_stops_every_route_but_interactions(server: DiscordServer, ask: Ask) -> None:
    general = server.guild().text_channel("general")
    server.limits.faster, server.limits.everything = 1, Limit(2, 0.5)
    replies = [await ask("GET", f"/channels/{general.id}") for _ in range(3)]
    assert [one.status for one in replies] == [200, 200, 429]
    assert (replies[-1].body["global"], replies[-1].headers["X-RateLimit-Global"]) == (True, "true")
    assert (await ask("GET", "/users/@me")).status == 429
    assert (await ask("POST", "/interactions/1/unknown/callback", {"type": 5})).code == 10062


@pytest.mark.parametrize(("scope", "inside"), [("user", ["here"]), ("global", ["here", "there", "read"])])
async def test_the_log_knows_who_came_inside_a_retry_after(server: DiscordServer, ask: Ask, scope: str, inside: list[str]) -> None:
    guild = server.guild()
    paths = [f"/channels/{guild.text_channel(name).id}/messages" for name in ("here", "there")]
    server.fail(SEND, status=429, retry_after=0.4, scope=scope)
    await ask("POST", paths[0], {"content": "refused"})
    await asyncio.sleep(0.1)
    for path, text in zip(paths, ("here", "there"), strict=True):
        await ask("POST", path, {"content": text})
    await ask("GET", paths[0])
    await ask("POST", "/interactions/1/unknown/callback", {"type": 5})
    await asyncio.sleep(0.4)
    await ask("POST", paths[0], {"content": "in time"})
    assert [one.body.get("content", "read") for one in server.requests.inside_retry_after()] == inside


@pytest.mark.parametrize("scope", ["user", "global"])
async def test_the_client_waits_a_429_out(server: DiscordServer, scope: str) -> None:
    guild = server.guild()
    general, other = guild.text_channel("general"), guild.text_channel("other")
    async with logged_in(server) as client:
        server.fail("POST /channels", status=429, retry_after=0.3, scope=scope)
        first = asyncio.create_task(seen(client, general).send("one"))
        await server.until(lambda: server.requests.all[-1].status == 429)
        await server.settled(0.1)
        await seen(client, other).send("two")
        await first
        assert not server.requests.inside_retry_after()
        sent = server.requests.named(SEND)
        assert [one.status for one in sent] == [429, 200, 200]
        waited = sent[1].at - sent[0].at
        assert (waited >= 0.3) is (scope == "global"), waited


async def test_a_429_that_is_not_discords_own_is_not_retried(server: DiscordServer) -> None:
    general = server.guild().text_channel("general")
    async with logged_in(server) as client:
        server.fail(SEND, status=429, retry_after=0.1, through_discord=False)
        with pytest.raises(discord.HTTPException, match="429"):
            await seen(client, general).send("x")


async def test_deletions_have_a_bucket_for_each_age(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    buckets = []
    for age in (0.0, 60.0, 15 * 86400.0):
        said = await guild.owner.says("x", in_=general)
        server.advance(age)
        reply = await ask("DELETE", f"/channels/{general.id}/messages/{said.id}")
        buckets.append(reply.headers["X-RateLimit-Bucket"])
    missing = await ask("DELETE", f"/channels/{general.id}/messages/1")
    assert len(set(buckets)) == 3
    assert missing.headers["X-RateLimit-Bucket"] == buckets[0]


async def test_webhooks_of_a_channel_share_a_hidden_limit() -> None:
    async with DiscordServer(faster=60) as server, aiohttp.ClientSession() as session:
        ask = Ask(server, session)
        general = server.guild().text_channel("general")
        hooks = [(await ask("POST", f"/channels/{general.id}/webhooks", {"name": "w"})).body for _ in range(7)]
        paths = [f"/webhooks/{hook['id']}/{hook['token']}" for hook in hooks for _ in range(5)]
        statuses = [(await ask("POST", path, {"content": "x"})).status for path in paths]
        assert statuses.count(429) == 5
        assert {one.scope for one in server.requests.named("{token}") if one.status == 429} == {"shared"}
        assert not server.requests.invalid
