"""Timeouts, kicks, bans and roles, with the hierarchy that guards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.acts import access
from discord_server.acts.changing import vanish_together
from discord_server.refusal import Json, invalid, no_permission, unknown
from discord_server.world.member import Member
from discord_server.world.permission import Permission
from discord_server.world.role import Role
from discord_server.world.snowflake import moment

if TYPE_CHECKING:
    from discord_server.world.guild import Guild

LONGEST_TIMEOUT = 28 * 86400.0
LONGEST_PURGE = 604800


def member_of(guild: Guild, account_id: int) -> Member:
    """The member, or 10007."""
    if account_id not in guild.members:
        raise unknown("Member" if account_id in guild.world.accounts else "User")
    return guild.members[account_id]


def change_member(by: Member, target: Member, body: Json) -> None:
    """PATCH of a member: timeout, nickname, roles."""
    if "communication_disabled_until" in body:
        until = body["communication_disabled_until"]
        time_out(by, target, moment(until) if until else None)
    if "nick" in body:
        target.nick = body["nick"]
    if "roles" in body:
        wanted = {int(one) for one in body["roles"]}
        access.need_in_guild(by, Permission.MANAGE_ROLES)
        for role in {role.id for role in target.roles} ^ wanted:
            _must_be_below(by, by.guild.roles[role])
        target.roles = [by.guild.roles[one] for one in wanted]
    told(target)


def time_out(by: Member, target: Member, until: float | None) -> None:
    """Sets, overwrites or lifts a timeout; administrators cannot be timed out."""
    access.need_in_guild(by, Permission.MODERATE_MEMBERS)
    access.must_stand_above(by, target)
    if target.permissions() & Permission.ADMINISTRATOR:
        raise no_permission()
    now = by.guild.world.now()
    # a client's clock may be a little ahead of ours
    if until is not None and until > now + LONGEST_TIMEOUT + 60:
        raise invalid("communication_disabled_until", "Must be at most 28 days from now.", "BASE_TYPE_MAX_TIMESTAMP")
    target.timed_out_until = until if until is not None and until > now else None


def told(target: Member) -> None:
    """The gateway hears that a member changed."""
    target.guild.tell("GUILD_MEMBER_UPDATE", {**target.payload(), "guild_id": str(target.guild.id)}, about=target.id)


def kick(by: Member, target: Member) -> None:
    """Sends a member away."""
    access.need_in_guild(by, Permission.KICK_MEMBERS)
    access.must_stand_above(by, target)
    _leaves(target)


def ban(by: Member, account_id: int, reason: str | None, purge_seconds: int = 0) -> None:
    """Bans an account, member or not, and removes what it said in the last seconds, everywhere."""
    guild = by.guild
    access.need_in_guild(by, Permission.BAN_MEMBERS)
    if account_id not in guild.world.accounts:
        raise unknown("User")
    if not 0 <= purge_seconds <= LONGEST_PURGE:
        raise invalid("delete_message_seconds", f"int value should be less than or equal to {LONGEST_PURGE}.", "NUMBER_TYPE_MAX")
    target = guild.members.get(account_id)
    if target:
        access.must_stand_above(by, target)
    guild.bans[account_id] = reason
    guild.tell("GUILD_BAN_ADD", {"guild_id": str(guild.id), "user": guild.world.accounts[account_id].payload()})
    if target:
        _leaves(target)
    since = guild.world.now() - purge_seconds
    for channel in guild.channels.values():
        said = [one for one in channel.standing if one.author.id == account_id and one.at >= since] if purge_seconds else []
        vanish_together(guild.world, channel, said)


def unban(by: Member, account_id: int) -> None:
    """Lifts a ban, or 10026."""
    guild = by.guild
    access.need_in_guild(by, Permission.BAN_MEMBERS)
    if account_id not in guild.bans:
        raise unknown("Ban")
    del guild.bans[account_id]
    guild.tell("GUILD_BAN_REMOVE", {"guild_id": str(guild.id), "user": guild.world.accounts[account_id].payload()})


def give_role(by: Member, target: Member, role: Role, *, take: bool = False) -> None:
    """Gives or takes a role that is below the giver's highest."""
    access.need_in_guild(by, Permission.MANAGE_ROLES)
    _must_be_below(by, role)
    target.roles = [one for one in target.roles if one is not role] + ([] if take else [role])
    told(target)


def _must_be_below(by: Member, role: Role) -> None:
    if role.managed or role.position >= by.height:
        raise no_permission()


def _leaves(target: Member) -> None:
    guild = target.guild
    guild.members.pop(target.id, None)
    guild.tell("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": target.account.payload()}, about=target.id)
