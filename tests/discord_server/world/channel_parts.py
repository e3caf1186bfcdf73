"""What may be said of a channel when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from discord_server.refusal import Json

if TYPE_CHECKING:
    from discord_server.world.channel import Channel, Overwrite


class ChannelParts(TypedDict, total=False):
    """The optional parts of a new channel."""

    parent: Channel | None
    overwrites: dict[int, Overwrite]
    topic: str | None
    slowmode: int
    available_tags: list[Json]
