"""What discord.py's cache of guilds, roles and channels tells. Members are not cached: their roles come with what they say."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord.abc import GuildChannel

from bot.platforms.discord.error_codes import MISSING_PERMISSIONS, told

ALL = discord.Permissions.all().value
ADMINISTRATOR = discord.Permissions(administrator=True).value
MANAGE_MESSAGES = discord.Permissions(manage_messages=True).value

Channel = GuildChannel | discord.Thread


def permissions(guild: discord.Guild, channel_id: int, account: int, roles: Iterable[int]) -> discord.Permissions:
    """What an account with these roles may do in a channel or thread; what it may in the guild where the channel is not known.

    The order is Discord's: everyone, then the roles together, then the account
    (https://docs.discord.com/developers/topics/permissions#permission-overwrites).
    """
    return discord.Permissions(_given(guild, channel_id, account, roles))


def moderates(guild: discord.Guild, channel_id: int, account: int, roles: Iterable[int]) -> bool:
    """Whether this account may manage messages there, as `permissions` has it; asked of every message."""
    return bool(_given(guild, channel_id, account, roles) & MANAGE_MESSAGES)


def _given(guild: discord.Guild, channel_id: int, account: int, roles: Iterable[int]) -> int:
    if account == guild.owner_id:
        return ALL
    held = {guild.id, *roles}
    given = 0
    for role_id in held:
        role = guild.get_role(role_id)
        given |= role._permissions if role else 0  # noqa: SLF001 - the public property makes an object of it, for every role of every message
    if given & ADMINISTRATOR:
        return ALL
    channel = guild.get_channel_or_thread(channel_id)
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    if place is not None and place._overwrites:  # noqa: SLF001 - as below
        given = _overwritten(given, place, guild.id, held - {guild.id}, account)
    return given


def _overwritten(given: int, place: GuildChannel, everyone: int, roles: set[int], account: int) -> int:
    for layer in ({everyone}, roles, {account}):
        allow = deny = 0
        for one in place._overwrites:  # noqa: SLF001 - the public dict resolves members, whom Hush does not cache
            if one.id in layer:
                allow, deny = allow | one.allow, deny | one.deny
        given = given & ~deny | allow
    return given


def out_of_reach(guild: discord.Guild, account: int, roles: Iterable[int]) -> str:
    """Why Discord will not let Hush act on a member, in a moderator's words; empty where it will."""
    if account == guild.owner_id:
        return "this is the server's owner"
    held = [role for role_id in roles if (role := guild.get_role(role_id)) is not None]
    if any(role.permissions.administrator for role in held):
        return "this is an administrator"
    if held and max(held) >= guild.me.top_role:
        return f"its role {max(held).name} is not below Hush's: drag Hush's role above it in Server Settings > Roles"
    return ""


def lacking(guild: discord.Guild | None, channel_id: int, *needs: str) -> str:
    """Why Hush cannot do in a channel what needs these permissions, and the remedy; empty where it can, or where nothing is known.

    In no channel (0), what the permissions in the server as a whole say.
    """
    if guild is None or guild.me is None:
        return ""
    own = permissions(guild, channel_id, guild.me.id, (role.id for role in guild.me.roles))
    if own.administrator:
        return ""
    if guild.me.is_timed_out():
        return "Hush is timed out in this server. Lift the timeout."
    known = guild.get_channel_or_thread(channel_id) is not None
    for each in ("view_channel", *needs) if known else needs:
        if not getattr(own, each):
            return told(MISSING_PERMISSIONS, "", titled(each), named(guild, channel_id))
    return ""


def speaking(guild: discord.Guild | None, channel_id: int) -> str:
    """The permission that saying something there needs. A place that is not known is a thread: Discord names no archived ones."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return "send_messages_in_threads" if channel is None or isinstance(channel, discord.Thread) else "send_messages"


def named(guild: discord.Guild | None, channel_id: int) -> str:
    """A channel as a place, " in #general"; empty where it is not known."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return f" in #{channel.name}" if channel else ""


def titled(permission: str) -> str:
    """A permission's name as Discord shows it, near enough to be found."""
    return permission.replace("moderate_members", "timeout_members").replace("_", " ").title().replace("Guild", "Server")


def height(member: discord.Member) -> tuple[bool, discord.Role]:
    """By which members are compared: nobody stands above the owner."""
    return member.id == member.guild.owner_id, member.top_role
