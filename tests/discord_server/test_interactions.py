import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest

from discord_server.ask import Ask
from discord_server.full_client import FullClient, card
from discord_server.people.person import Person
from discord_server.plain_client import logged_in
from discord_server.refusal import Refused
from discord_server.server import DiscordServer
from discord_server.world.channel import Channel
from discord_server.world.guild import Guild
from discord_server.world.interaction import COMMAND, Interaction
from discord_server.world.message import Message
from discord_server.world.permission import Permission


@dataclass
class Scene:
    """A guild with a moderator, somebody who is none, and the bot."""

    server: DiscordServer
    guild: Guild
    general: Channel
    mod: Person
    alice: Person
    client: FullClient

    async def card(self) -> Message:
        """A card of the bot's in the channel."""
        channel = self.client.get_channel(self.general.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.send(view=card("first"))
        return self.general.standing[-1]


@pytest.fixture
async def scene(server: DiscordServer) -> AsyncIterator[Scene]:
    guild = server.guild()
    general = guild.text_channel("general")
    mod = guild.member("mod", [guild.role("mods", Permission.MANAGE_MESSAGES)])
    client = FullClient()
    async with logged_in(server, client):
        yield Scene(server, guild, general, mod, guild.member("alice"), client)


async def test_a_slash_command_with_options(scene: Scene) -> None:
    answer = await scene.mod.runs("probe say", text="hey", times=2)
    assert (answer.text, answer.ephemeral, answer.failed) == ("hey hey", True, False)
    assert answer.took < 3
    assert not scene.general.standing


async def test_members_and_channels_as_options_and_a_followup(scene: Scene) -> None:
    answer = await scene.mod.runs("probe who", member=scene.mod, channel=scene.general)
    await scene.server.until(lambda: answer.followups)
    assert answer.text == "mod in general, 2 roles\nand that is all"


async def test_an_answer_for_all_is_a_message_of_the_channel(scene: Scene) -> None:
    answer = await scene.mod.runs("probe open")
    assert (answer.text, answer.ephemeral) == ("here", False)
    assert [one.shown for one in scene.general.standing] == ["here"]


@pytest.mark.parametrize(
    "options",
    [{"text": ""}, {"text": "x" * 21}, {"text": "x", "times": 4}, {"times": 1}, {"text": 1}, {"text": "x", "wrong": 1}],
)
async def test_a_client_sends_no_option_that_was_not_declared(scene: Scene, options: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="50035"):
        await scene.mod.runs("probe say", **options)


async def test_a_command_is_shown_to_those_with_its_permission_or_by_an_admins_word(scene: Scene) -> None:
    with pytest.raises(Refused, match="not shown"):
        await scene.alice.runs("probe say", text="hey")
    scene.guild.owner.opens_command("probe", to=scene.alice)
    assert (await scene.alice.runs("probe say", text="hey")).text == "hey"
    with pytest.raises(Refused, match="10063"):
        await scene.mod.runs("nothing")


async def test_autocomplete_offers_choices(scene: Scene) -> None:
    assert await scene.mod.completes("probe rule set", "rule", "") == ["repeats", "flood", "links"]
    assert await scene.mod.completes("probe rule set", "rule", "re") == ["repeats"]
    assert (await scene.mod.runs("probe rule set", rule="repeats")).text == "set repeats"


async def test_menus_on_messages_and_members(scene: Scene) -> None:
    said = await scene.alice.says("look at me", in_=scene.general)
    assert (await scene.mod.uses("Look", on=said)).text == "alice said look at me"
    assert (await scene.mod.uses("Who", on=scene.alice)).text == "this is alice"


async def test_buttons_answer_edit_and_open_modals(scene: Scene) -> None:
    first = await scene.card()
    assert (await scene.mod.presses(first, "Hide")).text == "pressed hide"
    assert not (await scene.mod.presses(first, "press:slow")).failed
    await scene.mod.presses(first, "Edit")
    assert first.shown == "Card: edited"
    for wrong in ("Never", "Unknown"):
        with pytest.raises(Refused):
            await scene.mod.presses(first, wrong)


async def test_an_ephemeral_card_is_used_by_its_one_reader(scene: Scene) -> None:
    answer = await scene.mod.runs("probe card")
    assert (answer.text, answer.ephemeral) == ("Card: private", True)
    assert (await scene.mod.presses(answer, "Hide")).text == "pressed hide"
    await scene.mod.presses(answer, "Edit")
    assert answer.text == "Card: edited"
    with pytest.raises(Refused, match="10008"):
        await scene.alice.presses(answer, "Hide")
    assert not scene.general.standing


async def test_a_modal_is_filled_and_sent(scene: Scene) -> None:
    opened = await scene.mod.presses(await scene.card(), "Ask")
    assert opened.modal is not None
    assert opened.modal["title"] == "A question"
    with pytest.raises(Refused):
        await scene.mod.submits(opened, {"Why?": "x" * 51, "Rule": ["flood"]})
    assert (await scene.mod.submits(opened, {"Why?": "so", "Rule": ["flood"]})).text == "because so, flood"


async def test_a_select_is_answered(scene: Scene) -> None:
    assert (await scene.mod.selects(await scene.card(), "flood", which="Which?")).text == "picked flood"


async def test_buttons_work_for_a_new_process(scene: Scene) -> None:
    first = await scene.card()
    await scene.client.close()
    async with logged_in(scene.server, FullClient(), process="second"):
        assert (await scene.mod.presses(first, "Hide")).text == "pressed hide"
        assert scene.server.requests.all[-1].process == "second"


async def test_somebody_timed_out_uses_nothing(scene: Scene) -> None:
    first = await scene.card()
    await scene.guild.owner.times_out(scene.mod, 60)
    with pytest.raises(Refused, match="50013"):
        await scene.mod.presses(first, "Hide")
    with pytest.raises(Refused, match="50013"):
        await scene.mod.runs("probe say", text="x")


async def test_no_answer_is_seen_as_a_failure(scene: Scene) -> None:
    async def wait() -> None:
        await asyncio.sleep(0.05)
        scene.server.advance(4)

    waiting = asyncio.create_task(wait())
    assert (await scene.mod.runs("probe never")).failed
    await waiting


def ask_something(server: DiscordServer) -> Interaction:
    """An interaction that no client heard of."""
    guild = server.guild()
    one = Interaction(server.world.ids.new(), "token", COMMAND, {}, guild.owner, guild.text_channel("general"))
    server.world.interactions[one.token] = one
    return one


async def test_an_answer_is_taken_once_and_in_time(server: DiscordServer, ask: Ask) -> None:
    one, answer = ask_something(server), {"type": 4, "data": {"content": "x"}}
    path = f"/interactions/{one.id}/token/callback?with_response=1"
    server.advance(2.5)
    reply = await ask("POST", path, answer)
    assert (reply.status, reply.body["interaction"]["id"]) == (200, str(one.id))
    assert (await ask("POST", path, answer)).code == 40060
    late = ask_something(server)
    server.advance(3.5)
    assert (await ask("POST", f"/interactions/{late.id}/token/callback", answer)).code == 10062
    assert (await ask("POST", "/interactions/1/unknown/callback", answer)).code == 10062


async def test_a_token_lives_a_quarter_of_an_hour(server: DiscordServer, ask: Ask) -> None:
    one = ask_something(server)
    follow = f"/webhooks/{server.bot.id}/token"
    assert (await ask("POST", follow, {"content": "too early"})).code == 10015
    assert (await ask("POST", f"/interactions/{one.id}/token/callback", {"type": 5, "data": {"flags": 64}})).status == 204
    assert (await ask("POST", follow, {"content": "in time"})).status == 200
    assert (await ask("PATCH", f"{follow}/messages/@original", {"content": "changed"})).body["content"] == "changed"
    server.advance(901)
    assert (await ask("POST", follow, {"content": "too late"})).code == 50027
    assert (await ask("GET", f"{follow}/messages/@original")).code == 50027


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"type": 4, "data": {"content": "x" * 2000}}, 0),
        ({"type": 4, "data": {"content": "x" * 2001}}, 50035),
        ({"type": 7, "data": {"content": "x"}}, 50035),
        ({"type": 8, "data": {"choices": []}}, 50035),
        ({"type": 9, "data": {"title": "t", "custom_id": "c", "components": [{"type": 10, "content": "x"}]}}, 0),
        ({"type": 9, "data": {"title": "t" * 46, "custom_id": "c", "components": [{"type": 10, "content": "x"}]}}, 50035),
        ({"type": 9, "data": {"title": "t", "custom_id": "c", "components": [{"type": 10, "content": "x"}] * 6}}, 50035),
    ],
)
async def test_an_answer_must_fit(server: DiscordServer, ask: Ask, answer: object, code: int) -> None:
    one = ask_something(server)
    assert (await ask("POST", f"/interactions/{one.id}/token/callback", answer)).code == code
