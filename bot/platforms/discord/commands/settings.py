"""What somebody types in a command, as settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from bot.moderation.settings import declared
from rules.options import Option

OWN_COMMANDS = frozenset({"mode", "place", "ladder", "exempt.accounts", "exempt.roles"})
"""Options with a command of their own."""


def options() -> Mapping[str, Option]:
    """The options that `/hush-admin rule` reaches."""
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
