"""Channels, threads, forum posts and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world.permission import NONE, Permission
from discord_server.world.snowflake import iso, made_at

if TYPE_CHECKING:
    from discord_server.world.account import Account
    from discord_server.world.guild import Guild
    from discord_server.world.member import Member
    from discord_server.world.message import Message
    from discord_server.world.role import Role

TEXT, DM, VOICE, CATEGORY, NEWS, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 0, 1, 2, 4, 5, 10, 11, 12, 13, 15, 16
THREADS = frozenset({NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
POSTS_ONLY = frozenset({FORUM, MEDIA})
WEBHOOKS_LIVE_IN = frozenset({TEXT, NEWS, VOICE, STAGE, FORUM, MEDIA})


@dataclass
class Overwrite:
    """What one role or member is given and denied in one channel."""

    member: bool
    allow: Permission = NONE
    deny: Permission = NONE


@dataclass(eq=False)
class Channel:
    """Any place where messages stand, and categories."""

    id: int
    kind: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    position: int = 0
    topic: str | None = None
    slowmode: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int | None = None
    gone: bool = False
    recipient: Account | None = None
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    archive_minutes: int = 1440
    thread_members: dict[int, float] = field(default_factory=dict)
    tags: list[int] = field(default_factory=list)
    available_tags: list[Json] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread, forum posts included."""
        return self.kind in THREADS

    @property
    def is_post(self) -> bool:
        """Whether this is a post of a forum or media channel."""
        return self.parent is not None and self.parent.kind in POSTS_ONLY and self.is_thread

    @property
    def private(self) -> bool:
        """Whether only its members and those who manage threads see it."""
        return self.kind == PRIVATE_THREAD

    @property
    def mention(self) -> str:
        """A link to this channel."""
        return f"<#{self.id}>"

    @property
    def standing(self) -> list[Message]:
        """The messages that are there, oldest first."""
        return sorted((one for one in self.messages.values() if one.stands), key=lambda one: one.id)

    def allows(self, whom: Role | Member, permissions: Permission) -> Channel:
        """An overwrite that gives permissions here."""
        return self._overwrite(whom, permissions, NONE)

    def denies(self, whom: Role | Member, permissions: Permission) -> Channel:
        """An overwrite that takes permissions here."""
        return self._overwrite(whom, NONE, permissions)

    def _overwrite(self, whom: Role | Member, allow: Permission, deny: Permission) -> Channel:
        before = self.overwrites.get(whom.id) or Overwrite(member=hasattr(whom, "account"))
        before.allow, before.deny = before.allow & ~deny | allow, before.deny & ~allow | deny
        self.overwrites[whom.id] = before
        if self.guild:
            self.guild.tell("CHANNEL_UPDATE", self.payload(), channel=self)
        return self

    def payload(self) -> Json:
        """The channel object."""
        last = str(self.last_message_id) if self.last_message_id else None
        body: Json = {"id": str(self.id), "type": self.kind, "name": self.name, "last_message_id": last, "flags": 0}
        if self.kind == DM and self.recipient:
            return {**body, "recipients": [self.recipient.payload()]}
        body |= {
            "guild_id": str(self.guild.id) if self.guild else None, "position": self.position, "topic": self.topic, "nsfw": False,
            "rate_limit_per_user": self.slowmode, "parent_id": str(self.parent.id) if self.parent else None,
        }  # fmt: skip
        return body | (self._thread_parts() if self.is_thread else self._channel_parts())

    def _channel_parts(self) -> Json:
        overwrites = [
            {"id": str(target), "type": int(one.member), "allow": str(int(one.allow)), "deny": str(int(one.deny))}
            for target, one in self.overwrites.items()
        ]
        parts: Json = {"permission_overwrites": overwrites}
        if self.kind in {VOICE, STAGE}:
            parts |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
        if self.kind in POSTS_ONLY:
            parts |= {"available_tags": self.available_tags, "default_reaction_emoji": None, "default_forum_layout": 0}
        return parts

    def _thread_parts(self) -> Json:
        stamp = iso(made_at(self.id))
        return {
            "owner_id": str(self.owner_id), "message_count": len(self.standing), "member_count": len(self.thread_members),
            "total_message_sent": len(self.messages), "applied_tags": [str(tag) for tag in self.tags],
            "thread_metadata": {
                "archived": self.archived, "locked": self.locked, "auto_archive_duration": self.archive_minutes,
                "archive_timestamp": stamp, "create_timestamp": stamp, "invitable": True,
            },
        }  # fmt: skip
