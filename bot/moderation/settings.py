"""What a community chooses, changed one piece at a time; checked as a whole before it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.memory import Memory
from rules import settings as plain_settings
from rules.options import Option
from rules.settings import Settings

Plain = dict[str, Any]
SETTINGS_TRIES = 5
"""Of two who change different things at the same moment, both get what they want."""


class SettingsBusyError(Exception):
    """Others keep changing the settings; nothing was changed."""


async def change(memory: Memory, community: str, who: str, alter: Callable[[Plain], None]) -> Settings:
    """The settings after ``alter`` changed them as plain data.

    Raises:
        SettingsError: what ``alter`` made of them is wrong; they stay as they were.
        SettingsBusyError: others kept changing them at the same moment.
    """
    for _ in range(SETTINGS_TRIES):
        chosen = await memory.communities.reload(community)
        plain = plain_settings.write(chosen.settings)
        alter(plain)
        settings = plain_settings.read(plain)
        done, _ = await memory.communities.configure(community, settings, who, chosen.revision)
        if done:
            await memory.communities.reload(community)
            return settings
    raise SettingsBusyError("others keep changing the settings at the same moment, so yours were not taken: look, and try again")


def declared() -> Mapping[str, Option]:
    """Every option of a community: "preset", "exempt.moderators", and those of rules as "repeats.similarity"."""
    return {key.removeprefix("rules."): option for key, option in plain_settings.declared() if not key.startswith("threads.")}


def table_of(plain: Plain, key: str) -> tuple[Plain, str]:
    """The table of plain settings that holds a declared option, and the option's name in it."""
    section, _, name = key.rpartition(".")
    sections = {"": plain, "exempt": plain["exempt"], **plain["rules"]}
    return sections[section], name
