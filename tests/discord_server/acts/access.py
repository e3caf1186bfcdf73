"""Who may see, say and do what in a channel, and who stands above whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.refusal import Refused, bad_request, forbidden, no_access, no_permission
from discord_server.world.channel import Channel
from discord_server.world.member import Member
from discord_server.world.permission import ELEVATED, Permission

if TYPE_CHECKING:
    from discord_server.world.guild import Guild


def member_for(guild: Guild, account_id: int) -> Member:
    """The member, or 50001 for one that is not in the guild."""
    if account_id not in guild.members:
        raise no_access()
    return guild.members[account_id]


def need(member: Member, channel: Channel, permissions: Permission) -> None:
    """50001 if the channel cannot be seen, 50013 if a permission is missing there, 60003 as below."""
    given = member.permissions(channel)
    if not given & Permission.VIEW_CHANNEL:
        raise no_access()
    if permissions & ~given:
        raise no_permission()
    _need_two_factor(member, permissions)


def need_in_guild(member: Member, permissions: Permission) -> None:
    """50013 if a permission is missing in the guild, 60003 as below."""
    if permissions & ~member.permissions():
        raise no_permission()
    _need_two_factor(member, permissions)


def _need_two_factor(member: Member, permissions: Permission) -> None:
    """60003 where the guild demands two-factor authentication, and the bot's owner has none."""
    world = member.guild.world
    if member.guild.demands_two_factor and member.account is world.bot and permissions & ELEVATED and not world.owner_has_two_factor:
        raise forbidden(60003, "Two factor is required for this operation")


def may_post(member: Member, channel: Channel) -> None:
    """Whether a member may write here: threads have a permission of their own, and locks."""
    if not channel.is_thread:
        return need(member, channel, Permission.SEND_MESSAGES)
    need(member, channel, Permission.SEND_MESSAGES_IN_THREADS)
    if channel.locked:
        if channel.archived:
            raise archived()
        need(member, channel, Permission.MANAGE_THREADS)
    return None


def is_open(channel: Channel) -> None:
    """50083 in an archived thread, where nothing but a new message is let through."""
    if channel.archived:
        raise archived()


def archived() -> Refused:
    """400: the thread is archived."""
    return bad_request(50083, "Thread is archived")


def must_stand_above(member: Member, target: Member) -> None:
    """50013 unless the member's highest role is above the target's; nobody is above the owner."""
    if member.height <= target.height:
        raise no_permission()
