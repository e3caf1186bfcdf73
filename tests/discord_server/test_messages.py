import discord
import pytest

from discord_server.people.things import attachment, poll, sticker
from discord_server.plain_client import PlainClient, logged_in
from discord_server.server import DiscordServer
from discord_server.world.channel import Channel


def seen(client: PlainClient, channel: Channel) -> discord.TextChannel:
    found = client.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_conversation_is_heard_as_it_was_held(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice, bob = guild.text_channel("general"), guild.member("alice"), guild.member("bob")
    async with logged_in(server) as client:
        question = await alice.says("Is it open?", in_=general)
        await bob.says("Yes", in_=general, reply_to=question)
        await alice.edits(question, "Is the shop open?")
        await alice.deletes(question)
        await bob.forwards(await bob.says("forward me", in_=general), in_=general)
        await bob.says("", in_=general, files=[attachment("cat.png")])
        await server.until(lambda: len(client.all("message")) == 5)
        asked, answered, _, forwarded, file = client.all("message")
        assert (asked.author.id, asked.type, asked.guild.id) == (alice.id, discord.MessageType.default, guild.id)
        assert answered.reference.resolved.content == "Is it open?"
        assert (forwarded.content, forwarded.message_snapshots[0].content) == ("", "forward me")
        assert file.attachments[0].filename == "cat.png"
        (edited,) = client.all("raw_message_edit")
        assert (edited.message.content, edited.message.edited_at is not None) == ("Is the shop open?", True)
        assert client.all("raw_message_delete")[0].message_id == question.id


async def test_the_bot_says_replies_edits_and_deletes(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    async with logged_in(server) as client:
        channel = seen(client, general)
        hers = await alice.says("hello", in_=general)
        said = await channel.get_partial_message(hers.id).reply("hello alice")
        await said.edit(content="hello, Alice")
        assert [one.shown for one in general.standing] == ["hello", "hello, Alice"]
        assert general.standing[1].reply_to is hers
        assert general.standing[1].pings == {alice.id}
        await channel.get_partial_message(hers.id).delete()
        assert not hers.stands
        with_file = await channel.send(file=discord.File(__file__, "a.txt"))
        assert [one.filename for one in with_file.attachments] == ["a.txt"]


async def test_history_comes_newest_first_and_after_a_message(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    said = [await guild.owner.says(str(number), in_=general) for number in range(5)]
    async with logged_in(server) as client:
        channel = seen(client, general)
        assert [one.content async for one in channel.history(limit=3)] == ["4", "3", "2"]
        assert [one.content async for one in channel.history(after=discord.Object(said[1].id))] == ["2", "3", "4"]
        assert [one.content async for one in channel.history(before=discord.Object(said[2].id))] == ["1", "0"]
        assert channel.last_message_id == said[4].id


async def test_a_bulk_delete_is_one_event(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    said = [await guild.owner.says(str(number), in_=general) for number in range(4)]
    async with logged_in(server) as client:
        await seen(client, general).delete_messages([discord.Object(one.id) for one in said[1:]], reason="a reason, with 100 %")
        await server.until(lambda: client.all("raw_bulk_message_delete"))
        assert [one.stands for one in said] == [True, False, False, False]
        (request,) = server.requests.named("bulk-delete")
        assert request.reason == "a reason, with 100 %"
        assert [int(one) for one in request.body["messages"]] == [one.id for one in said[1:]]


async def test_direct_messages_reach_who_takes_them(server: DiscordServer) -> None:
    guild = server.guild()
    alice, bob = guild.member("alice"), guild.member("bob")
    bob.account.takes_dms = False
    async with logged_in(server) as client:
        await (await client.fetch_user(alice.id)).send("psst")
        assert [one.shown for one in server.world.dm(alice.account).standing] == ["psst"]
        shy = await client.fetch_user(bob.id)
        with pytest.raises(discord.Forbidden, match="50007"):
            await shy.send("psst")


async def test_a_user_installed_app_speaks_for_a_human(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    async with logged_in(server) as client:
        await alice.says_through_an_app("buy", in_=general)
        await server.until(lambda: client.all("message"))
        (said,) = client.all("message")
        assert said.author.bot
        assert said.interaction_metadata.user.id == alice.id
        assert said.interaction_metadata.is_user_integration()


async def test_an_unfurl_is_an_update_and_no_edit(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        said = await guild.owner.says("https://example.org", in_=general)
        server.unfurls(said, "https://example.org")
        server.system_message(general)
        await server.until(lambda: len(client.all("message")) == 2)
        (update,) = client.all("raw_message_edit")
        assert (update.message.edited_at, len(update.message.embeds)) == (None, 1)
        assert client.all("message")[1].is_system()


async def test_stickers_and_polls_are_heard(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        await guild.owner.says("", in_=general, **sticker("wave"))
        await guild.owner.says("", in_=general, **poll("Cake?", "yes", "no"))
        await server.until(lambda: len(client.all("message")) == 2)
        waving, asked = client.all("message")
        assert waving.stickers[0].name == "wave"
        assert asked.poll.question == "Cake?"
