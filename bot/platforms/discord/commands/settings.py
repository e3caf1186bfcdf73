"""What somebody types in a command, as settings; and settings as a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from bot.moderation.settings import declared
from rules.options import Option

OWN_COMMANDS = frozenset({"mode", "place", "ladder", "exempt.accounts", "exempt.roles"})


def options() -> Mapping[str, Option]:
    """Every option without a command of its own."""
    return {key: option for key, option in declared().items() if key not in OWN_COMMANDS}


def value(written: str) -> object:
    """What somebody typed, as TOML would have it: a number, true, a list; else the words themselves."""
    try:
        return tomllib.loads(f"it = {written}")["it"]
    except tomllib.TOMLDecodeError:
        return written


def ladder(written: str) -> list[list[str]]:
    """Rows of penalties from ``notice; notice, timeout 10m``."""
    return [[word.strip() for word in row.split(",") if word.strip()] for row in written.split(";")]


def toml(plain: Mapping[str, Any]) -> str:
    """Settings as a file that can be read back."""
    return "\n".join(_table(plain, "")) + "\n"


def _table(plain: Mapping[str, Any], name: str) -> Iterator[str]:
    if name:
        yield f"\n[{name}]"
    for key, each in plain.items():
        if not isinstance(each, Mapping):
            yield f"{key} = {json.dumps(each, ensure_ascii=False)}"
    for key, each in plain.items():
        if isinstance(each, Mapping):
            own = key if key.isidentifier() else json.dumps(key)
            yield from _table(each, f"{name}.{own}" if name else own)
