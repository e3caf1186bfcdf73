"""Options and selected things as Discord sends them: ids, and beside them what the ids stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord_server.refusal import Json, Refused
from discord_server.world.account import Account
from discord_server.world.channel import Channel
from discord_server.world.member import Member
from discord_server.world.message import Message
from discord_server.world.role import Role

if TYPE_CHECKING:
    from discord_server.world.guild import Guild

STRING, INTEGER, BOOLEAN, NUMBER = 3, 4, 5, 10
PYTHON: dict[int, type | tuple[type, ...]] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
BITS = (1 << 53) - 1


class Resolved:
    """Collects what the ids of an interaction stand for."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild
        self._found: dict[str, Json] = {}

    def add(self, thing: Member | Account | Role | Channel | Message) -> str:
        """Notes a thing and gives its id."""
        key = str(thing.id)
        if isinstance(thing, Role):
            self._note("roles", key, thing.payload())
        elif isinstance(thing, Channel):
            seen = {"permissions": str(int(self._guild.me.permissions(thing)) & BITS)}
            self._note("channels", key, thing.payload() | seen)
        elif isinstance(thing, Message):
            self._note("messages", key, thing.payload())
        else:
            account = thing.account if isinstance(thing, Member) else thing
            self._note("users", key, account.payload())
            if member := self._guild.members.get(account.id):
                self._note("members", key, member.partial() | {"permissions": str(int(member.permissions()) & BITS)})
        return key

    def _note(self, kind: str, key: str, payload: Json) -> None:
        self._found.setdefault(kind, {})[key] = payload

    def payload(self) -> Json:
        """The resolved object, absent when empty as with Discord."""
        return {"resolved": self._found} if self._found else {}


def options(declared: list[Json], given: dict[str, Any], resolved: Resolved) -> list[Json]:
    """The options of a command as sent; the person's client refuses what the declaration does not allow."""
    by_name = {one["name"]: one for one in declared}
    sent: list[Json] = []
    for word, value in given.items():
        option = by_name.get(word) or by_name.get(word.replace("_", "-"))
        if option is None:
            raise Refused(400, 50035, f"there is no option {word}, only {sorted(by_name)}")
        sent.append({"name": option["name"], "type": option["type"], "value": _value(option, value, resolved)})
    missing = [one["name"] for one in declared if one.get("required") and one["name"] not in {part["name"] for part in sent}]
    if missing:
        raise Refused(400, 50035, f"required: {missing}")
    return sent


def _value(option: Json, value: Any, resolved: Resolved) -> Any:  # noqa: ANN401 - an option is of any JSON type
    if option["type"] not in PYTHON:
        return resolved.add(value)
    if not isinstance(value, PYTHON[option["type"]]) or (isinstance(value, bool) and option["type"] != BOOLEAN):
        raise Refused(400, 50035, f"{option['name']} does not take {value!r}")
    size = len(value) if isinstance(value, str) else value
    kind = "length" if isinstance(value, str) else "value"
    if not option.get(f"min_{kind}", size) <= size <= option.get(f"max_{kind}", size):
        raise Refused(400, 50035, f"{option['name']} is out of bounds: {value!r}")
    if option.get("choices") and value not in {one["value"] for one in option["choices"]}:
        raise Refused(400, 50035, f"{option['name']} must be one of {[one['value'] for one in option['choices']]}")
    return value
