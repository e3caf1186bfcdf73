"""What outlives a connection: who identified, with which intents, and all that was sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from discord_server.gateway.connection import Connection
from discord_server.gateway.intents import is_wanted, readable
from discord_server.refusal import Json
from discord_server.world.dispatch import Dispatch
from discord_server.world.permission import Permission
from discord_server.world.world import World

SEEN_ONLY_BY_VIEWERS = ("MESSAGE_", "THREAD_", "TYPING_")


@dataclass(frozen=True)
class Login:
    """An IDENTIFY that was let in."""

    at: float
    process: str
    shard: tuple[int, int]


@dataclass(eq=False)
class Session:
    """A shard's session, which a RESUME can take up again."""

    world: World
    process: str
    intents: int
    shard: tuple[int, int]
    connection: Connection | None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    sent: list[Json] = field(default_factory=list)

    def serves(self, guild_id: int | None) -> bool:
        """Whether this shard is a guild's; direct messages go to shard 0."""
        number, count = self.shard
        return number == ((guild_id >> 22) % count if guild_id else 0)

    def hears(self, dispatch: Dispatch) -> bool:
        """Shard, intents, membership and visibility."""
        guild = dispatch.guild
        if not self.serves(guild.id if guild else None) or not is_wanted(self.intents, dispatch, self.world.bot.id):
            return False
        if guild is None or dispatch.name == "GUILD_DELETE":
            return True
        if not guild.has_bot or guild.in_outage:
            return False
        if dispatch.channel and dispatch.name.startswith(SEEN_ONLY_BY_VIEWERS):
            return bool(guild.me.permissions(dispatch.channel) & Permission.VIEW_CHANNEL)
        return True

    def deliver(self, dispatch: Dispatch) -> None:
        """Sends an event, or keeps it for a RESUME."""
        if self.hears(dispatch):
            self.put(dispatch.name, readable(self.intents, dispatch, self.world))

    def put(self, name: str, data: Json) -> None:
        """Gives an event its number and sends it."""
        frame: Json = {"op": 0, "t": name, "s": len(self.sent) + 1, "d": data}
        self.sent.append(frame)
        if self.connection:
            self.connection.send(frame)

    def again(self, since: int) -> None:
        """Sends the events after a number once more."""
        for frame in self.sent[max(since, 0) :]:
            if self.connection:
                self.connection.send(frame)
