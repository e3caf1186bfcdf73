"""What people do with the bot: commands, menus, buttons, selects, modals."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from discord_server.people import parts
from discord_server.people.answer import Answer
from discord_server.people.resolving import Resolved, options
from discord_server.refusal import Json, Refused, no_access, unknown
from discord_server.world.command import GROUP, ON_ACCOUNT, ON_MESSAGE, SLASH, SUBCOMMAND, Command
from discord_server.world.dispatch import Dispatch
from discord_server.world.interaction import ANSWER_WITHIN, AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction
from discord_server.world.member import Member
from discord_server.world.message import EPHEMERAL, Message
from discord_server.world.permission import Permission

if TYPE_CHECKING:
    from discord_server.world.account import Account
    from discord_server.world.channel import Channel
    from discord_server.world.role import Role

FORM_IS_READ = 0.1
PATIENCE = 10.0
"""Seconds on the wall that a person watches 'thinking'."""


class Using(Member):
    """A member who uses the bot. `in_` is where they are, by default the guild's first channel that they see."""

    async def runs(self, command: str, *, in_: Channel | None = None, **given: Any) -> Answer:  # noqa: ANN401 - options are of any type
        """Runs a slash command, subcommands and all: `runs("hush-admin rule set", rule="repeats")`."""
        found, data = self._slash(command, given)
        return await self._asks(COMMAND, data, in_, found)

    async def completes(self, command: str, focus: str, typed: str, *, in_: Channel | None = None, **given: Any) -> list[str]:  # noqa: ANN401 - a command's own options
        """What autocomplete offers while an option is typed: the values."""
        name, *path = command.split()
        found = self._command(name, SLASH)
        declared = [{**one, "required": False} for one in found.leaf(path)]
        sent = options(declared, {**given, focus: typed}, Resolved(self.guild))
        sent[-1]["focused"] = True
        data = {"id": str(found.id), "name": name, "type": SLASH, "options": _nested(found.body.get("options") or [], path, sent)}
        answer = await self._asks(AUTOCOMPLETE, data, in_, found)
        return [one["value"] for one in answer.choices]

    async def uses(self, menu: str, on: Message | Member | Account, *, in_: Channel | None = None) -> Answer:
        """Uses a context menu on a message or an account."""
        on_message = isinstance(on, Message)
        found = self._command(menu, ON_MESSAGE if on_message else ON_ACCOUNT)
        resolved = Resolved(self.guild)
        target = resolved.add(on)
        data = {"id": str(found.id), "name": menu, "type": found.kind, "target_id": target, **resolved.payload()}
        return await self._asks(COMMAND, data, on.channel if isinstance(on, Message) else in_, found)

    async def presses(self, on: Message | Answer, button: str) -> Answer:
        """Presses a button, named by its label or custom id."""
        card = self._card(on)
        found = parts.button(card, button)
        return await self._asks(
            COMPONENT, {"custom_id": found["custom_id"], "component_type": 2, "id": found["id"]}, card.channel, message=card
        )

    async def selects(self, on: Message | Answer, *chosen: str | Member | Role | Channel, which: str | None = None) -> Answer:
        """Chooses in a select, named by its placeholder or custom id if there are several."""
        card = self._card(on)
        found, resolved = parts.select(card, which), Resolved(self.guild)
        values = [parts.option(found, one) if isinstance(one, str) else resolved.add(one) for one in chosen]
        if not found.get("min_values", 1) <= len(values) <= found.get("max_values", 1):
            raise Refused(400, 50035, f"{len(values)} chosen")
        data = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"], "values": values, **resolved.payload()}
        return await self._asks(COMPONENT, data, card.channel, message=card)

    async def submits(self, opened: Answer, filled: dict[str, str | list[str]] | None = None) -> Answer:
        """Sends a modal, its fields named by label or custom id; what is not filled keeps its preset."""
        if opened.modal is None:
            raise Refused(400, 50035, "no modal is open")
        data = {"custom_id": opened.modal["custom_id"], "components": parts.filled(opened.modal, filled or {})}
        return await self._asks(MODAL, data, opened.interaction.channel, message=opened.interaction.message)

    def _slash(self, command: str, given: dict[str, Any]) -> tuple[Command, Json]:
        name, *path = command.split()
        found, resolved = self._command(name, SLASH), Resolved(self.guild)
        sent = options(found.leaf(path), given, resolved)
        nested = _nested(found.body.get("options") or [], path, sent)
        return found, {"id": str(found.id), "name": name, "type": SLASH, "options": nested, **resolved.payload()}

    def _command(self, name: str, kind: int) -> Command:
        world = self.guild.world
        known = [*world.commands.get(self.guild.id, []), *world.commands.get(None, [])]
        found = next((one for one in known if one.name == name and one.kind == kind), None)
        if found is None:
            raise unknown("Application Command")
        return found

    def _card(self, on: Message | Answer) -> Message:
        card = on if isinstance(on, Message) else (on.followups[-1] if on.followups else on.message)
        if card is None or not card.stands:
            raise unknown("Message")
        if card.flags & EPHEMERAL and card.extras["interaction_metadata"]["user"]["id"] != str(self.id):
            raise unknown("Message")
        return card

    async def _asks(
        self, kind: int, data: Json, in_: Channel | None, command: Command | None = None, message: Message | None = None
    ) -> Answer:
        world = self.guild.world
        place = in_ or next(one for one in self.guild.standing_channels if self.permissions(one) & Permission.VIEW_CHANNEL)
        if not self.permissions(place) & Permission.VIEW_CHANNEL:
            raise no_access()
        if command:
            command.must_be_open_to(self)
        if self.is_timed_out and not self.permissions() & Permission.ADMINISTRATOR:
            raise Refused(403, 50013, "a timed-out member cannot use components")
        one = Interaction(world.ids.new(), secrets.token_hex(16), kind, data, self, place, message)
        world.interactions[one.token] = one
        world.emit(Dispatch("INTERACTION_CREATE", one.payload(world.bot.id), guild=self.guild))
        await world.pulse.until(lambda: one.callback is not None or world.now() - one.made_at > ANSWER_WITHIN, ANSWER_WITHIN + 1)
        if one.deferred:
            await world.pulse.until(lambda: not one.deferred, PATIENCE)
        if one.modal:
            # nobody fills in a form before the bot's library has read that it was shown
            await asyncio.sleep(FORM_IS_READ)
        return Answer(one)


def _nested(declared: list[Json], path: list[str], leaf: list[Json]) -> list[Json]:
    if not path:
        return leaf
    step = next(one for one in declared if one["name"] == path[0])
    kind = GROUP if step["type"] == GROUP else SUBCOMMAND
    return [{"name": path[0], "type": kind, "options": _nested(step.get("options") or [], path[1:], leaf)}]
