"""Messages read past discord.py's decoding are those that it decodes; and another discord.py than the known one decodes them itself."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.platforms.discord.gateway import frames
from bot.platforms.discord.gateway.client import SILENCE, Client, Event, Times
from bot.platforms.discord.gateway.payloads import Message, message, read
from discord_server.addresses import discord_py_looks_here
from discord_server.people.things import attachment, poll, sticker
from discord_server.server import DiscordServer

OTHER = "2.7.999"


@dataclass
class Listener:
    """Notes what is heard of messages, and which events discord.py decoded."""

    heard: list[tuple[str, Any]] = field(default_factory=list)
    decoded: set[str] = field(default_factory=set)

    def said(self, message: Message) -> None:
        self.heard.append(("said", message))

    def edited(self, message: Message) -> None:
        self.heard.append(("edited", message))

    def removed(self, guild: str, channel: str, messages: list[str]) -> None:
        self.heard.append(("removed", (guild, channel, messages)))

    def arrived(self, event: Event) -> None: ...

    def left(self, guild: str) -> None: ...

    def allowed(self, guild: str, channel: str, *, differs: bool) -> None: ...

    def ready(self, shard: int, guilds: list[str]) -> None: ...


@contextlib.asynccontextmanager
async def listening(server: DiscordServer, version: str = discord.__version__, silence: float = SILENCE) -> AsyncIterator[Listener]:
    listener = Listener()
    client = Client(listener, times=Times(0.0, silence), version=version)

    @client.event
    async def on_socket_event_type(name: str) -> None:
        listener.decoded.add(name)

    with discord_py_looks_here(server):
        running = asyncio.create_task(client.start(server.token))
        try:
            await server.until(lambda: client.is_ready() or running.done())
            yield listener
        finally:
            await client.close()
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("compressed", [False, True])
async def test_both_ways_hear_the_same(compressed: bool) -> None:  # noqa: FBT001 - a case
    async with DiscordServer(faster=50) as server:
        server.gateway.compressed = compressed
        guild = server.guild()
        general, forum = guild.text_channel("general"), guild.forum("help")
        alice, bob = guild.member("alice", [guild.role("crew")]), guild.member("bob")
        async with listening(server) as seam, listening(server, OTHER) as stock:
            first = await alice.says("good morning 😎 \u202e <@1>", in_=general)
            await bob.says("and to you", in_=general, reply_to=first)
            await bob.says("", in_=general, files=[attachment("cat.png"), attachment("dog.png", 5)], **sticker("wave"))
            await bob.says("", in_=general, **poll("Tea?", "yes", "no"))
            await bob.forwards(first, in_=general)
            await alice.opens_post(forum, "a title", "a text")
            await alice.edits(first, "good evening")
            server.unfurls(first, "https://example.org")
            server.gateway.reconnect()
            await server.until(lambda: server.gateway.resumes == 2)
            server.gateway.resend(2)
            await bob.says("still there", in_=general)
            guild.tell("MESSAGE_CREATE", {"guild_id": str(guild.id)})
            await alice.deletes(first)
            await server.until(lambda: all(each.heard and each.heard[-1][0] == "removed" for each in (seam, stock)))
        assert seam.heard == stock.heard
        assert len(seam.heard) >= 10
        assert stock.decoded - seam.decoded == {"MESSAGE_CREATE", "MESSAGE_UPDATE"}


@pytest.mark.parametrize(("version", "warned"), [(discord.__version__, 0), (OTHER, 1)])
async def test_another_discord_py_reads_for_itself_and_that_is_said(version: str, warned: int) -> None:
    async with DiscordServer(faster=50) as server:
        guild = server.guild()
        general, alice = guild.text_channel("general"), guild.member("alice")
        with capture_logs() as logs:
            async with listening(server, version) as listener:
                await alice.says("hello", in_=general)
                await server.until(lambda: listener.heard)
        told = [each for each in logs if "slower" in each["event"]]
        assert len(told) == warned
        assert all(OTHER in each["why"] for each in told)
        assert listener.heard[0][1].content == "hello"


async def test_a_line_that_falls_silent_is_taken_up_anew() -> None:
    async with DiscordServer() as server:
        guild = server.guild()
        general, alice = guild.text_channel("general"), guild.member("alice")
        async with listening(server, silence=1.0) as listener:
            for number in range(15):
                await alice.says(f"{number}", in_=general)
                await asyncio.sleep(0.1)
            assert server.gateway.resumes == 0
            await server.until(lambda: server.gateway.resumes == 1)
            await alice.says("still there", in_=general)
            await server.until(lambda: listener.heard[-1][1].content == "still there")
        assert len(listener.heard) == 16
        assert server.gateway.heartbeats <= 2  # which are 41 seconds apart: it was no heartbeat that told


class Renamed(DiscordWebSocket):
    """A version in which a socket hands its frames to another method."""

    async def poll_event(self) -> None:
        await self.received_frame(await self.socket.receive())  # type: ignore[attr-defined]  # that is what has changed


def test_a_socket_of_another_shape_does_not_fit() -> None:
    assert frames.misfit(frames.DISCORD_PY) == ""
    assert "received_message" in frames.misfit(frames.DISCORD_PY, Renamed)
    assert "from_client" in frames.misfit(frames.DISCORD_PY, object)  # type: ignore[arg-type]  # it has none of the methods


def test_the_locked_discord_py_is_the_known_one() -> None:
    assert discord.__version__ == frames.DISCORD_PY


names = st.text(max_size=6)
texts = st.none() | st.fixed_dictionaries({}, optional={"text": st.none() | names})
files = st.fixed_dictionaries(
    {}, optional={"filename": names, "content_type": st.none() | names, "size": st.integers(0, 2**40), "title": names}
)
layers: dict[str, st.SearchStrategy[Any]] = {
    "content": st.none() | st.text(),
    "poll": st.none() | st.fixed_dictionaries({"question": texts, "answers": st.lists(st.fixed_dictionaries({"poll_media": texts}))}),
    "attachments": st.lists(files, max_size=3),
    "sticker_items": st.lists(st.fixed_dictionaries({"id": names, "name": names}), max_size=2),
}
moments = st.none() | st.datetimes(timezones=st.timezones()).map(lambda at: at.astimezone(tz=None).isoformat())
authors = st.fixed_dictionaries({"id": names}, optional={"bot": st.booleans(), "username": names})
messages = st.fixed_dictionaries(
    {"id": names, "channel_id": names},
    optional=layers
    | {
        "guild_id": names,
        "type": st.integers(0, 30),
        "author": authors,
        "member": st.fixed_dictionaries({"roles": st.lists(names)}, optional={"joined_at": moments}),
        "webhook_id": names,
        "edited_timestamp": moments,
        "message_reference": st.fixed_dictionaries({}, optional={"message_id": names, "type": st.integers(0, 1)}),
        "referenced_message": st.none() | st.fixed_dictionaries({"author": authors, "content": names}),
        "message_snapshots": st.lists(st.fixed_dictionaries({"message": st.fixed_dictionaries({}, optional=layers)}), max_size=2),
        "embeds": st.lists(st.dictionaries(names, st.integers() | names)),
    },
)


@given(messages)
def test_one_message_of_json_and_of_what_json_holds(told: dict[str, Any]) -> None:
    assert read(json.dumps(told).encode()) == message(told)
