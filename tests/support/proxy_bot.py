"""A proxy bot: it posts a member's words anew through a webhook, under another name, and deletes the member's message."""

from __future__ import annotations

from discord_server.acts import changing, webhooks
from discord_server.people.person import Person
from discord_server.world.channel import Channel
from discord_server.world.guild import Guild
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from discord_server.world.webhook import Webhook

NAME = "Luna"


class ProxyBot:
    """One in a guild; what begins with ``tag`` is posted anew without it."""

    def __init__(self, guild: Guild, tag: str = "luna: ") -> None:
        role = guild.role("proxies", Permission.MANAGE_MESSAGES | Permission.MANAGE_WEBHOOKS, position=5)
        self.person: Person = guild.member(guild.world.account("A proxy bot", bot=True), [role])
        self.guild, self.tag = guild, tag

    async def reposts(self, said: Message, name: str = NAME) -> Message:
        """Post a message anew; the member's own still stands."""
        made = self._webhook(said.channel)
        posted = webhooks.execute(self.guild.world, made, {"content": said.content.removeprefix(self.tag), "username": name}, None)
        await self.guild.world.drained()
        return posted

    async def deletes(self, said: Message) -> None:
        """Delete the member's message, where it still stands."""
        if said.stands:
            changing.delete(self.guild.world, self.person.id, said, self.person)
            await self.guild.world.drained()

    def _webhook(self, channel: Channel) -> Webhook:
        own = [one for one in webhooks.of(self.guild.world, channel) if one.made_by is self.person.account]
        return own[0] if own else webhooks.make(self.guild.world, self.person, channel, "proxy")
