"""What people do to one another and to the guild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.acts import moderating, threads
from discord_server.refusal import unknown
from discord_server.world.member import Member

if TYPE_CHECKING:
    from discord_server.world.channel import Channel
    from discord_server.world.role import Role


class Moderating(Member):
    """A member with, perhaps, power."""

    async def times_out(self, target: Member, seconds: float) -> None:
        """Sets a timeout; 0 lifts it."""
        world = self.guild.world
        moderating.time_out(self, target, world.now() + seconds if seconds else None)
        moderating.told(target)
        await world.drained()

    async def kicks(self, target: Member) -> None:
        """Sends a member away."""
        moderating.kick(self, target)
        await self.guild.world.drained()

    async def bans(self, target: Member, *, reason: str | None = None, purge_seconds: int = 0) -> None:
        """Bans a member."""
        moderating.ban(self, target.id, reason, purge_seconds)
        await self.guild.world.drained()

    async def gives(self, role: Role, to: Member) -> None:
        """Gives a role."""
        moderating.give_role(self, to, role)
        await self.guild.world.drained()

    async def takes(self, role: Role, from_: Member) -> None:
        """Takes a role."""
        moderating.give_role(self, from_, role, take=True)
        await self.guild.world.drained()

    async def changes(self, thread: Channel, *, archived: bool | None = None, locked: bool | None = None) -> None:
        """Archives, locks, or undoes it."""
        body = {key: value for key, value in (("archived", archived), ("locked", locked)) if value is not None}
        threads.change(self.guild.world, self, thread, body)
        await self.guild.world.drained()

    async def removes(self, channel: Channel) -> None:
        """Deletes a channel or thread."""
        threads.remove(self.guild.world, self, channel)
        await self.guild.world.drained()

    def opens_command(self, name: str, to: Member | Role) -> None:
        """Lets somebody use a command beyond its default permissions, as admins can."""
        commands = [*self.guild.world.commands.get(self.guild.id, []), *self.guild.world.commands.get(None, [])]
        found = [one for one in commands if one.name == name]
        if not found:
            raise unknown("Application Command")
        for command in found:
            command.opened_to.add(to.id)
