"""What a community chooses, changed one piece at a time; checked as a whole before it holds."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.memory import Memory
from bot.platforms.discord.commands.replies import Complaint
from rules import settings as plain_settings
from rules.options import Option
from rules.settings import Settings

Plain = dict[str, Any]
SETTINGS_TRIES = 5
"""Of two who change different things at the same moment, both get what they want."""


async def change(memory: Memory, community: str, who: str, alter: Callable[[Plain], None]) -> Settings:
    """The settings after ``alter`` changed them as plain data; SettingsError or Complaint where they stay as they were."""
    for _ in range(SETTINGS_TRIES):
        chosen = await memory.communities.reload(community)
        plain = plain_settings.write(chosen.settings)
        alter(plain)
        settings = plain_settings.read(plain)
        done, _ = await memory.communities.configure(community, settings, who, chosen.revision)
        if done:
            await memory.communities.reload(community)
            return settings
    raise Complaint("Others keep changing the settings at the same moment, so yours were not taken: look, and try again.")


def declared() -> Mapping[str, Option]:
    """The options of every rule, as "repeats.similarity"."""
    return {key.removeprefix("rules."): option for key, option in plain_settings.declared() if key.startswith("rules.")}


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
