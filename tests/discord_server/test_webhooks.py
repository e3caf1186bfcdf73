import discord
import pytest

from discord_server.ask import Ask
from discord_server.plain_client import logged_in
from discord_server.server import DiscordServer


async def test_the_bot_speaks_through_a_webhook(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    async with logged_in(server) as client:
        channel = client.get_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        webhook = await channel.create_webhook(name="Restored")
        assert [one.id for one in await channel.webhooks()] == [webhook.id]
        everything = discord.AllowedMentions.none()
        said = await webhook.send(f"restored {alice.mention} @everyone", username="alice", wait=True, allowed_mentions=everything)
        await webhook.edit_message(said.id, content="restored, edited")
        (standing,) = general.standing
        assert (standing.author.name, standing.shown, standing.pings) == ("alice", "restored, edited", set())
        await server.until(lambda: client.all("message"))
        assert client.all("message")[0].webhook_id == webhook.id
        await webhook.delete_message(said.id)
        assert not standing.stands
        await webhook.delete()
        with pytest.raises(discord.NotFound):
            await webhook.send("gone")


async def test_a_webhook_of_a_forum_writes_into_its_posts(server: DiscordServer) -> None:
    guild = server.guild()
    forum = guild.forum("help")
    first = await guild.owner.opens_post(forum, "title", "text")
    async with logged_in(server) as client:
        channel = client.get_channel(forum.id)
        assert isinstance(channel, discord.ForumChannel)
        webhook = await channel.create_webhook(name="Restored")
        await webhook.send("again", username="olga", thread=discord.Object(first.channel.id), wait=True)
        assert [one.shown for one in first.channel.standing] == ["text", "again"]


@pytest.mark.parametrize(
    ("where", "path", "body", "code"),
    [
        ("text", "", {}, 0),
        ("text", "?thread_id={thread}", {}, 0),
        ("text", "?thread_id={post}", {}, 10003),
        ("text", "", {"thread_name": "x"}, 220003),
        ("forum", "", {}, 220001),
        ("forum", "", {"thread_name": "x"}, 0),
        ("forum", "?thread_id={post}", {}, 0),
        ("forum", "?thread_id={post}", {"thread_name": "x"}, 220002),
        ("text", "", {"username": "alice"}, 0),
        ("text", "", {"username": "u" * 80}, 0),
        ("text", "", {"username": "u" * 81}, 50035),
        ("text", "", {"username": "Discord mod"}, 50035),
        ("text", "", {"username": "clyde"}, 50035),
        ("text", "", {"content": "x" * 2001}, 50035),
    ],
)
async def test_a_webhook_speaks_only_where_it_belongs(
    server: DiscordServer, ask: Ask, where: str, path: str, body: dict[str, str], code: int
) -> None:
    guild = server.guild()
    places = {"text": guild.text_channel("general"), "forum": guild.forum("help")}
    thread = await guild.owner.opens_thread(places["text"], "talk")
    post = (await guild.owner.opens_post(places["forum"], "title", "text")).channel
    made = (await ask("POST", f"/channels/{places[where].id}/webhooks", {"name": "w"})).body
    target = f"/webhooks/{made['id']}/{made['token']}" + path.format(thread=thread.id, post=post.id)
    assert (await ask("POST", target, {"content": "x", **body})).code == code


@pytest.mark.parametrize(
    ("name", "code"), [("Restored", 0), ("n" * 80, 0), ("", 50035), ("n" * 81, 50035), ("My DISCORD", 50035), ("Clyde", 50035)]
)
async def test_a_webhooks_name_has_bounds(server: DiscordServer, ask: Ask, name: str, code: int) -> None:
    general = server.guild().text_channel("general")
    assert (await ask("POST", f"/channels/{general.id}/webhooks", {"name": name})).code == code


async def test_webhooks_are_made_in_channels_and_not_without_end(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    thread = await guild.owner.opens_thread(general, "talk")
    assert (await ask("POST", f"/channels/{thread.id}/webhooks", {"name": "w"})).code == 50024
    codes = [(await ask("POST", f"/channels/{general.id}/webhooks", {"name": "w"})).code for _ in range(16)]
    assert codes == [0] * 15 + [30007]


async def test_a_wrong_token_opens_nothing(server: DiscordServer, ask: Ask) -> None:
    general = server.guild().text_channel("general")
    made = (await ask("POST", f"/channels/{general.id}/webhooks", {"name": "w"})).body
    assert (await ask("POST", f"/webhooks/{made['id']}/wrong", {"content": "x"})).code == 50027
    assert (await ask("POST", "/webhooks/1/wrong", {"content": "x"})).code == 10015
