"""Where a bot finds the server: the environment for Hush, three constants for discord.py."""

import contextlib
from collections.abc import Iterator

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from discord_server.server import DiscordServer


def environment(server: DiscordServer, process: str = "bot") -> dict[str, str]:
    """The variables that lead one of the bot's processes here; requests are logged under its name."""
    return {
        "DISCORD_TOKEN": server.token,
        "HUSH_DISCORD_API": server.api(process),
        "HUSH_DISCORD_GATEWAY": server.gateway_address(process),
    }


@contextlib.contextmanager
def discord_py_looks_here(server: DiscordServer, process: str = "bot") -> Iterator[None]:
    """Sets the addresses that discord.py reads, and puts the old ones back."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE
    Route.BASE = server.api(process)
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_address(process))
    discord.Asset.BASE = server.address
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE = before
