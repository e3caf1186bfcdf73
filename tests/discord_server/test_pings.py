"""Whom a message pings."""

import pytest

from discord_server.ask import Ask
from discord_server.refusal import Json
from discord_server.server import DiscordServer
from discord_server.world.message import COMPONENTS_V2
from discord_server.world.permission import Permission

NOBODY: Json = {"parse": []}


@pytest.mark.parametrize(
    ("text", "allowed", "pinged"),
    [
        ("hello", None, set()),
        ("hello {alice}", None, {"alice"}),
        ("hello {alice}", NOBODY, set()),
        ("hello {alice} {bob}", {"parse": [], "users": ["{alice}"]}, {"alice"}),
        ("hello {alice}", {"parse": ["users"]}, {"alice"}),
        ("@everyone", None, {"everyone"}),
        ("@everyone @here", NOBODY, set()),
        ("@here", {"parse": ["users"]}, set()),
        ("{mods}", None, {"mods"}),
        ("{mods}", NOBODY, set()),
    ],
)
@pytest.mark.parametrize("v2", [False, True])
async def test_text_pings_as_far_as_it_is_allowed(
    server: DiscordServer, ask: Ask, text: str, allowed: Json | None, pinged: set[str], v2: bool  # noqa: FBT001 - a table
) -> None:  # fmt: skip
    guild = server.guild(bot_may=server.guild().me.permissions() | Permission.MENTION_EVERYONE)
    general = guild.text_channel("general")
    ids = {"alice": guild.member("alice").id, "bob": guild.member("bob").id, "everyone": guild.id}
    role = guild.role("mods")
    ids["mods"] = role.id
    said = text.format(alice=f"<@{ids['alice']}>", bob=f"<@!{ids['bob']}>", mods=role.mention)
    body: Json = {"flags": COMPONENTS_V2, "components": [{"type": 10, "content": said}]} if v2 else {"content": said}
    if allowed is not None:
        users = [one.format(alice=ids["alice"]) for one in allowed.get("users", ())]
        body["allowed_mentions"] = {**allowed, "users": users} if users else allowed
    await ask("POST", f"/channels/{general.id}/messages", body)
    assert general.standing[0].pings == {ids[name] for name in pinged}


async def test_everyone_is_pinged_only_by_those_who_may(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    assert (await alice.says("@everyone", in_=general)).pings == set()
    assert (await guild.owner.says("@everyone", in_=general)).pings == {guild.id}
