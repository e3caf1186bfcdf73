import discord
import pytest

from discord_server.ask import Ask
from discord_server.plain_client import logged_in
from discord_server.refusal import Refused
from discord_server.server import DiscordServer
from discord_server.world.permission import Permission


async def test_people_open_threads_and_talk_in_them(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    async with logged_in(server) as client:
        start = await alice.says("a question", in_=general)
        thread = await alice.opens_thread(general, "answers", start=start)
        await alice.says("an answer", in_=thread)
        await server.until(lambda: len(client.all("message")) == 2)
        assert thread.id == start.id
        (heard,) = client.all("thread_create")
        assert (heard.name, heard.parent_id, heard.owner_id) == ("answers", general.id, alice.id)
        assert client.all("message")[1].channel.parent_id == general.id


async def test_a_forum_post_is_a_thread_and_its_first_message(server: DiscordServer) -> None:
    guild = server.guild()
    forum, alice = guild.forum("help"), guild.member("alice")
    async with logged_in(server) as client:
        first = await alice.opens_post(forum, "My title", "my text")
        await alice.says("more", in_=first.channel)
        await server.until(lambda: len(client.all("message")) == 2)
        names = [name for name, _ in client.heard if name in {"thread_create", "message"}]
        assert names == ["thread_create", "message", "message"]
        assert (client.all("thread_create")[0].name, client.contents) == ("My title", ["my text", "more"])
        assert client.all("message")[0].id == first.channel.id == first.id


async def test_the_bot_locks_archives_and_opens_a_post(server: DiscordServer) -> None:
    guild = server.guild()
    forum, alice = guild.forum("help"), guild.member("alice")
    async with logged_in(server) as client:
        first = await alice.opens_post(forum, "title", "text")
        thread = await client.fetch_channel(first.channel.id)
        assert isinstance(thread, discord.Thread)
        await thread.edit(locked=True, archived=True)
        assert (first.channel.locked, first.channel.archived) == (True, True)
        with pytest.raises(Refused, match="50083"):
            await alice.says("again", in_=first.channel)
        with pytest.raises(discord.HTTPException, match="50083"):
            await thread.send("archived")
        with pytest.raises(discord.HTTPException, match="50083"):
            await thread.get_partial_message(first.id).delete()
        await thread.edit(locked=False, archived=False)
        await alice.says("again", in_=first.channel)
        await thread.send("open")


async def test_a_message_opens_an_archived_thread_that_is_not_locked(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    async with logged_in(server) as client:
        thread = await alice.opens_thread(general, "talk")
        said = await alice.says("one", in_=thread)
        await guild.owner.changes(thread, archived=True)
        with pytest.raises(Refused, match="50083"):
            await alice.edits(said, "two")
        await alice.says("three", in_=thread)
        assert not thread.archived
        await server.until(lambda: client.all("raw_thread_update"))


async def test_the_bot_opens_threads_and_posts(server: DiscordServer) -> None:
    guild = server.guild()
    guild.bot_role.permissions |= Permission.CREATE_PUBLIC_THREADS | Permission.CREATE_PRIVATE_THREADS
    general, forum = guild.text_channel("general"), guild.forum("help")
    async with logged_in(server) as client:
        channel, posts = client.get_channel(general.id), client.get_channel(forum.id)
        assert isinstance(channel, discord.TextChannel)
        assert isinstance(posts, discord.ForumChannel)
        opened = await channel.create_thread(name="side", type=discord.ChannelType.public_thread)
        await opened.send("hi")
        await opened.leave()
        await opened.join()
        made = await posts.create_thread(name="post", content="text")
        assert made.message.id == made.thread.id
        await made.thread.delete()
        with pytest.raises(discord.NotFound):
            await client.fetch_channel(made.thread.id)


@pytest.mark.parametrize(
    ("missing", "body", "code"),
    [
        (Permission(0), {"archived": True, "locked": True}, 0),
        (Permission.MANAGE_THREADS, {"archived": True, "locked": True}, 50013),
        (Permission.MANAGE_THREADS, {"name": "new"}, 50013),
        (Permission.VIEW_CHANNEL, {"archived": True}, 50001),
    ],
)
async def test_changing_a_thread_needs_permission(server: DiscordServer, ask: Ask, missing: Permission, body: object, code: int) -> None:
    guild = server.guild()
    thread = await guild.owner.opens_thread(guild.text_channel("general"), "talk")
    guild.bot_role.permissions &= ~missing
    guild.everyone.permissions &= ~missing
    assert (await ask("PATCH", f"/channels/{thread.id}", body)).code == code


async def test_a_private_thread_is_seen_by_its_members_and_those_who_manage_threads(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    thread = await guild.owner.opens_thread(general, "secret", private=True)
    assert not alice.permissions(thread)
    assert guild.me.permissions(thread) & Permission.VIEW_CHANNEL
    guild.bot_role.permissions &= ~Permission.MANAGE_THREADS
    assert not guild.me.permissions(thread)


async def test_a_channel_goes_with_its_threads(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    thread = await guild.owner.opens_thread(general, "talk")
    await guild.owner.removes(general)
    assert (await ask("GET", f"/channels/{general.id}")).code == 10003
    assert (await ask("POST", f"/channels/{thread.id}/messages", {"content": "x"})).code == 10003
