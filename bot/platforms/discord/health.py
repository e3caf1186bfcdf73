"""Whether Hush may do what it should in a server, and how to mend what it may not."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.platforms.discord.permissions import titled
from rules.settings import Settings

PERMISSIONS = {
    "view_channel": "it sees nothing",
    "send_messages": "it can neither warn nor write to its log",
    "send_messages_in_threads": "it cannot warn in threads and posts",
    "read_message_history": "it cannot read what it missed",
    "manage_messages": "it cannot hide repeats",
    "manage_threads": "it cannot hide forum posts",
    "moderate_members": "it cannot time anybody out",
    "manage_webhooks": "what it restores comes as a quote, not under the author's name",
}
"""What Hush is invited with, and what is lost without each."""
BY_CHOICE = {"kick_members": "kick", "ban_members": "ban"}
"""Needed only where the ladder says so."""


def missing(guild: discord.Guild, settings: Settings) -> Iterator[str]:
    """A line for each permission that is missing in the server as a whole, and for channels where a necessary one is."""
    own = guild.me.guild_permissions
    chosen = {each.does for row in settings.ladder for each in row}
    wanted = PERMISSIONS | {name: f"the ladder's {word} fails" for name, word in BY_CHOICE.items() if word in chosen}
    for name, lost in wanted.items():
        if not getattr(own, name):
            yield f"⚠ **{titled(name)}** is missing: {lost}. Switch it on in Server Settings, Roles, Hush."
    blind = [channel for channel in guild.text_channels if not channel.permissions_for(guild.me).view_channel]
    mute = [
        channel
        for channel in guild.text_channels
        if channel not in blind and own.manage_messages and not channel.permissions_for(guild.me).manage_messages
    ]
    if blind:
        yield f"Hush does not see {_named(blind)}. That may be as wanted; else add it in the channel's permissions."
    if mute:
        yield f"⚠ **Manage Messages** is missing in {_named(mute)}: the channel's own permissions take it away."


def _named(channels: list[discord.TextChannel]) -> str:
    more = f" and {len(channels) - 5} more" if len(channels) > 5 else ""
    return " ".join(f"<#{channel.id}>" for channel in channels[:5]) + more
