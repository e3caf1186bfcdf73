"""An event on its way to the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord_server.refusal import Json

if TYPE_CHECKING:
    from discord_server.world.channel import Channel
    from discord_server.world.guild import Guild
    from discord_server.world.message import Message


@dataclass
class Dispatch:
    """What happened, and what decides who may hear of it: the guild, the channel that must be visible, whose text it carries."""

    name: str
    data: Json
    guild: Guild | None = None
    channel: Channel | None = None
    message: Message | None = None
    about: int | None = None
    """The account that a member event is about."""
