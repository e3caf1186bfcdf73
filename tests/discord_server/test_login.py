import asyncio

import discord
import pytest

from discord_server.addresses import discord_py_looks_here
from discord_server.plain_client import PlainClient, hushs_intents, logged_in
from discord_server.server import DiscordServer


async def test_an_unmodified_client_logs_in_and_sees_its_guilds(server: DiscordServer) -> None:
    guild = server.guild("Bakers", owner="olga")
    guild.text_channel("general")
    guild.forum("recipes")
    guild.voice_channel("lounge")
    async with logged_in(server) as client:
        (seen,) = client.guilds
        assert (seen.name, seen.owner_id) == ("Bakers", guild.owner.id)
        assert {(one.name, str(one.type)) for one in seen.channels} == {("general", "text"), ("recipes", "forum"), ("lounge", "voice")}
        assert seen.me.guild_permissions.manage_messages
        assert not seen.me.guild_permissions.administrator


async def test_a_wrong_token_is_refused(server: DiscordServer) -> None:
    client = PlainClient()
    with discord_py_looks_here(server), pytest.raises(discord.LoginFailure):
        await client.start("another token")
    await client.close()


async def test_an_intent_that_was_not_granted_closes_the_gateway(server: DiscordServer) -> None:
    server.guild()
    server.gateway.denies_privileged_intents()
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with logged_in(server):
            pass


async def test_without_the_content_intent_a_strangers_text_is_empty(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    intents = hushs_intents()
    intents.message_content = False
    async with logged_in(server, PlainClient(intents)) as client:
        await alice.says("secret", in_=general)
        await alice.says(f"{server.bot.mention} not secret", in_=general)
        await server.until(lambda: len(client.contents) == 2)
        assert client.contents == ["", f"{server.bot.mention} not secret"]


async def test_events_that_no_intent_asks_for_are_not_sent(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        newcomer = guild.member("newcomer")
        await guild.owner.bans(newcomer)
        await guild.owner.says("done", in_=general)
        await server.until(lambda: client.contents)
        assert not client.all("raw_member_remove")
        assert not client.all("member_ban")


async def test_a_channel_that_the_bot_cannot_see_is_silent(server: DiscordServer) -> None:
    guild = server.guild()
    hidden, general = guild.text_channel("hidden"), guild.text_channel("general")
    hidden.denies(guild.everyone, discord_view := guild.everyone.permissions.VIEW_CHANNEL).denies(guild.bot_role, discord_view)
    async with logged_in(server) as client:
        await guild.owner.says("unheard", in_=hidden)
        await guild.owner.says("heard", in_=general)
        await server.until(lambda: client.contents)
        assert client.contents == ["heard"]


async def test_each_shard_hears_its_own_guilds() -> None:
    async with DiscordServer(shards=3) as server:
        guilds = [server.guild(f"on {shard}", shard=shard) for shard in range(3)]
        channels = [guild.text_channel("general") for guild in guilds]
        async with logged_in(server, PlainClient(shard_ids=[0, 2], shard_count=3)) as client:
            for guild, channel in zip(guilds, channels, strict=True):
                await guild.owner.says(guild.name, in_=channel)
            await server.until(lambda: len(client.contents) == 2)
            assert client.contents == ["on 0", "on 2"]
            assert {login.shard for login in server.gateway.logins} == {(0, 3), (2, 3)}


async def test_two_processes_are_told_apart_in_the_log() -> None:
    async with DiscordServer(shards=2) as server:
        async with logged_in(server, PlainClient(shard_ids=[0], shard_count=2), process="one"):
            pass
        async with logged_in(server, PlainClient(shard_ids=[1], shard_count=2), process="two"):
            pass
        assert {request.process for request in server.requests} == {"one", "two"}
        assert [(login.process, login.shard) for login in server.gateway.logins] == [("one", (0, 2)), ("two", (1, 2))]


async def test_a_client_that_asks_for_compression_gets_it(server: DiscordServer) -> None:
    server.gateway.compressed = True
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        for number in range(3):
            await guild.owner.says(f"{number} " + "words " * 50, in_=general)
        await server.until(lambda: len(client.contents) == 3)


async def test_a_client_beats_when_asked(server: DiscordServer) -> None:
    async with logged_in(server):
        before = server.gateway.heartbeats
        server.gateway.asks_for_heartbeat()
        await server.until(lambda: server.gateway.heartbeats > before)


async def test_waiting_in_vain_shows_the_last_requests(server: DiscordServer) -> None:
    async with logged_in(server):
        with pytest.raises(AssertionError, match="GET /gateway/bot"):
            await server.until(lambda: False, timeout=0.05)
        await asyncio.sleep(0)
