"""One request as a route's function sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from discord_server.refusal import Json, no_access
from discord_server.rest.rate_limits import RateLimits
from discord_server.world.channel import Channel
from discord_server.world.guild import Guild
from discord_server.world.member import Member
from discord_server.world.world import World

Shown = Json | list[Json] | list[Any] | None
"""What a route answers with; nothing is a 204."""


@dataclass
class Call:
    """The request: what was asked, of whom, with what."""

    world: World
    params: dict[str, str]
    body: Any
    query: dict[str, str]
    reason: str | None
    limits: RateLimits
    shards: int
    gateway_address: str

    def id(self, name: str) -> int:
        """An id of the path."""
        return int(self.params[name])

    @property
    def guild(self) -> Guild:
        """The guild of the path."""
        return self.world.guild(self.id("guild"))

    @property
    def channel(self) -> Channel:
        """The channel of the path; 50001 if the bot is not in its guild any more."""
        found = self.world.channel(self.id("channel"))
        if found.guild and not found.guild.has_bot:
            raise no_access()
        return found

    @property
    def me(self) -> Member:
        """The bot in the guild that the path is about."""
        guild = self.guild if "guild" in self.params else self.channel.guild
        if guild is None:
            raise no_access()
        return guild.me

    @property
    def me_if_in_guild(self) -> Member | None:
        """The bot in the channel's guild; nobody in direct messages, where no permission is asked."""
        guild = self.channel.guild
        return guild.me if guild else None


class Route(NamedTuple):
    """Method, path and the function that answers."""

    method: str
    path: str
    answer: Callable[[Call], Shown]
    with_token: bool = True
    """Whether the bot's token must be there; interactions and webhooks carry theirs in the path."""

    @property
    def name(self) -> str:
        """How tests and limits name it."""
        return f"{self.method} {self.path}"
