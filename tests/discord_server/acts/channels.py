"""Channels made and changed, and their overwrites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.acts import access
from discord_server.refusal import Json, invalid, no_permission
from discord_server.world.channel import TEXT, Channel, Overwrite
from discord_server.world.member import Member
from discord_server.world.permission import Permission

if TYPE_CHECKING:
    from discord_server.world.guild import Guild

NAME = 100


def make(by: Member, guild: Guild, body: Json) -> Channel:
    """POST of a channel; nobody can allow or deny what they lack themselves."""
    access.need_in_guild(by, Permission.MANAGE_CHANNELS)
    name = str(body.get("name") or "")
    if not 1 <= len(name) <= NAME:
        raise invalid("name", f"Must be between 1 and {NAME} in length.", "BASE_TYPE_BAD_LENGTH")
    overwrites = {int(one["id"]): _overwrite(one, by.permissions()) for one in body.get("permission_overwrites") or []}
    parent = guild.channels.get(int(body["parent_id"])) if body.get("parent_id") else None
    return guild.channel(body.get("type") or TEXT, name, parent=parent, overwrites=overwrites, topic=body.get("topic"))


def change(by: Member, channel: Channel, body: Json) -> None:
    """PATCH of a channel that is no thread."""
    access.need(by, channel, Permission.MANAGE_CHANNELS)
    channel.name = body.get("name") or channel.name
    channel.topic = body.get("topic", channel.topic)
    channel.slowmode = body.get("rate_limit_per_user", channel.slowmode) or 0
    if "permission_overwrites" in body:
        channel.overwrites = {int(one["id"]): _overwrite(one, by.permissions(channel)) for one in body["permission_overwrites"]}
    _told(channel)


def overwrite(by: Member, channel: Channel, target: int, body: Json) -> None:
    """PUT of one overwrite."""
    access.need(by, channel, Permission.MANAGE_ROLES)
    channel.overwrites[target] = _overwrite({"id": target, **body}, by.permissions(channel))
    _told(channel)


def lift_overwrite(by: Member, channel: Channel, target: int) -> None:
    """DELETE of one overwrite."""
    access.need(by, channel, Permission.MANAGE_ROLES)
    channel.overwrites.pop(target, None)
    _told(channel)


def _overwrite(one: Json, may: Permission) -> Overwrite:
    allow, deny = Permission(int(one.get("allow") or 0)), Permission(int(one.get("deny") or 0))
    if (allow | deny) & ~may:
        raise no_permission()
    return Overwrite(int(one.get("type") or 0) == 1, allow, deny)


def _told(channel: Channel) -> None:
    if channel.guild:
        channel.guild.tell("CHANNEL_UPDATE", channel.payload(), channel=channel)
