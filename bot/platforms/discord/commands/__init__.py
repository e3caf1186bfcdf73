"""The commands people see in Discord. A new one is its method in a group here, or its file and one line below, and its test."""

from __future__ import annotations

import hashlib

import aiohttp
import discord
import msgspec
import structlog

from bot.memory import Memory
from bot.memory.errors import StoreError
from bot.memory.platform_state import PlatformState
from bot.memory.store import prefix
from bot.platforms.discord.commands import setup
from bot.platforms.discord.commands.admin import Admin
from bot.platforms.discord.commands.campaigns import CampaignCommands
from bot.platforms.discord.commands.components import campaign_press_of, choice_of, press_of, resume_of
from bot.platforms.discord.commands.context_menus import menus
from bot.platforms.discord.commands.hush import Hush
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.gateway.client import Client

log = structlog.get_logger()

BOT = "discord:bot"
"""Under which what belongs to the bot, and to no community, is kept."""
LOCKED = 60.0
"""Seconds that one process has for telling Discord the commands."""


def register(client: Client, moderation: ModeratorCommands) -> None:
    """Have a client answer to every button and command."""
    campaigning = CampaignCommands(moderation)
    client.add_dynamic_items(
        press_of(moderation), choice_of(moderation), setup.choice_of(moderation), campaign_press_of(campaigning), resume_of(campaigning)
    )
    client.tree.add_command(Hush(moderation, campaigning))
    client.tree.add_command(Admin(moderation))
    for menu in menus(moderation):
        client.tree.add_command(menu)


async def synced(client: Client, memory: Memory, kept: PlatformState) -> bool:
    """Tell Discord the commands if they are not those it was told last; of several processes one does it. Whether Discord has them now."""
    plain = [command.to_dict(client.tree) for command in client.tree.get_commands()]
    known = hashlib.sha256(msgspec.json.encode([client.application_id, *plain], enc_hook=str, order="deterministic")).hexdigest()
    try:
        if (await kept.read(BOT)).get("commands") == known:
            return True
        lock = {"name": f"once:{BOT}:{known}", "value": memory.queue.owner, "keep": LOCKED}
        if await memory.store.run("once", prefix(0), lock) != memory.queue.owner.encode():
            return False
        await client.tree.sync()
        await kept.write(BOT, commands=known)
    except (discord.DiscordException, aiohttp.ClientError, OSError, StoreError) as error:
        log.warning("commands not told to Discord, tried again soon", why=str(error))
        return False
    log.info("commands told to Discord", count=len(plain))
    return True
