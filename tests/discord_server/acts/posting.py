"""A new message, whoever says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from discord_server.acts import access, content_limits
from discord_server.acts.component_limits import check_components
from discord_server.acts.pings import pings
from discord_server.refusal import Json, Refused, forbidden, invalid, unknown
from discord_server.world.account import Account
from discord_server.world.channel import CATEGORY, POSTS_ONLY, Channel
from discord_server.world.dispatch import Dispatch
from discord_server.world.member import Member
from discord_server.world.message import COMPONENTS_V2, ORDINARY, REPLY, Message
from discord_server.world.permission import Permission
from discord_server.world.snowflake import made_at
from discord_server.world.webhook import Webhook
from discord_server.world.world import World

NONCE_IS_KEPT = 180.0
"""Seconds; Discord says 'a few minutes'."""


@dataclass
class Author:
    """Who a message is from. Without a member no permission is asked: webhooks, direct messages, answers to interactions."""

    account: Account
    member: Member | None = None
    webhook: Webhook | None = None


def post(world: World, author: Author, channel: Channel, body: Json, **parts: Any) -> Message:  # noqa: ANN401 - a message's fields
    """Says something: checks it, keeps it and tells the gateway. `parts` are further fields of the message."""
    said = draft(world, author, channel, body, **parts)
    if said.id in channel.messages:
        return said
    if channel.archived:
        channel.archived = False
        world.emit(Dispatch("THREAD_UPDATE", channel.payload(), channel.guild, channel))
    channel.messages[said.id] = said
    channel.last_message_id = said.id
    world.emit(Dispatch("MESSAGE_CREATE", said.event(), channel.guild, channel, said))
    return said


def draft(world: World, author: Author, channel: Channel, body: Json, **parts: Any) -> Message:  # noqa: ANN401 - a message's fields
    """The message as it would stand, or the one that an enforced nonce stands for."""
    if channel.kind in POSTS_ONLY or channel.kind == CATEGORY:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if author.member:
        access.may_post(author.member, channel)
        if body.get("attachments") and "id" not in parts:
            access.need(author.member, channel, Permission.ATTACH_FILES)
    if channel.recipient and not channel.recipient.takes_dms:
        raise forbidden(50007, "Cannot send messages to this user")
    flags = body.get("flags") or 0
    content_limits.check_content(body)
    check_components(body.get("components") or [], v2=bool(flags & COMPONENTS_V2))
    if (known := _said_already(world, author, channel, body)) is not None:
        return known
    original = _original(channel, body, author)
    said = Message(
        **{
            "id": parts.pop("id", None) or world.ids.new(), "channel": channel, "author": author.account,
            "type": REPLY if original else ORDINARY, "content": body.get("content") or "", "components": numbered(body.get("components") or []),
            "embeds": [_shown_embed(one) for one in body.get("embeds") or []], "attachments": body.get("attachments") or [],
            "flags": flags & content_limits.SETTABLE, "reply_to": original, "webhook": author.webhook, **parts,
        }
    )  # fmt: skip
    if (nonce := body.get("nonce")) is not None:
        said.nonce = str(nonce)
        world.nonces[channel.id, said.nonce] = said
    mention(world, said, body.get("allowed_mentions"), author.member)
    return said


def mention(world: World, said: Message, allowed: Json | None, by: Member | None) -> None:
    """Works out whom a message names and pings."""
    replied_to = said.reply_to.author.id if said.reply_to else None
    found = pings(world, said.channel, said.shown, allowed, by, replied_to)
    said.mentions = [world.accounts[one] for one in sorted(found.named) if one in world.accounts]
    said.pings, said.mentions_everyone = set(found.pinged), found.everyone


def numbered(components: list[Json]) -> list[Json]:
    """Discord gives every component a number of its own in the message."""
    count = iter(range(1, 1000))

    def number(one: Json) -> Json:
        made = {**one, "id": one.get("id") or next(count)}
        if "components" in made:
            made["components"] = [number(inner) for inner in made["components"]]
        for key in ("accessory", "component"):
            if made.get(key):
                made[key] = number(made[key])
        return made

    return [number(one) for one in components]


def _shown_embed(embed: Json) -> Json:
    return {"type": "rich", **embed}


def _said_already(world: World, author: Author, channel: Channel, body: Json) -> Message | None:
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    known = world.nonces.get((channel.id, str(nonce)))
    fresh = known is not None and world.now() - made_at(known.id) < NONCE_IS_KEPT and known.author.id == author.account.id
    return known if fresh else None


def _original(channel: Channel, body: Json, author: Author) -> Message | None:
    reference = body.get("message_reference") or {}
    if not reference or reference.get("type", 0) != 0:
        return None
    if author.member and not author.member.permissions(channel) & Permission.READ_MESSAGE_HISTORY:
        raise forbidden(160002, "Cannot reply without permission to read message history")
    original = channel.messages.get(int(reference["message_id"]))
    if original is not None and original.stands:
        return original
    if reference.get("fail_if_not_exists", True):
        raise invalid("message_reference", "Unknown message", "REPLIES_UNKNOWN_MESSAGE")
    return None


def forward(world: World, author: Author, channel: Channel, original: Message) -> Message:
    """Forwards a message: the text is in the snapshot, the message itself is empty."""
    if not original.stands:
        raise unknown("Message")
    inner = original.payload()
    kept = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "mentions", "mention_roles", "components")
    reference = {"type": 1, "message_id": inner["id"], "channel_id": inner["channel_id"]}
    if original.channel.guild:
        reference["guild_id"] = str(original.channel.guild.id)
    snapshot = {"message": {key: inner[key] for key in kept}}
    return post(world, author, channel, {"forward": True}, extras={"message_reference": reference, "message_snapshots": [snapshot]})
