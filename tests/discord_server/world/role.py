"""A role of a guild."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discord_server.refusal import Json
from discord_server.world.permission import NONE, Permission

if TYPE_CHECKING:
    from discord_server.world.guild import Guild


@dataclass(eq=False)
class Role:
    """What its members may do, and how high they stand."""

    id: int
    guild: Guild
    name: str
    permissions: Permission = NONE
    position: int = 1
    managed: bool = False

    @property
    def mention(self) -> str:
        """What pings this role."""
        return f"<@&{self.id}>"

    def payload(self) -> Json:
        """The role object."""
        return {
            "id": str(self.id), "name": self.name, "permissions": str(int(self.permissions) & ((1 << 53) - 1)), "position": self.position,
            "color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False, "managed": self.managed, "mentionable": False, "flags": 0,
        }  # fmt: skip
