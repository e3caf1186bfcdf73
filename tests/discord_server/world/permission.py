"""Permissions, and how roles and channel overwrites add up to them."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discord_server.world.channel import Channel
    from discord_server.world.member import Member


class Permission(IntFlag):
    """Discord's permission bits, those that matter here."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    USE_EXTERNAL_APPS = 1 << 50
    BYPASS_SLOWMODE = 1 << 52


P = Permission
ALL = ~P(0)
NONE = P(0)
ORDINARY = (
    P.VIEW_CHANNEL | P.SEND_MESSAGES | P.EMBED_LINKS | P.ATTACH_FILES | P.READ_MESSAGE_HISTORY | P.ADD_REACTIONS
    | P.CONNECT | P.SPEAK | P.USE_APPLICATION_COMMANDS | P.CREATE_PUBLIC_THREADS | P.SEND_MESSAGES_IN_THREADS
)  # fmt: skip
"""What @everyone has in a new guild."""
ELEVATED = (
    P.KICK_MEMBERS | P.BAN_MEMBERS | P.ADMINISTRATOR | P.MANAGE_CHANNELS | P.MANAGE_GUILD | P.MANAGE_MESSAGES | P.MANAGE_ROLES
    | P.MANAGE_WEBHOOKS | P.MANAGE_THREADS
)  # fmt: skip
"""Those that a guild may grant only with two-factor authentication: a bot has its owner's."""
LEFT_BY_A_TIMEOUT = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY


def in_guild(member: Member) -> Permission:
    """What the roles of a member give, before any channel is looked at."""
    if member.guild.owner_id == member.id:
        return ALL
    given = member.guild.everyone.permissions
    for role in member.roles:
        given |= role.permissions
    return ALL if given & P.ADMINISTRATOR else given


def in_channel(member: Member, channel: Channel) -> Permission:
    """What a member may do in a channel or thread."""
    given = in_guild(member)
    if given & P.ADMINISTRATOR:
        return ALL
    place = channel.parent if channel.is_thread and channel.parent else channel
    given = _overwritten(given, member, place)
    if not given & P.VIEW_CHANNEL:
        return NONE
    if channel.private and member.id not in channel.thread_members and not given & P.MANAGE_THREADS:
        return NONE
    return given & LEFT_BY_A_TIMEOUT if member.is_timed_out else given


def _overwritten(given: Permission, member: Member, channel: Channel) -> Permission:
    """@everyone first, then the roles together, then the member: Discord's order."""
    roles = {role.id for role in member.roles}
    for layer in ({member.guild.id}, roles, {member.id}):
        deny = allow = NONE
        for target in layer & channel.overwrites.keys():
            allow |= channel.overwrites[target].allow
            deny |= channel.overwrites[target].deny
        given = given & ~deny | allow
    return given
