"""The commands people see in Discord. A new one is its method in a group here, or its file and one line below, and its test."""

from __future__ import annotations

from bot.platforms.discord.buttons import choice_of, press_of
from bot.platforms.discord.desk import Desk
from bot.platforms.discord.wire import Client


def register(client: Client, desk: Desk) -> None:
    """Have a client answer to every button and command."""
    client.add_dynamic_items(press_of(desk), choice_of(desk))
