"""The menus on a message and on an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands

from bot.memory.incidents import Decision
from bot.platforms.discord.commands.explain import explain
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.commands.replies import Complaint, Interaction, reply

MODERATORS = discord.Permissions(manage_messages=True)


def menus(moderation: ModeratorCommands) -> Iterator[app_commands.ContextMenu]:
    """Every menu; each for those who manage messages, in servers only."""

    async def explained(interaction: Interaction, message: discord.Message) -> None:
        author, community = str(message.author.id), str(interaction.guild_id)
        await reply(interaction, explain(moderation.memory, community, author, str(message.id), str(message.channel.id)))

    async def not_spam(interaction: Interaction, message: discord.Message) -> None:
        await reply(interaction, _decide(moderation, interaction, message, Decision.NOT_SPAM))

    async def hide(interaction: Interaction, message: discord.Message) -> None:
        await reply(interaction, _decide(moderation, interaction, message, Decision.HIDE))

    async def history(interaction: Interaction, account: discord.User) -> None:
        await reply(interaction, moderation.history(str(interaction.guild_id), str(account.id)))

    named: dict[str, Any] = {"Hush: explain": explained, "Hush: not spam": not_spam, "Hush: hide": hide, "Hush: history": history}
    for name, callback in named.items():
        menu = app_commands.ContextMenu(name=name, callback=callback)
        menu.default_permissions, menu.guild_only = MODERATORS, True
        yield menu


async def _decide(moderation: ModeratorCommands, interaction: Interaction, message: discord.Message, decision: Decision) -> str:
    community = str(interaction.guild_id)
    n = await moderation.memory.incidents.claimed(community, str(message.author.id), str(message.id))
    if n is None:
        raise Complaint("This message belongs to no case: it was not said often enough to be one. Discord's own Delete works as ever.")
    return await moderation.decide(interaction, n, decision)
