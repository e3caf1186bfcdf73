"""What Hush reads of a message as Discord sends it; every other field is skipped by the decoder.

The fields are Discord's own: https://docs.discord.com/developers/resources/message. What Discord may leave out or send as null may be so here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Raw, Struct, convert, json

ORDINARY = 0
"""The type of a message that somebody wrote."""


class Text(Struct):
    """A text inside a poll."""

    text: str | None = None


class PollAnswer(Struct):
    """One choice of a poll."""

    poll_media: Text | None = None


class Poll(Struct):
    """A question with its choices."""

    question: Text | None = None
    answers: list[PollAnswer] | None = None


class File(Struct):
    """An attachment; ``size`` in bytes."""

    filename: str | None = None
    content_type: str | None = None
    size: int | None = None


class Sticker(Struct):
    """A sticker is known by its id."""

    id: str


class Layer(Struct):
    """What is shown as said: by a message itself, or by one that it forwards."""

    content: str | None = None
    poll: Poll | None = None
    attachments: list[File] | None = None
    sticker_items: list[Sticker] | None = None


class Snapshot(Struct):
    """A forwarded message."""

    message: Layer


class Author(Struct):
    """An account; of a webhook the name and the picture under which it speaks."""

    id: str
    bot: bool | None = None
    username: str | None = None
    avatar: str | None = None


class Member(Struct):
    """An account's place in the guild."""

    roles: tuple[str, ...] | None = None
    joined_at: datetime | None = None


class Reference(Struct):
    """The message that is answered, or forwarded."""

    message_id: str | None = None
    type: int | None = None


class Answered(Struct):
    """Of a message that is answered, whose it is."""

    author: Author | None = None


class Interaction(Struct):
    """Who used the app that speaks, and who installed it."""

    user: Author | None = None
    authorizing_integration_owners: dict[str, Any] | None = None


class Message(Layer, kw_only=True):
    """A message, or what an update tells of it."""

    id: str
    channel_id: str
    guild_id: str | None = None
    type: int = ORDINARY
    author: Author | None = None
    member: Member | None = None
    webhook_id: str | None = None
    application_id: str | None = None
    edited_timestamp: datetime | None = None
    message_reference: Reference | None = None
    referenced_message: Answered | None = None
    message_snapshots: list[Snapshot] | None = None
    interaction_metadata: Interaction | None = None


_decode = json.Decoder(Message).decode


def read(raw: Raw | bytes) -> Message:
    """A message out of JSON; msgspec.DecodeError, a ValueError, names the field that is not as Discord documents it."""
    return _decode(raw)


def message(told: object) -> Message:
    """The same out of JSON that was decoded already."""
    return convert(told, Message)
