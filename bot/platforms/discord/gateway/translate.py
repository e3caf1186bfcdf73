"""From Discord's message object to a comment, pure: everything an account can say, and nothing of what others said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.platforms.discord import NAME
from bot.platforms.discord.gateway.payloads import ORDINARY, Interaction, Layer, Message
from bot.platforms.discord.snowflake import made_at
from rules.model import Account, Comment, Media, Place

REPLY, COMMAND, MENU = 19, 20, 23
SPEAKS_FOR_ITSELF = 25
"""Characters from which on the first message of a post is compared without its title."""
FORWARD = 1
"""The type of a reference whose text is in `message_snapshots`; the other type, 0, is a reply."""
GUILD_INSTALL, ACCOUNT_INSTALL = "0", "1"
"""Who installed the app that speaks: https://docs.discord.com/developers/resources/application#application-object-application-integration-types."""


class Speaker(Struct, frozen=True):
    """The account that said something. What Discord does not tell is empty."""

    id: str
    roles: tuple[str, ...] = ()
    joined_at: float | None = None


class Spot(Struct, frozen=True):
    """What is to be known of where a message stands: whether posts are opened there, and the title of this one."""

    posts: bool = False
    title: str = ""


def speaker(said: Message, own_id: str) -> Speaker | None:
    """Who said a message; None where it was nobody that Hush judges: bots, webhooks, Discord itself, direct messages."""
    author = said.author
    if said.guild_id is None or author is None or author.id == own_id:
        return None
    if said.type in {COMMAND, MENU}:
        return _behind_an_app(said.interaction_metadata)
    if said.webhook_id is not None or said.type not in {ORDINARY, REPLY} or author.bot:
        return None
    member = said.member
    if member is None:
        return Speaker(author.id)
    return Speaker(author.id, member.roles or (), member.joined_at.timestamp() if member.joined_at else None)


def _behind_an_app(used: Interaction | None) -> Speaker | None:
    """The human whose own app spoke. What an app that the community installed says is the community's choice."""
    owners = (used.authorizing_integration_owners if used else None) or {}
    if ACCOUNT_INSTALL not in owners or GUILD_INSTALL in owners or used is None or used.user is None:
        return None
    return Speaker(used.user.id)


def comment(said: Message, by: Speaker, spot: Spot, *, moderates: bool) -> Comment:
    """The comment that a message of this speaker is. ``moderates``: whether they may manage messages there."""
    at = made_at(said.id)
    layers = [said, *(snapshot.message for snapshot in said.message_snapshots)] if said.message_snapshots else [said]
    reference = said.message_reference
    answers = reference is not None and reference.type != FORWARD
    answered = said.referenced_message.author if answers and said.referenced_message else None
    return Comment(
        id=said.id,
        community=said.guild_id or "",
        thread=said.channel_id,
        author=by.id,
        at=at,
        text="\n".join(_words(layers, spot.title if spot.posts and said.id == said.channel_id else "")),
        platform=NAME,
        reply_to=reference.message_id if answers and reference else None,
        reply_to_author=answered.id if answered else None,
        topic=spot.title or None,
        edited_at=max(said.edited_timestamp.timestamp(), at) if said.edited_timestamp else None,
        media=tuple(_media(layers)),
        account=Account(created_at=made_at(by.id), joined_at=by.joined_at, roles=by.roles, moderates=moderates),
        place=Place.COMMENTS if spot.posts else Place.CHAT,
    )


def _words(layers: Sequence[Layer], title: str) -> Iterator[str]:
    """All text that a reader sees as this account's own; a quoted message is not.

    The title of a post is part of a short text. Of a longer one it is not: another title over the same words would make them another text.
    ``layers``: the message, and what it forwards, since the text of a forward is only in its snapshot.
    """
    if title and len(layers[0].content or "") < SPEAKS_FOR_ITSELF:
        yield title
    for each in layers:
        if each.content:
            yield each.content
        if (poll := each.poll) is not None:
            for told in (poll.question, *(answer.poll_media for answer in poll.answers or ())):
                if told is not None and told.text:
                    yield told.text


def _media(layers: Sequence[Layer]) -> Iterator[Media]:
    for each in layers:
        for file in each.attachments or ():
            yield Media("file", file.filename or "", (file.content_type or "").partition(";")[0], file.size or 0)
        for sticker in each.sticker_items or ():
            yield Media("sticker", sticker.id)
