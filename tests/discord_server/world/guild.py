"""A guild, and how a test furnishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from discord_server.people.person import Person
from discord_server.refusal import Json
from discord_server.world.channel import FORUM, TEXT, VOICE, Channel
from discord_server.world.dispatch import Dispatch
from discord_server.world.member import Member
from discord_server.world.permission import NONE, ORDINARY, Permission
from discord_server.world.role import Role
from discord_server.world.snowflake import iso

if TYPE_CHECKING:
    from discord_server.world.account import Account
    from discord_server.world.channel_parts import ChannelParts
    from discord_server.world.world import World


class Guild:
    """A community of Discord, with the bot in it unless it was removed."""

    def __init__(self, world: World, guild_id: int, name: str, owner: Account, bot_may: Permission) -> None:
        self.world = world
        self.id = guild_id
        self.name = name
        self.owner_id = owner.id
        self.has_bot = True
        self.in_outage = False
        self.demands_two_factor = False
        self.joined_at = world.now()
        self.everyone = Role(guild_id, self, "@everyone", ORDINARY, position=0)
        self.roles: dict[int, Role] = {guild_id: self.everyone}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.bans: dict[int, str | None] = {}
        self.bot_role = Role(world.ids.new(), self, "Hush", bot_may, position=50, managed=True)
        self.roles[self.bot_role.id] = self.bot_role
        self.me = Member(self, world.bot, [self.bot_role])
        self.members[world.bot.id] = self.me
        self.owner = self.member(owner)

    def role(self, name: str, may: Permission = NONE, *, position: int = 1) -> Role:
        """A new role; the bot's own stands at 50."""
        made = Role(self.world.ids.new(), self, name, may, position)
        self.roles[made.id] = made
        self.tell("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": made.payload()})
        return made

    def member(self, who: str | Account, roles: list[Role] | None = None) -> Person:
        """Somebody joins; a name makes a new account."""
        account = self.world.account(who) if isinstance(who, str) else who
        joined = Person(self, account, roles)
        self.members[account.id] = joined
        self.tell("GUILD_MEMBER_ADD", {**joined.payload(), "guild_id": str(self.id)}, about=account.id)
        return joined

    def change_role(self, role: Role, *, may: Permission | None = None, position: int | None = None) -> None:
        """Somebody gives a role other permissions or another height: `change_role(guild.bot_role, may=...)`."""
        role.permissions = role.permissions if may is None else may
        role.position = role.position if position is None else position
        self.tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload()})

    def demand_two_factor(self, *, demanded: bool = True) -> None:
        """From now on elevated permissions need two-factor authentication, or no longer do."""
        self.demands_two_factor = demanded
        self.tell("GUILD_UPDATE", self.payload())

    def text_channel(self, name: str, **parts: Unpack[ChannelParts]) -> Channel:
        """A new text channel."""
        return self.channel(TEXT, name, **parts)

    def voice_channel(self, name: str, **parts: Unpack[ChannelParts]) -> Channel:
        """A new voice channel; people may write in it."""
        return self.channel(VOICE, name, **parts)

    def forum(self, name: str, **parts: Unpack[ChannelParts]) -> Channel:
        """A new forum channel."""
        return self.channel(FORUM, name, **parts)

    def channel(self, kind: int, name: str, **parts: Unpack[ChannelParts]) -> Channel:
        """A new channel of any kind."""
        made = Channel(self.world.ids.new(), kind, name, guild=self, position=len(self.channels), **parts)
        self.world.channels[made.id] = self.channels[made.id] = made
        self.tell("CHANNEL_CREATE", made.payload())
        return made

    @property
    def standing_channels(self) -> list[Channel]:
        """The channels that were not deleted, threads apart."""
        return [one for one in self.channels.values() if not one.gone and not one.is_thread]

    @property
    def threads(self) -> list[Channel]:
        """The threads that were not deleted."""
        return [one for one in self.channels.values() if one.is_thread and not one.gone and not (one.parent and one.parent.gone)]

    def tell(self, name: str, data: Json, *, channel: Channel | None = None, about: int | None = None) -> None:
        """An event of this guild."""
        self.world.emit(Dispatch(name, data, guild=self, channel=channel, about=about))

    def payload(self) -> Json:
        """The guild object of GUILD_CREATE, as it comes when the bot joins."""
        active = [one.payload() for one in self.threads if not one.archived and self.me.permissions(one) & Permission.VIEW_CHANNEL]
        return {
            "id": str(self.id), "name": self.name, "owner_id": str(self.owner_id), "icon": None, "large": False,
            "member_count": len(self.members), "joined_at": iso(self.joined_at), "roles": [role.payload() for role in self.roles.values()],
            "channels": [one.payload() for one in self.standing_channels], "threads": active, "members": [self.me.payload()],
            "presences": [], "voice_states": [], "emojis": [], "stickers": [], "features": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [], "preferred_locale": "en-US", "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": int(self.demands_two_factor), "premium_tier": 0, "nsfw_level": 0,
            "system_channel_id": None, "rules_channel_id": None, "afk_timeout": 300, "system_channel_flags": 0, "description": None,
        }  # fmt: skip

    def payload_when_back(self) -> Json:
        """The same as it comes after a login or an outage: `unavailable` is there and false."""
        return {**self.payload(), "unavailable": False}
