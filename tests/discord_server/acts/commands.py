"""The commands an application registers."""

from discord_server.refusal import Json, invalid
from discord_server.world.command import Command
from discord_server.world.world import World

OF_A_KIND = {1: 100, 2: 15, 3: 15}
OPTIONS, NAME, DESCRIPTION = 25, 32, 100


def replace(world: World, guild_id: int | None, bodies: list[Json]) -> list[Command]:
    """Puts the whole list in place; a command of the same name and kind keeps its id and to whom it was opened."""
    before = {(one.name, one.kind): one for one in world.commands.get(guild_id, [])}
    made: dict[tuple[str, int], Command] = {}
    for index, body in enumerate(bodies):
        _check(body, str(index))
        kind = int(body.get("type") or 1)
        known = before.get((body["name"], kind))
        if (body["name"], kind) in made:
            raise invalid(f"{index}.name", "Application command names must be unique", "APPLICATION_COMMANDS_DUPLICATE_NAME")
        command = Command(known.id if known else world.ids.new(), body, world.bot.id, guild_id, known.opened_to if known else set())
        made[command.name, kind] = command
    for kind, most in OF_A_KIND.items():
        if sum(one.kind == kind for one in made.values()) > most:
            raise invalid("type", f"Maximum number of application commands reached ({most}).", "APPLICATION_COMMANDS_EXCEED_LIMIT")
    world.commands[guild_id] = list(made.values())
    return world.commands[guild_id]


def _check(body: Json, where: str) -> None:
    if not 1 <= len(body.get("name") or "") <= NAME:
        raise invalid(f"{where}.name", f"Must be between 1 and {NAME} in length.", "BASE_TYPE_BAD_LENGTH")
    is_slash = (body.get("type") or 1) == 1
    if is_slash and not 1 <= len(body.get("description") or "") <= DESCRIPTION:
        raise invalid(f"{where}.description", f"Must be between 1 and {DESCRIPTION} in length.", "BASE_TYPE_BAD_LENGTH")
    if not is_slash and body.get("description"):
        raise invalid(
            f"{where}.description", "Context menu commands cannot have description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION"
        )
    options = body.get("options") or []
    if len(options) > OPTIONS:
        raise invalid(f"{where}.options", f"Must be {OPTIONS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    seen_optional = False
    for index, option in enumerate(options):
        place = f"{where}.options.{index}"
        if option["type"] in {1, 2}:
            _check({**option, "type": 1}, place)
            continue
        if not 1 <= len(option.get("description") or "") <= DESCRIPTION:
            raise invalid(f"{place}.description", f"Must be between 1 and {DESCRIPTION} in length.", "BASE_TYPE_BAD_LENGTH")
        if len(option.get("choices") or []) > OPTIONS:
            raise invalid(f"{place}.choices", f"Must be {OPTIONS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
        if option.get("required") and seen_optional:
            raise invalid(
                place, "Required options must be placed before non-required options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            )
        seen_optional = seen_optional or not option.get("required")
