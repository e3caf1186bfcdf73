from collections.abc import Callable

import discord
import pytest

from discord_server.gateway.gateway import Gateway
from discord_server.plain_client import logged_in
from discord_server.server import DiscordServer

BREAKS: list[Callable[[Gateway], None]] = [
    lambda gateway: gateway.reconnect(),
    lambda gateway: gateway.invalidate(resumable=True),
    lambda gateway: gateway.close(4000),
    lambda gateway: gateway.close(1000),
    lambda gateway: gateway.cut(),
]


@pytest.mark.parametrize("breaks", BREAKS, ids=["op 7", "op 9 resumable", "close 4000", "close 1000", "cut"])
async def test_a_resume_brings_what_was_missed(server: DiscordServer, breaks: Callable[[Gateway], None]) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        await guild.owner.says("before", in_=general)
        await server.until(lambda: client.contents)
        breaks(server.gateway)
        await guild.owner.says("meanwhile", in_=general)
        await server.until(lambda: server.gateway.resumes == 1 and len(client.contents) == 2)
        assert client.contents == ["before", "meanwhile"]
        assert len(server.gateway.logins) == 1
        assert client.all("shard_resumed") == [0]


async def test_after_an_invalid_session_the_client_logs_in_afresh_and_nothing_is_replayed(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        server.gateway.invalidate()
        await guild.owner.says("lost", in_=general)
        await server.until(lambda: len(server.gateway.logins) == 2 and len(client.all("shard_ready")) == 2)
        await guild.owner.says("heard", in_=general)
        await server.until(lambda: client.contents)
        assert client.contents == ["heard"]
        assert server.gateway.resumes == 0


async def test_a_resume_of_a_forgotten_session_ends_in_a_login(server: DiscordServer) -> None:
    server.guild()
    async with logged_in(server):
        server.gateway.forget()
        server.gateway.cut()
        await server.until(lambda: len(server.gateway.logins) == 2)


async def test_a_resume_may_send_again_what_was_received(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        await guild.owner.says("one", in_=general)
        await guild.owner.says("two", in_=general)
        await server.until(lambda: len(client.contents) == 2)
        server.gateway.overlap = 2
        server.gateway.reconnect()
        await server.until(lambda: len(client.contents) == 4)
        assert client.contents == ["one", "two", "one", "two"]


async def test_a_restart_of_the_server_is_survived(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        await server.restart()
        await server.until(lambda: len(server.gateway.logins) == 2)
        await guild.owner.says("back", in_=general)
        await server.until(lambda: client.contents)


async def test_a_client_that_says_goodbye_gives_its_session_up(server: DiscordServer) -> None:
    server.guild()
    async with logged_in(server):
        assert len(server.gateway.sessions) == 1
    await server.until(lambda: not server.gateway.sessions)


async def test_members_are_found_over_the_gateway(server: DiscordServer) -> None:
    guild = server.guild()
    alice = guild.member("alice")
    guild.member("bob")
    async with logged_in(server) as client:
        assert [one.id for one in await client.guilds[0].query_members("ali")] == [alice.id]
        assert [one.name for one in await client.guilds[0].query_members(user_ids=[alice.id])] == ["alice"]


@pytest.mark.parametrize("code", [4004, 4014])
async def test_a_fatal_close_stops_the_client(server: DiscordServer, code: int) -> None:
    server.guild()
    async with logged_in(server) as client:
        server.gateway.close(code)
        await server.until(client.is_closed)


async def test_events_can_be_held_turned_round_repeated_and_dropped(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        with server.gateway.held() as events:
            for word in "abcd":
                await guild.owner.says(word, in_=general)
            events[:] = [events[3], events[0], events[0], events[2]]
        with server.gateway.twice():
            await guild.owner.says("e", in_=general)
        with server.gateway.reordered():
            await guild.owner.says("f", in_=general)
            await guild.owner.says("g", in_=general)
        server.gateway.drop(next=1)
        await guild.owner.says("h", in_=general)
        await guild.owner.says("i", in_=general)
        server.gateway.resend(last=2)
        await server.until(lambda: len(client.contents) >= 11)
        assert "".join(client.contents) == "daaceegfifi"


@pytest.mark.parametrize("order", ["before", "after"])
async def test_an_event_comes_before_or_after_the_answer_as_chosen(server: DiscordServer, order: str) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    server.gateway.order = "before" if order == "before" else "after"
    async with logged_in(server) as client:
        channel = client.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        for number in range(5):
            await channel.send(str(number))
            # at the answer the event has been heard, or has not
            assert len(client.contents) == (number + 1 if order == "before" else number)
            await server.until(lambda n=number: len(client.contents) == n + 1)  # type: ignore[misc]  # bound at once


async def test_an_outage_is_no_removal(server: DiscordServer) -> None:
    guilds = [server.guild("one"), server.guild("two")]
    async with logged_in(server) as client:
        server.outage(*guilds)
        await server.until(lambda: len(client.all("guild_unavailable")) == 2)
        server.outage_ends(*guilds)
        await server.until(lambda: len(client.all("guild_available")) >= 2)
        server.removes_bot(guilds[0])
        await server.until(lambda: client.all("guild_remove"))
        assert [guild.id for guild in client.guilds] == [guilds[1].id]
        with pytest.raises(discord.NotFound):
            await client.fetch_guild(guilds[0].id)
        server.invites_bot(guilds[0])
        await server.until(lambda: client.all("guild_join"))


async def test_a_guild_in_an_outage_at_login_stays_unavailable(server: DiscordServer) -> None:
    guild = server.guild()
    server.outage(guild)
    async with logged_in(server) as client:
        (seen,) = client.guilds
        assert seen.unavailable
