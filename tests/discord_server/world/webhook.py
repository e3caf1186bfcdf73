"""A webhook of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world.account import Account

if TYPE_CHECKING:
    from discord_server.world.channel import Channel


@dataclass(eq=False)
class Webhook:
    """Who may post here under any name, by knowing the token."""

    id: int
    channel: Channel
    name: str
    token: str
    made_by: Account
    application_id: int | None = None
    avatar: str | None = None
    gone: bool = False

    def face(self, username: str | None, avatar_url: str | None) -> Account:
        """The author of one of its messages."""
        return Account(self.id, username or self.name, bot=True, avatar=avatar_url or self.avatar, discriminator="0000")

    def payload(self) -> Json:
        """The webhook object."""
        guild = self.channel.guild
        return {
            "id": str(self.id), "type": 1, "guild_id": str(guild.id) if guild else None, "channel_id": str(self.channel.id),
            "name": self.name, "avatar": self.avatar, "token": self.token, "user": self.made_by.payload(),
            "application_id": str(self.application_id) if self.application_id else None,
        }  # fmt: skip
