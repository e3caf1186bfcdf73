# ruff: noqa: INP001 - a script, no package
"""Draws docs/rooms.svg: the rooms from top to bottom, and which room imports which, read from the code. Run by ``make docs``.

The order is that of the first import contract in pyproject.toml, so a dot left of the diagonal would be an import upwards.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.drawing import Drawing

ROOT = Path(__file__).resolve().parent.parent
CAPTIONS = {
    "bot.commands": "the command line: one command a file",
    "bot.app": "puts the rooms together and takes them down in order",
    "bot.web": "HTTP: the API for sites, the moderators' page, metrics",
    "bot.platforms": "where comments are and actions are done",
    "bot.moderation": "what a moderator may know and do",
    "bot.replay": "recorded streams, judged offline and measured",
    "bot.pipeline": "from a comment to an action; the port for platforms",
    "bot.runtime": "environment, logs, metrics, supervision",
    "bot.memory": "everything in the store; each change is one script",
    "rules": "pure judging: text, rules, settings, the plan",
}
PARTS = {"bot.platforms": ("discord", "site", "local"), "bot.web": ("api", "dashboard"), "rules": ("text", "checks", "harmless", "data")}
LEFT, TOP, ROW, WIDE, COLUMN = 16, 128, 62, 520, 30


def picture() -> str:
    """The whole picture."""
    floors = rooms()
    drawing = Drawing(LEFT + WIDE + 40 + COLUMN * len(floors) + 60, TOP + ROW * len(floors) + 44, "The rooms, and which room imports which")
    drawing.words(LEFT, TOP - 72, "Rooms, from the top floor to the ground", "strong")
    drawing.words(LEFT, TOP - 50, "A room imports from the floors below it: every dot is right of its own ring.", "small")
    drawing.words(LEFT, TOP - 32, "A dot: the room of this row imports the room of that column.", "small")
    _grid(drawing, floors)
    for place, floor in enumerate(floors):
        _room(drawing, floor, TOP + ROW * place)
        for each in sorted(imports(floor, floors), key=floors.index):
            drawing.dot(_column(floors.index(each)), _middle(place))
    below = TOP + ROW * len(floors) + 24
    drawing.words(LEFT, below, "Only memory knows redis-py; only platforms/discord knows discord.py; rules know neither.", "small")
    return drawing.svg()


def _room(drawing: Drawing, floor: str, y: float) -> None:
    drawing.box(LEFT, y, WIDE, ROW - 8)
    drawing.words(LEFT + 14, y + 22, _path(floor), "strong")
    drawing.words(LEFT + 14, y + 42, CAPTIONS[floor])
    x = LEFT + WIDE - 10.0
    for part in reversed(PARTS.get(floor, ())):
        width = 8.0 * len(part) + 14
        x -= width + 6
        drawing.box(x, y + 6, width, 22, "part")
        drawing.words(x + width / 2, y + 21, part, "label", "middle")


def _grid(drawing: Drawing, floors: Sequence[str]) -> None:
    """The columns with their names, and a ring where a room meets itself."""
    for place, floor in enumerate(floors):
        x, y = _column(place), _middle(place)
        drawing.words(x + 4, TOP - 10, floor.removeprefix("bot."), "small", turn=-55)
        drawing.line(f"M{x} {TOP}V{_middle(len(floors) - 1)}")
        drawing.line(f"M{LEFT + WIDE} {y}H{_column(len(floors) - 1)}")
        drawing.box(x - 6, y - 6, 12, 12)


def _column(place: int) -> float:
    return LEFT + WIDE + 40 + COLUMN * place


def _middle(place: int) -> float:
    return TOP + ROW * place + (ROW - 8) / 2


def rooms() -> list[str]:
    """The rooms from the top floor down, as the first import contract orders them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    [first, *_] = project["tool"]["importlinter"]["contracts"]
    return list(first["layers"])


def imports(room: str, floors: Sequence[str]) -> set[str]:
    """The other rooms that a room's files import."""
    found = (_room_of(module, floors) for file in _files(room) for module in _modules(file))
    return {each for each in found if each is not None and each != room}


def _files(room: str) -> Sequence[Path]:
    place = ROOT / room.replace(".", "/")
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def _modules(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def _room_of(module: str, floors: Sequence[str]) -> str | None:
    return next((floor for floor in floors if f"{module}.".startswith(f"{floor}.")), None)


def _path(room: str) -> str:
    path = room.replace(".", "/")
    return f"{path}/" if (ROOT / path).is_dir() else f"{path}.py"
