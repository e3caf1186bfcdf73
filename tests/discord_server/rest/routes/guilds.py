"""Guilds, their members, roles and bans."""

from discord_server.acts import access, moderating
from discord_server.refusal import Json, invalid, unknown
from discord_server.rest.call import Call, Route
from discord_server.world.permission import Permission
from discord_server.world.role import Role

IN_A_BULK_BAN = 200


def _guild(call: Call) -> Json:
    return call.guild.payload()


def _roles(call: Call) -> list[Json]:
    return [role.payload() for role in call.guild.roles.values()]


def _member(call: Call) -> Json:
    return moderating.member_of(call.guild, call.id("account")).payload()


def _change(call: Call) -> Json:
    target = moderating.member_of(call.guild, call.id("account"))
    moderating.change_member(call.me, target, call.body)
    return target.payload()


def _change_me(call: Call) -> Json:
    call.me.nick = call.body.get("nick")
    moderating.told(call.me)
    return call.me.payload()


def _kick(call: Call) -> None:
    moderating.kick(call.me, moderating.member_of(call.guild, call.id("account")))


def _role(call: Call) -> Role:
    found = call.guild.roles.get(call.id("role"))
    if found is None:
        raise unknown("Role")
    return found


def _give_role(call: Call) -> None:
    moderating.give_role(call.me, moderating.member_of(call.guild, call.id("account")), _role(call))


def _take_role(call: Call) -> None:
    moderating.give_role(call.me, moderating.member_of(call.guild, call.id("account")), _role(call), take=True)


def _ban(call: Call) -> None:
    seconds = call.query.get("delete_message_seconds") or call.body.get("delete_message_seconds") or 0
    moderating.ban(call.me, call.id("account"), call.reason, int(seconds))


def _unban(call: Call) -> None:
    moderating.unban(call.me, call.id("account"))


def _banned(call: Call, account_id: int) -> Json:
    if account_id not in call.guild.bans:
        raise unknown("Ban")
    return {"reason": call.guild.bans[account_id], "user": call.world.accounts[account_id].payload()}


def _one_ban(call: Call) -> Json:
    access.need_in_guild(call.me, Permission.BAN_MEMBERS)
    return _banned(call, call.id("account"))


def _bans(call: Call) -> list[Json]:
    access.need_in_guild(call.me, Permission.BAN_MEMBERS)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1000))
    return [_banned(call, one) for one in sorted(call.guild.bans) if one > after][:limit]


def _bulk_ban(call: Call) -> Json:
    access.need_in_guild(call.me, Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    ids = [int(one) for one in call.body["user_ids"]]
    if not 1 <= len(ids) <= IN_A_BULK_BAN:
        raise invalid("user_ids", f"Must be between 1 and {IN_A_BULK_BAN} in length.", "BASE_TYPE_BAD_LENGTH")
    for one in ids:
        moderating.ban(call.me, one, call.reason, int(call.body.get("delete_message_seconds") or 0))
    return {"banned_users": [str(one) for one in ids], "failed_users": []}


ROUTES = [
    Route("GET", "/guilds/{guild}", _guild),
    Route("GET", "/guilds/{guild}/roles", _roles),
    Route("GET", "/guilds/{guild}/members/{account}", _member),
    Route("PATCH", "/guilds/{guild}/members/@me", _change_me),
    Route("PATCH", "/guilds/{guild}/members/{account}", _change),
    Route("DELETE", "/guilds/{guild}/members/{account}", _kick),
    Route("PUT", "/guilds/{guild}/members/{account}/roles/{role}", _give_role),
    Route("DELETE", "/guilds/{guild}/members/{account}/roles/{role}", _take_role),
    Route("GET", "/guilds/{guild}/bans", _bans),
    Route("GET", "/guilds/{guild}/bans/{account}", _one_ban),
    Route("PUT", "/guilds/{guild}/bans/{account}", _ban),
    Route("DELETE", "/guilds/{guild}/bans/{account}", _unban),
    Route("POST", "/guilds/{guild}/bulk-ban", _bulk_ban),
]
