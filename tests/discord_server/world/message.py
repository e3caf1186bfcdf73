"""A message, and how it looks to a client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world.snowflake import iso, made_at

if TYPE_CHECKING:
    from discord_server.world.account import Account
    from discord_server.world.channel import Channel
    from discord_server.world.webhook import Webhook

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 15
ORDINARY, THREAD_STARTER, REPLY, COMMAND, CONTEXT_MENU = 0, 21, 19, 20, 23
UNDELETABLE = frozenset({1, 2, 3, 4, 5, THREAD_STARTER})
TEXT_DISPLAY = 10


@dataclass(eq=False)
class Message:
    """What somebody said; `stands` is False once it was deleted."""

    id: int
    channel: Channel
    author: Account
    type: int = ORDINARY
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    edited_at: float | None = None
    reply_to: Message | None = None
    webhook: Webhook | None = None
    mentions: list[Account] = field(default_factory=list)
    mentions_everyone: bool = False
    pings: set[int] = field(default_factory=set)
    extras: Json = field(default_factory=dict)
    stands: bool = True
    earlier: list[str] = field(default_factory=list)

    @property
    def at(self) -> float:
        """Epoch seconds at which it was said."""
        return made_at(self.id)

    @property
    def link(self) -> str:
        """The jump link."""
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"

    @property
    def parts(self) -> Iterator[Json]:
        """Every component, however deep."""
        return flatten(self.components)

    @property
    def shown(self) -> str:
        """All text a reader sees: content, text displays and embeds."""
        texts = [self.content, *(part["content"] for part in self.parts if part["type"] == TEXT_DISPLAY)]
        for embed in self.embeds:
            texts += [embed.get("title") or "", embed.get("description") or ""]
            texts += [f"{one['name']} {one['value']}" for one in embed.get("fields", ())]
        return "\n".join(text for text in texts if text)

    def payload(self) -> Json:
        """The message object as a REST answer has it."""
        body: Json = {
            "id": str(self.id), "channel_id": str(self.channel.id), "type": self.type, "content": self.content,
            "author": self.author.payload(), "timestamp": iso(self.at), "edited_timestamp": iso(self.edited_at) if self.edited_at else None,
            "attachments": self.attachments, "embeds": self.embeds, "mentions": [one.payload() for one in self.mentions],
            "mention_roles": [], "mention_everyone": self.mentions_everyone, "pinned": False, "tts": False, "flags": self.flags,
            "components": self.components, "channel_type": self.channel.kind, **self.extras,
        }  # fmt: skip
        if self.nonce is not None:
            body["nonce"] = self.nonce
        if self.webhook:
            body["webhook_id"] = str(self.webhook.id)
            if self.webhook.application_id:
                body["application_id"] = str(self.webhook.application_id)
        if self.reply_to:
            body |= self._reply(self.reply_to)
        return body

    def _reply(self, original: Message) -> Json:
        reference: Json = {"type": 0, "message_id": str(original.id), "channel_id": str(original.channel.id)}
        if original.channel.guild:
            reference["guild_id"] = str(original.channel.guild.id)
        quoted = Message(**{**vars(original), "reply_to": None}).payload() if original.stands else None
        return {"message_reference": reference, "referenced_message": quoted}

    def event(self) -> Json:
        """The message object as a gateway event has it."""
        body = self.payload()
        if guild := self.channel.guild:
            body["guild_id"] = str(guild.id)
            if not self.webhook and (member := guild.members.get(self.author.id)):
                body["member"] = member.partial()
        return body


def flatten(components: list[Json]) -> Iterator[Json]:
    """Every component of a tree, outermost first."""
    for one in components:
        yield one
        inner = [*one.get("components", ()), *(one[key] for key in ("accessory", "component") if one.get(key))]
        yield from flatten(inner)
