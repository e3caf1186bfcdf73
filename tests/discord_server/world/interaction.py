"""An interaction: somebody used a command, a button, a select or a modal, and waits for the answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world.snowflake import made_at

if TYPE_CHECKING:
    from discord_server.world.channel import Channel
    from discord_server.world.member import Member
    from discord_server.world.message import Message

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9
ANSWER_WITHIN = 3.0
TOKEN_LIVES = 15 * 60.0


@dataclass(eq=False)
class Interaction:
    """What was used, by whom, and all that came back."""

    id: int
    token: str
    kind: int
    data: Json
    member: Member
    channel: Channel
    message: Message | None = None
    callback: int | None = None
    started: float = field(default_factory=time.monotonic)
    answered_after: float | None = None
    """Seconds on the wall, until the first answer."""
    original: Message | None = None
    deferred: bool = False
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None

    @property
    def made_at(self) -> float:
        """Epoch seconds, by the server's clock."""
        return made_at(self.id)

    @property
    def is_shown(self) -> bool:
        """Whether the person sees an answer, a 'thinking' apart."""
        return self.callback is not None and not self.deferred

    def payload(self, application_id: int) -> Json:
        """The event's data."""
        guild = self.member.guild
        here = str(int(self.member.permissions(self.channel)) & ((1 << 53) - 1))
        body: Json = {
            "id": str(self.id), "application_id": str(application_id), "type": self.kind, "token": self.token, "version": 1,
            "guild_id": str(guild.id), "guild": {"id": str(guild.id), "locale": "en-US", "features": []}, "channel_id": str(self.channel.id),
            "channel": self.channel.payload(), "member": {**self.member.payload(), "permissions": here}, "data": self.data,
            "app_permissions": str(int(guild.me.permissions(self.channel)) & ((1 << 53) - 1)), "locale": "en-US", "guild_locale": "en-US",
            "entitlements": [], "authorizing_integration_owners": {"0": str(guild.id)}, "context": 0, "attachment_size_limit": 10485760,
        }  # fmt: skip
        if self.message:
            body["message"] = self.message.payload()
        return body
