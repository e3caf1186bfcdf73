"""Answers to commands and buttons: in time, seen by nobody else, and never an error without what to do about it."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog
from discord.ui import LayoutView

from bot.memory.errors import StoreError
from bot.moderation.settings import SettingsBusyError
from bot.pipeline.platform import TryLater
from bot.platforms.discord.rest.client import Refused
from rules.settings import SettingsError

log = structlog.get_logger()

LONGEST_REPLY = 2000
Interaction = discord.Interaction[Any]


class Complaint(Exception):
    """What was asked cannot be done; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is told: words, or a file of them, or a card."""

    text: str = ""
    file: tuple[str, str] | None = None
    """Its name, and what is in it."""
    card: LayoutView | None = None


async def reply(interaction: Interaction, work: Coroutine[Any, Any, Reply | str]) -> None:
    """Let the person wait where only they see it, and tell them what came of ``work``; it is not begun where Discord does not let them wait."""
    try:
        await interaction.response.defer(ephemeral=True, thinking=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError):
        work.close()
        raise
    answer = await carried_out(work)
    if answer.card is not None:
        await show(interaction, answer.card)
        return
    files = [discord.File(io.BytesIO(answer.file[1].encode()), answer.file[0])] if answer.file else []
    text = answer.text if len(answer.text) <= LONGEST_REPLY else answer.text[: LONGEST_REPLY - 1] + "…"
    await interaction.edit_original_response(content=text, attachments=files, allowed_mentions=discord.AllowedMentions.none())


async def carried_out(work: Awaitable[Reply | str]) -> Reply:
    """What came of it, or why nothing did and what to do."""
    try:
        found = await work
    except Complaint as complaint:
        found = str(complaint)
    except SettingsError as error:
        found = "\n".join(["Nothing was changed:", *(f"`{each.key}` {each.message}" for each in error.problems)])
    except SettingsBusyError as error:
        found = f"{error}."
    except StoreError as error:
        log.warning("a moderator could not be served", error=str(error))
        found = "Hush's memory does not answer right now, so nothing was changed. Try again in a minute."
    except TryLater as later:
        found = f"Discord is busy ({later}), so it is not done yet. Try again in a minute."
    except Refused as refused:
        found = f"That was not done: {str(refused).rstrip('.')}. `/hush status` says what Hush may do here."
    return Reply(found) if isinstance(found, str) else found


async def show(interaction: Interaction, card: LayoutView) -> None:
    """Put a card where the answer stands."""
    card.stop()  # discord.py would keep it to answer its buttons, which are answered by their custom ids
    await interaction.edit_original_response(view=card, allowed_mentions=discord.AllowedMentions.none())
