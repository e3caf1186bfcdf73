"""How roles and overwrites add up, and who stands above whom."""

import pytest

from discord_server.acts import moderating
from discord_server.ask import Ask
from discord_server.plain_client import logged_in
from discord_server.refusal import Refused
from discord_server.server import DiscordServer
from discord_server.world.permission import ALL, NONE, Permission

VIEW, SEND, MANAGE = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.MANAGE_MESSAGES
HIGH, LOW = 60, 40


@pytest.mark.parametrize(
    ("who", "overwrites", "may", "may_not"),
    [
        ("alice", [], VIEW | SEND, MANAGE),
        ("alice", [("everyone", NONE, SEND)], VIEW, SEND),
        ("alice", [("everyone", NONE, VIEW)], NONE, VIEW | SEND),
        ("alice", [("everyone", NONE, SEND), ("helpers", SEND, NONE)], SEND, MANAGE),
        ("alice", [("helpers", NONE, SEND), ("readers", SEND, NONE)], SEND, MANAGE),
        ("alice", [("helpers", SEND, NONE), ("alice", NONE, SEND)], VIEW, SEND),
        ("alice", [("everyone", NONE, VIEW), ("alice", VIEW, NONE)], VIEW | SEND, MANAGE),
        ("alice", [("everyone", MANAGE, NONE)], MANAGE, NONE),
        ("admin", [("everyone", NONE, VIEW), ("admin", NONE, VIEW)], ALL, NONE),
        ("olga", [("everyone", NONE, VIEW), ("olga", NONE, VIEW)], ALL, NONE),
    ],
)
def test_overwrites_are_laid_over_roles_in_discords_order(
    who: str, overwrites: list[tuple[str, Permission, Permission]], may: Permission, may_not: Permission
) -> None:
    server = DiscordServer()
    guild = server.guild(owner="olga")
    roles = {"everyone": guild.everyone, "helpers": guild.role("helpers"), "readers": guild.role("readers")}
    people = {
        "olga": guild.owner,
        "alice": guild.member("alice", [roles["helpers"], roles["readers"]]),
        "admin": guild.member("admin", [guild.role("admins", Permission.ADMINISTRATOR)]),
    }
    channel = guild.text_channel("general")
    for name, allow, deny in overwrites:
        target = roles.get(name) or people[name]
        channel.allows(target, allow).denies(target, deny)
    given = people[who].permissions(channel)
    assert given & may == may
    assert not given & may_not


async def test_discord_py_comes_to_the_same_permissions(server: DiscordServer) -> None:
    guild = server.guild()
    channel = guild.text_channel("general").denies(guild.bot_role, MANAGE).allows(guild.me, Permission.MENTION_EVERYONE)
    async with logged_in(server) as client:
        seen = client.guilds[0].get_channel(channel.id)
        assert seen is not None
        # the library leaves out what only means something in voice channels
        of_text = guild.me.permissions(channel) & ~(Permission.CONNECT | Permission.SPEAK)
        assert seen.permissions_for(client.guilds[0].me).value == int(of_text)


async def test_discord_py_hears_of_changed_permissions(server: DiscordServer) -> None:
    guild = server.guild()
    general = guild.text_channel("general")
    async with logged_in(server) as client:
        guild.change_role(guild.bot_role, may=guild.bot_role.permissions & ~MANAGE)
        await server.until(lambda: not client.guilds[0].me.guild_permissions.manage_messages)
        general.allows(guild.bot_role, MANAGE)
        seen = client.guilds[0].get_channel(general.id)
        assert seen is not None
        await server.until(lambda: seen.permissions_for(client.guilds[0].me).manage_messages)


async def test_a_timeout_leaves_reading_until_it_ends(server: DiscordServer) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    await guild.owner.times_out(alice, 600)
    with pytest.raises(Refused, match="50013"):
        await alice.says("x", in_=general)
    assert alice.permissions(general) == VIEW | Permission.READ_MESSAGE_HISTORY
    server.advance(601)
    await alice.says("x", in_=general)


@pytest.mark.parametrize(
    ("method", "path", "missing", "code"),
    [
        ("POST", "/channels/{channel}/messages", NONE, 0),
        ("POST", "/channels/{channel}/messages", SEND, 50013),
        ("POST", "/channels/{channel}/messages", VIEW, 50001),
        ("GET", "/channels/{channel}/messages", VIEW, 50001),
        ("GET", "/channels/{channel}/messages/{message}", Permission.READ_MESSAGE_HISTORY, 50013),
        ("DELETE", "/channels/{channel}/messages/{message}", NONE, 0),
        ("DELETE", "/channels/{channel}/messages/{message}", MANAGE, 50013),
        ("POST", "/channels/{channel}/webhooks", NONE, 0),
        ("POST", "/channels/{channel}/webhooks", Permission.MANAGE_WEBHOOKS, 50013),
        ("POST", "/guilds/{guild}/channels", NONE, 0),
        ("POST", "/guilds/{guild}/channels", Permission.MANAGE_CHANNELS, 50013),
        ("PATCH", "/guilds/{guild}/members/{alice}", NONE, 0),
        ("PATCH", "/guilds/{guild}/members/{alice}", Permission.MODERATE_MEMBERS, 50013),
        ("DELETE", "/guilds/{guild}/members/{alice}", NONE, 0),
        ("DELETE", "/guilds/{guild}/members/{alice}", Permission.KICK_MEMBERS, 50013),
        ("PUT", "/guilds/{guild}/bans/{alice}", NONE, 0),
        ("PUT", "/guilds/{guild}/bans/{alice}", Permission.BAN_MEMBERS, 50013),
        ("GET", "/guilds/{guild}/bans/{alice}", Permission.BAN_MEMBERS, 50013),
    ],
)
async def test_a_missing_permission_is_refused(
    server: DiscordServer, ask: Ask, method: str, path: str, missing: Permission, code: int
) -> None:
    guild = server.guild()
    general, alice = guild.text_channel("general"), guild.member("alice")
    said = await alice.says("x", in_=general)
    for role in guild.roles.values():
        role.permissions &= ~missing
    body = {"content": "x", "name": "log"}
    if path.endswith("members/{alice}") and method == "PATCH":
        body = {"communication_disabled_until": "2015-01-01T00:00:00+00:00"}
    reply = await ask(method, path.format(channel=general.id, message=said.id, guild=guild.id, alice=alice.id), body)
    assert reply.code == code


@pytest.mark.parametrize(
    ("target", "may_time_out", "may_ban"),
    [
        ("low", True, True),
        ("nobody", True, True),
        ("equal", False, False),
        ("high", False, False),
        ("owner", False, False),
        ("admin", False, True),
    ],
)
async def test_only_lower_members_are_moderated(server: DiscordServer, ask: Ask, target: str, may_time_out: bool, may_ban: bool) -> None:  # noqa: FBT001 - a table
    guild = server.guild()
    heights = {"low": LOW, "equal": guild.bot_role.position, "high": HIGH, "admin": LOW}
    if target == "owner":
        member = guild.owner
    elif target == "nobody":
        member = guild.member("nobody")
    else:
        power = Permission.ADMINISTRATOR if target == "admin" else NONE
        member = guild.member(target, [guild.role(target, power, position=heights[target])])
    in_an_hour = {"communication_disabled_until": "2015-01-01T00:00:00+00:00"}
    assert (await ask("PATCH", f"/guilds/{guild.id}/members/{member.id}", in_an_hour)).code == (0 if may_time_out else 50013)
    assert (await ask("PUT", f"/guilds/{guild.id}/bans/{member.id}")).code == (0 if may_ban else 50013)
    assert (member.id in guild.bans) is may_ban


async def test_a_timeout_is_at_most_28_days(server: DiscordServer) -> None:
    guild = server.guild()
    alice, now = guild.member("alice"), server.world.now()
    moderating.time_out(guild.me, alice, now + 28 * 86400)
    with pytest.raises(Refused, match="50035"):
        moderating.time_out(guild.me, alice, now + 29 * 86400)


async def test_a_ban_with_purge_takes_the_messages_of_the_last_seconds(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    channels, alice = [guild.text_channel("one"), guild.text_channel("two")], guild.member("alice")
    old = await alice.says("old", in_=channels[0])
    server.advance(3600)
    new = [await alice.says("new", in_=channel) for channel in channels]
    assert (await ask("PUT", f"/guilds/{guild.id}/bans/{alice.id}?delete_message_seconds=600")).status == 204
    assert (old.stands, [one.stands for one in new]) == (True, [False, False])
    assert (await ask("GET", f"/guilds/{guild.id}/members/{alice.id}")).code == 10007
    assert (await ask("DELETE", f"/guilds/{guild.id}/bans/{alice.id}")).status == 204
    assert (await ask("DELETE", f"/guilds/{guild.id}/bans/{alice.id}")).code == 10026


async def test_nobody_hands_out_what_they_lack(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    path = f"/guilds/{guild.id}/channels"

    def private(bit: Permission) -> dict[str, object]:
        return {"name": "log", "permission_overwrites": [{"id": guild.id, "type": 0, "deny": str(int(bit))}]}

    assert (await ask("POST", path, private(VIEW))).status == 200
    assert (await ask("POST", path, private(Permission.MANAGE_GUILD))).code == 50013


@pytest.mark.parametrize(("position", "code"), [(LOW, 0), (HIGH, 50013)])
async def test_only_lower_roles_are_given(server: DiscordServer, ask: Ask, position: int, code: int) -> None:
    guild = server.guild()
    alice, role = guild.member("alice"), guild.role("trusted", position=position)
    assert (await ask("PUT", f"/guilds/{guild.id}/members/{alice.id}/roles/{role.id}")).code == code
    assert (role in alice.roles) is (code == 0)


async def test_unknown_things_are_named(server: DiscordServer, ask: Ask) -> None:
    guild = server.guild()
    alice, stranger = guild.member("alice"), server.account("stranger")
    rows = {
        "/channels/1": 10003,
        "/guilds/1": 10004,
        f"/guilds/{guild.id}/members/{stranger.id}": 10007,
        f"/guilds/{guild.id}/members/1": 10013,
        f"/guilds/{guild.id}/bans/{alice.id}": 10026,
        "/users/1": 10013,
        "/webhooks/1": 10015,
        "/nowhere": 0,
    }
    for path, code in rows.items():
        reply = await ask("GET", path)
        assert (path, reply.status, reply.code) == (path, 404, code)
    assert (await ask("GET", "/users/@me", token="wrong")).status == 401
    assert server.requests.all[-2].name == "GET //nowhere".replace("//", "/")
