"""Edits, deletions and unfurls of messages that stand."""

from __future__ import annotations

from discord_server.acts import access, content_limits, posting
from discord_server.acts.component_limits import check_components
from discord_server.refusal import Json, bad_request, forbidden, invalid
from discord_server.world.channel import Channel
from discord_server.world.dispatch import Dispatch
from discord_server.world.member import Member
from discord_server.world.message import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, UNDELETABLE, Message
from discord_server.world.permission import Permission
from discord_server.world.snowflake import made_at
from discord_server.world.world import World

OLDEST_FOR_BULK = 14 * 86400.0
SHOWN_WITHOUT_WORDS = frozenset({"message_snapshots", "poll", "sticker_items"})


def edit(world: World, by: int, said: Message, body: Json, member: Member | None = None) -> Message:
    """Changes a message: its author anything, others only whether its embeds show. Of ephemeral ones nobody hears."""
    if said.channel.is_thread:
        access.is_open(said.channel)
    if said.author.id != by:
        if set(body) - {"flags"}:
            raise forbidden(50005, "Cannot edit a message authored by another user")
        if member:
            access.need(member, said.channel, Permission.MANAGE_MESSAGES)
    elif member and member.is_timed_out:
        access.may_post(member, said.channel)
    flags = said.flags if body.get("flags") is None else body["flags"]
    if (refused := content_limits.too_old_for_v2(said.flags, flags)) is not None:
        raise refused
    flags = said.flags & ~SUPPRESS_EMBEDS | flags & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    after = {key: body[key] if key in body else getattr(said, key) for key in ("content", "embeds", "components", "attachments")}
    content_limits.check_content({**after, "flags": flags, "forward": bool(SHOWN_WITHOUT_WORDS & said.extras.keys())})
    check_components(after["components"] or [], v2=bool(flags & COMPONENTS_V2))
    if said.content != (after["content"] or ""):
        said.earlier.append(said.content)
    said.content, said.embeds, said.attachments = after["content"] or "", after["embeds"] or [], after["attachments"] or []
    said.components, said.flags = posting.numbered(after["components"] or []), flags
    if set(body) - {"flags"}:
        said.edited_at = world.now()
        before = said.pings
        posting.mention(world, said, body.get("allowed_mentions"), member)
        # an edit shows names but pings nobody anew
        said.pings = before
    if not said.flags & EPHEMERAL:
        changed(world, said)
    return said


def changed(world: World, said: Message) -> None:
    """Tells the gateway how a message looks now."""
    world.emit(Dispatch("MESSAGE_UPDATE", said.event(), said.channel.guild, said.channel, said))


def unfurl(world: World, said: Message, url: str, title: str) -> None:
    """A link's preview arrives: an update that is no edit."""
    if not said.flags & SUPPRESS_EMBEDS:
        said.embeds.append({"type": "link", "url": url, "title": title})
    changed(world, said)


def delete(world: World, by: int, said: Message, member: Member | None = None) -> None:
    """Takes a message away: one's own, or anybody's with the permission."""
    if member:
        access.need(member, said.channel, Permission(0))
    if said.author.id != by:
        if said.channel.guild is None:
            raise forbidden(50003, "Cannot execute action on a DM channel")
        if member:
            access.need(member, said.channel, Permission.MANAGE_MESSAGES)
    if said.type in UNDELETABLE:
        raise forbidden(50021, "Cannot execute action on a system message")
    if said.channel.archived and said.channel.locked:
        raise access.archived()
    vanish(world, said)


def vanish(world: World, said: Message) -> None:
    """The message is gone, and the gateway says which, not whose."""
    said.stands = False
    data: Json = {"id": str(said.id), "channel_id": str(said.channel.id)}
    if said.channel.guild:
        data["guild_id"] = str(said.channel.guild.id)
    world.emit(Dispatch("MESSAGE_DELETE", data, said.channel.guild, said.channel))


def bulk_delete(world: World, channel: Channel, ids: list[int], member: Member) -> None:
    """Takes many messages of one channel away at once; unknown ids count but do no harm."""
    access.need(member, channel, Permission.MANAGE_MESSAGES)
    if not 2 <= len(ids) <= 100:
        raise bad_request(
            50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete"
        )
    if len(set(ids)) < len(ids):
        raise invalid("messages", "The list contains duplicates", "SET_TYPE_ALREADY_CONTAINS_VALUE")
    from_then_on = world.now() - OLDEST_FOR_BULK
    if any(made_at(one) < from_then_on for one in ids):
        raise bad_request(50034, "You can only bulk delete messages that are under 14 days old.")
    if channel.archived and channel.locked:
        raise access.archived()
    vanish_together(
        world, channel, [said for one in ids if (said := channel.messages.get(one)) and said.stands and said.type not in UNDELETABLE]
    )


def vanish_together(world: World, channel: Channel, gone: list[Message]) -> None:
    """Several messages of a channel go in one event."""
    for said in gone:
        said.stands = False
    if gone and channel.guild:
        data = {"ids": [str(said.id) for said in gone], "channel_id": str(channel.id), "guild_id": str(channel.guild.id)}
        world.emit(Dispatch("MESSAGE_DELETE_BULK", data, channel.guild, channel))
