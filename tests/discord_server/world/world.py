"""All that exists on the server, and how it came to the bot's ears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from discord_server.clock import Now
from discord_server.pulse import Pulse
from discord_server.refusal import unknown
from discord_server.world.account import Account
from discord_server.world.channel import DM, Channel
from discord_server.world.snowflake import Snowflakes

if TYPE_CHECKING:
    from discord_server.world.command import Command
    from discord_server.world.dispatch import Dispatch
    from discord_server.world.guild import Guild
    from discord_server.world.interaction import Interaction
    from discord_server.world.message import Message
    from discord_server.world.webhook import Webhook

CONTENT_IS_GRANTED = 1 << 19
"""The application's flag of the message content intent."""


class World:
    """Accounts, guilds, channels, webhooks, commands and interactions, by id."""

    def __init__(self, now: Now, emit: Callable[[Dispatch], None], drained: Callable[[], Awaitable[None]]) -> None:
        self.now = now
        self.emit = emit
        self.drained = drained
        self.ids = Snowflakes(now)
        self.pulse = Pulse()
        self.token = "a-token-for-tests"
        self.application_flags = CONTENT_IS_GRANTED
        self.owner_has_two_factor = False
        self.accounts: dict[int, Account] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.commands: dict[int | None, list[Command]] = {}
        self.interactions: dict[str, Interaction] = {}
        self.nonces: dict[tuple[int, str], Message] = {}
        self.bot = self.account("Hush", bot=True)

    def account(self, name: str, *, bot: bool = False, made_at: float | None = None) -> Account:
        """A new account, made now or at another time."""
        made = Account(self.ids.new(made_at), name, bot=bot)
        self.accounts[made.id] = made
        return made

    def channel(self, channel_id: int) -> Channel:
        """The channel or thread with this id, or 10003."""
        found = self.channels.get(channel_id)
        if found is None or found.gone or (found.parent is not None and found.parent.gone and found.is_thread):
            raise unknown("Channel")
        return found

    def guild(self, guild_id: int) -> Guild:
        """The guild with this id, if the bot is in it; else 10004."""
        found = self.guilds.get(guild_id)
        if found is None or not found.has_bot:
            raise unknown("Guild")
        return found

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message that stands, or 10008."""
        found = self.channel(channel_id).messages.get(message_id)
        if found is None or not found.stands:
            raise unknown("Message")
        return found

    def dm(self, account: Account) -> Channel:
        """The bot's direct messages with an account."""
        for channel in self.channels.values():
            if channel.kind == DM and channel.recipient is account:
                return channel
        made = Channel(self.ids.new(), DM, account.name, recipient=account)
        self.channels[made.id] = made
        return made
