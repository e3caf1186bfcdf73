"""What a test can make go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from discord_server.acts import changing, posting
from discord_server.acts.posting import Author
from discord_server.rest.faults import Cut, Fault, Faults
from discord_server.rest.request_log import Request

if TYPE_CHECKING:
    from discord_server.gateway.gateway import Gateway
    from discord_server.world.account import Account
    from discord_server.world.channel import Channel
    from discord_server.world.guild import Guild
    from discord_server.world.message import Message
    from discord_server.world.world import World


class Controls:
    """Faults of requests, outages and removals. Routes are named as in the log, a part of the name is enough."""

    world: World
    faults: Faults
    gateway: Gateway

    def fail(  # noqa: PLR0913 - every part of an answer can be chosen
        self, route: str = "", *, status: int, code: int = 0, next: int | None = 1, retry_after: float | None = None,  # noqa: A002 - reads as a sentence
        scope: str = "user", through_discord: bool = True, when: Callable[[Request], bool] = lambda _: True,
    ) -> Fault:  # fmt: skip
        """The next requests (`next=None`: all) of a route get this answer and have no effect."""
        return self.faults.add(
            Fault(route, next, status, code, retry_after=retry_after, scope=scope, through_discord=through_discord, when=when)
        )

    def cut(self, route: str = "", *, when_done: Cut = "after", next: int | None = 1) -> Fault:  # noqa: A002 - reads as a sentence
        """The line of the next requests breaks: after their effect, or before it."""
        return self.faults.add(Fault(route, next, cut=when_done))

    def slow(self, route: str = "", seconds: float = 0.1, *, next: int | None = None) -> Fault:  # noqa: A002 - reads as a sentence
        """Requests of a route wait first."""
        return self.faults.add(Fault(route, next, slow=seconds))

    def unfurls(self, said: Message, url: str, title: str = "A page") -> None:
        """A link's preview arrives: an update of the message that is no edit."""
        changing.unfurl(self.world, said, url, title)

    def system_message(self, in_: Channel, kind: int = 7, by: Account | None = None) -> Message:
        """Discord itself says something, as that somebody joined (7), boosted (8) or pinned (6)."""
        return posting.post(self.world, Author(by or self.world.bot), in_, {"content": "Discord says"}, type=kind)

    def outage(self, *guilds: Guild) -> None:
        """Guilds become unavailable; nobody was removed."""
        for guild in guilds:
            guild.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
            guild.in_outage = True

    def outage_ends(self, *guilds: Guild) -> None:
        """Guilds are back."""
        for guild in guilds:
            guild.in_outage = False
            guild.tell("GUILD_CREATE", guild.payload_when_back())

    def removes_bot(self, guild: Guild) -> None:
        """The bot is thrown out."""
        guild.tell("GUILD_DELETE", {"id": str(guild.id)})
        guild.has_bot = False

    def invites_bot(self, guild: Guild) -> None:
        """The bot is invited again."""
        guild.has_bot = True
        guild.tell("GUILD_CREATE", guild.payload())
