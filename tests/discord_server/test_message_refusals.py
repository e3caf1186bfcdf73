"""What Discord takes beside what it refuses, row by row."""

import pytest

from discord_server.ask import Ask
from discord_server.refusal import Json
from discord_server.rest.rate_limits import EDIT, OTHERWISE
from discord_server.server import DiscordServer
from discord_server.world.message import COMPONENTS_V2, SUPPRESS_EMBEDS
from discord_server.world.permission import Permission

V2 = {"flags": COMPONENTS_V2}
DISPLAY: Json = {"type": 10, "content": "x"}
DAY = 86400.0


def row(*buttons: str) -> Json:
    return {"type": 1, "components": [{"type": 2, "style": 1, "label": "b", "custom_id": one} for one in buttons]}


def select(custom_id: str, options: int = 1) -> Json:
    return {"type": 3, "custom_id": custom_id, "options": [{"label": str(one), "value": str(one)} for one in range(options)]}


BODIES: list[tuple[str, Json, Json]] = [
    ("text length", {"content": "x" * 2000}, {"content": "x" * 2001}),
    ("something to say", {"content": "x"}, {"content": " "}),
    ("nonce length", {"content": "x", "nonce": "n" * 25}, {"content": "x", "nonce": "n" * 26}),
    ("embeds", {"embeds": [{"title": "x"}] * 10}, {"embeds": [{"title": "x"}] * 11}),
    ("embed text", {"embeds": [{"description": "x" * 4096}]}, {"embeds": [{"description": "x" * 4097}]}),
    ("text with V2", {**V2, "components": [DISPLAY]}, {**V2, "components": [DISPLAY], "content": "x"}),
    ("embeds with V2", {"embeds": [{"title": "x"}]}, {**V2, "components": [DISPLAY], "embeds": [{"title": "x"}]}),
    ("V2 parts need the flag", {**V2, "components": [DISPLAY]}, {"components": [DISPLAY]}),
    ("components in all", {**V2, "components": [DISPLAY] * 40}, {**V2, "components": [DISPLAY] * 41}),
    (
        "nested ones count",
        {**V2, "components": [{"type": 17, "components": [DISPLAY] * 39}]},
        {**V2, "components": [{"type": 17, "components": [DISPLAY] * 40}]},
    ),
    (
        "shown characters",
        {**V2, "components": [{"type": 10, "content": "x" * 2000}] * 2},
        {**V2, "components": [{"type": 10, "content": "x" * 2000}] * 2 + [DISPLAY]},
    ),
    ("buttons in a row", {"content": "x", "components": [row(*"abcde")]}, {"content": "x", "components": [row(*"abcdef")]}),
    ("rows", {"content": "x", "components": [row(one) for one in "abcde"]}, {"content": "x", "components": [row(one) for one in "abcdef"]}),
    ("an id twice", {"content": "x", "components": [row("a"), row("b")]}, {"content": "x", "components": [row("a"), row("a")]}),
    ("an id twice, V2", {**V2, "components": [row("a", "b")]}, {**V2, "components": [{"type": 17, "components": [row("a")]}, row("a")]}),
    ("id length", {"content": "x", "components": [row("i" * 100)]}, {"content": "x", "components": [row("i" * 101)]}),
    (
        "a select alone in its row",
        {"content": "x", "components": [{"type": 1, "components": [select("s")]}]},
        {"content": "x", "components": [{"type": 1, "components": [select("s"), *row("a")["components"]]}]},
    ),
    (
        "options of a select",
        {"content": "x", "components": [{"type": 1, "components": [select("s", 25)]}]},
        {"content": "x", "components": [{"type": 1, "components": [select("s", 26)]}]},
    ),
    (
        "a section's accessory",
        {**V2, "components": [{"type": 9, "components": [DISPLAY], "accessory": row("a")["components"][0]}]},
        {**V2, "components": [{"type": 9, "components": [DISPLAY]}]},
    ),
]


@pytest.mark.parametrize(("accepted", "refused"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
async def test_a_body_is_taken_up_to_its_bounds(server: DiscordServer, ask: Ask, accepted: Json, refused: Json) -> None:
    path = f"/channels/{server.guild().text_channel('general').id}/messages"
    assert (await ask("POST", path, accepted)).status == 200
    reply = await ask("POST", path, refused)
    assert (reply.status, reply.code) in {(400, 50035), (400, 50006)}


async def test_an_enforced_nonce_says_it_once(server: DiscordServer, ask: Ask) -> None:
    general = server.guild().text_channel("general")
    path = f"/channels/{general.id}/messages"
    once = {"content": "x", "nonce": "n", "enforce_nonce": True}
    first, second = await ask("POST", path, once), await ask("POST", path, {**once, "content": "y"})
    assert first.body["id"] == second.body["id"]
    await ask("POST", path, {"content": "z", "nonce": "n"})
    assert [one.content for one in general.standing] == ["x", "z"]
    server.advance(600)
    assert (await ask("POST", path, once)).body["id"] != first.body["id"]


async def test_a_reply_needs_its_message_unless_it_says_otherwise(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    said = await guild.owner.says("x", in_=general)
    path, reference = f"/channels/{general.id}/messages", {"message_id": said.id, "channel_id": general.id}
    assert (await ask("POST", path, {"content": "a", "message_reference": reference})).body["type"] == 19
    await guild.owner.deletes(said)
    assert (await ask("POST", path, {"content": "a", "message_reference": reference})).code == 50035
    lenient = {**reference, "fail_if_not_exists": False}
    assert (await ask("POST", path, {"content": "a", "message_reference": lenient})).body["type"] == 0


async def test_only_ones_own_message_is_edited(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    hers = await guild.owner.says("x", in_=general)
    mine = (await ask("POST", f"/channels/{general.id}/messages", {"content": "mine"})).body["id"]
    assert (await ask("PATCH", f"/channels/{general.id}/messages/{mine}", {"content": "new"})).status == 200
    assert (await ask("PATCH", f"/channels/{general.id}/messages/{hers.id}", {"content": "new"})).code == 50005
    assert (await ask("PATCH", f"/channels/{general.id}/messages/{hers.id}", {"flags": SUPPRESS_EMBEDS})).status == 200
    assert (await ask("PATCH", f"/channels/{general.id}/messages/1", {"content": "new"})).code == 10008


async def test_the_v2_flag_stays(server: DiscordServer, ask: Ask) -> None:
    path = f"/channels/{server.guild().text_channel('general').id}/messages"
    card = (await ask("POST", path, {**V2, "components": [DISPLAY]})).body["id"]
    assert (await ask("PATCH", f"{path}/{card}", {"components": [{"type": 10, "content": "y"}]})).status == 200
    assert (await ask("PATCH", f"{path}/{card}", {"content": "y"})).code == 50035
    assert (await ask("PATCH", f"{path}/{card}", {"content": "y", "components": [], "flags": 0})).code == 50035


@pytest.mark.parametrize(
    ("count", "again", "age", "code"),
    [
        (2, 0, 0.0, 0),
        (100, 0, 0.0, 0),
        (1, 0, 0.0, 50016),
        (101, 0, 0.0, 50016),
        (2, 1, 0.0, 50035),
        (2, 0, 13.9 * DAY, 0),
        (2, 0, 14.1 * DAY, 50034),
    ],
)
async def test_a_bulk_delete_has_bounds(server: DiscordServer, ask: Ask, count: int, again: int, age: float, code: int) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    ids = [(await guild.owner.says("x", in_=general)).id for _ in range(count)]
    server.advance(age)
    reply = await ask("POST", f"/channels/{general.id}/messages/bulk-delete", {"messages": ids + ids[:again]})
    assert (reply.status, reply.code) == ((400, code) if code else (204, 0))
    assert len(general.standing) == (count if code else 0)


async def test_a_bulk_delete_takes_unknown_ids_along(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    said = await guild.owner.says("x", in_=general)
    unknown = server.world.ids.new()
    assert (await ask("POST", f"/channels/{general.id}/messages/bulk-delete", {"messages": [said.id, unknown]})).status == 204
    assert not said.stands


@pytest.mark.parametrize(("kind", "code"), [(0, 0), (19, 0), (7, 0), (21, 50021), (3, 50021)])
async def test_some_system_messages_cannot_be_deleted(server: DiscordServer, ask: Ask, kind: int, code: int) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    said = await guild.owner.says("x", in_=general)
    said.type = kind
    assert (await ask("DELETE", f"/channels/{general.id}/messages/{said.id}")).code == code


async def test_deleting_needs_the_permission_only_for_others(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    hers = await guild.owner.says("x", in_=general)
    mine = (await ask("POST", f"/channels/{general.id}/messages", {"content": "mine"})).body["id"]
    guild.bot_role.permissions &= ~Permission.MANAGE_MESSAGES
    assert (await ask("DELETE", f"/channels/{general.id}/messages/{hers.id}")).code == 50013
    assert (await ask("DELETE", f"/channels/{general.id}/messages/{mine}")).status == 204
    assert (await ask("DELETE", f"/channels/{general.id}/messages/{mine}")).code == 10008


async def test_old_messages_are_edited_slowly(server: DiscordServer, ask: Ask) -> None:
    path = f"/channels/{server.guild().text_channel('general').id}/messages"
    server.limits.faster, server.limits.limits[EDIT] = 100, OTHERWISE
    made = (await ask("POST", path, {"content": "x"})).body["id"]
    assert [(await ask("PATCH", f"{path}/{made}", {"content": str(n)})).status for n in range(4)] == [200] * 4
    server.advance(3601)
    replies = [await ask("PATCH", f"{path}/{made}", {"content": str(n)}) for n in range(5)]
    assert [(one.status, one.code) for one in replies] == [(200, 0)] * 3 + [(429, 30046)] * 2
    assert replies[-1].body["retry_after"] > 0
    assert "Via" in replies[-1].headers
