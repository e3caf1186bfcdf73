"""An account of Discord: a person, a bot, or the face a webhook wears."""

from dataclasses import dataclass

from discord_server.refusal import Json


@dataclass(eq=False)
class Account:
    """Somebody, in no guild in particular."""

    id: int
    name: str
    bot: bool = False
    display_name: str | None = None
    avatar: str | None = None
    takes_dms: bool = True
    discriminator: str = "0"

    @property
    def mention(self) -> str:
        """What pings this account."""
        return f"<@{self.id}>"

    def payload(self) -> Json:
        """The user object."""
        return {
            "id": str(self.id), "username": self.name, "global_name": self.display_name, "discriminator": self.discriminator,
            "avatar": self.avatar, "bot": self.bot, "public_flags": 0, "flags": 0,
        }  # fmt: skip
