"""An application command as the bot registered it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from discord_server.refusal import Json, Refused, forbidden, unknown
from discord_server.world.permission import Permission

if TYPE_CHECKING:
    from discord_server.world.member import Member

SLASH, ON_ACCOUNT, ON_MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2


@dataclass(eq=False)
class Command:
    """A top-level command: its declaration, and to whom admins opened it beyond its default."""

    id: int
    body: Json
    application_id: int
    guild_id: int | None
    opened_to: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The command's name, without subcommands."""
        return str(self.body["name"])

    @property
    def kind(self) -> int:
        """Slash command, or a menu on accounts or messages."""
        return int(self.body.get("type") or SLASH)

    def must_be_open_to(self, member: Member) -> None:
        """Discord shows a command only to those whom its default permissions or an admin let."""
        wanted = self.body.get("default_member_permissions")
        given = member.permissions()
        admin = bool(given & Permission.ADMINISTRATOR)
        if member.is_timed_out and not admin:
            raise forbidden(50013, "a timed-out member cannot use commands")
        if wanted is None or admin or self.opened_to & {member.id, *(role.id for role in member.roles)}:
            return
        if int(wanted) == 0 or int(wanted) & ~int(given):
            raise forbidden(50013, f"/{self.name} is not shown to {member.name}")

    def leaf(self, path: list[str]) -> list[Json]:
        """The options of a subcommand, `path` being its groups and name below this command."""
        options: list[Json] = self.body.get("options") or []
        for step in path:
            found = [one for one in options if one["name"] == step and one["type"] in {SUBCOMMAND, GROUP}]
            if not found:
                raise unknown("Application Command")
            options = found[0].get("options") or []
        if any(one["type"] in {SUBCOMMAND, GROUP} for one in options):
            raise Refused(400, 50035, f"/{self.name} {' '.join(path)} needs a subcommand")
        return options

    def payload(self) -> Json:
        """The command object."""
        keys: dict[str, Any] = {"description": "", "options": [], "default_member_permissions": None, "nsfw": False, "type": SLASH}
        body = keys | {key: value for key, value in self.body.items() if value is not None}
        body |= {"id": str(self.id), "application_id": str(self.application_id), "version": str(self.id)}
        if body["default_member_permissions"] is not None:
            body["default_member_permissions"] = str(body["default_member_permissions"])
        return body | ({"guild_id": str(self.guild_id)} if self.guild_id else {})
