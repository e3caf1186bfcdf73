"""An account in a guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world import permission
from discord_server.world.permission import Permission
from discord_server.world.snowflake import iso

if TYPE_CHECKING:
    from discord_server.world.account import Account
    from discord_server.world.channel import Channel
    from discord_server.world.guild import Guild
    from discord_server.world.role import Role


class Member:
    """Roles, nickname and timeout of one account in one guild."""

    def __init__(self, guild: Guild, account: Account, roles: list[Role] | None = None) -> None:
        self.guild = guild
        self.account = account
        self.roles = list(roles or ())
        self.nick: str | None = None
        self.joined_at = guild.world.now()
        self.timed_out_until: float | None = None

    @property
    def id(self) -> int:
        """The account's id."""
        return self.account.id

    @property
    def name(self) -> str:
        """The account's name."""
        return self.account.name

    @property
    def mention(self) -> str:
        """What pings this member."""
        return self.account.mention

    @property
    def is_timed_out(self) -> bool:
        """Whether a timeout holds now; no event says when it ends."""
        return self.timed_out_until is not None and self.timed_out_until > self.guild.world.now()

    @property
    def height(self) -> float:
        """The position of the highest role; nobody stands above the owner."""
        if self.guild.owner_id == self.id:
            return float("inf")
        return max((role.position for role in self.roles), default=0)

    def permissions(self, channel: Channel | None = None) -> Permission:
        """What this member may do, in a channel or in the guild."""
        return permission.in_channel(self, channel) if channel else permission.in_guild(self)

    def partial(self) -> Json:
        """The member object as it stands beside a user."""
        until = self.timed_out_until
        return {
            "roles": [str(role.id) for role in self.roles], "nick": self.nick, "joined_at": iso(self.joined_at), "flags": 0,
            "avatar": None, "premium_since": None, "deaf": False, "mute": False, "pending": False,
            "communication_disabled_until": iso(until) if until is not None else None,
        }  # fmt: skip

    def payload(self) -> Json:
        """The member object with its user."""
        return {**self.partial(), "user": self.account.payload()}
