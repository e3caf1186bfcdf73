"""Whether Hush may do what it should in a server, and how to mend what it may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import discord

from bot.platforms.discord import permissions
from bot.platforms.discord.error_codes import told
from bot.platforms.discord.escape import plain
from bot.platforms.discord.permissions import titled
from bot.platforms.discord.rest.rate_limiter import Refusal
from rules.settings import Settings

PERMISSIONS = {
    "view_channel": "it sees nothing",
    "send_messages": "it can neither warn nor write to its log",
    "send_messages_in_threads": "it cannot warn in threads and posts",
    "read_message_history": "it cannot read what it missed",
    "manage_messages": "it cannot hide repeats",
    "manage_threads": "it can hide neither forum posts nor what stands in archived threads",
    "moderate_members": "it cannot time anybody out",
    "manage_webhooks": "what it restores comes as a quote, not under the author's name",
}
"""What Hush is invited with, and what is lost without each."""
BY_CHOICE = {"kick_members": "kick", "ban_members": "ban"}
"""Needed only where the ladder says so."""
IN_CHANNELS = {
    "manage_messages": "it cannot hide repeats there",
    "send_messages": "it cannot warn there",
    "send_messages_in_threads": "it cannot warn in threads and posts there",
}
"""What a channel's own permissions may take away, and what is lost; where nobody may write, Hush need not."""
_CHANNELS_NAMED = 5
TWO_FACTOR = 60003
_ELEVATED = {"manage_messages", "manage_threads", "manage_webhooks", *BY_CHOICE}
"""What Hush uses that such a demand takes from it
(https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags)."""
Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


def missing(guild: discord.Guild, settings: Settings) -> Iterator[str]:
    """A line for each permission that is missing now in the server as a whole, and for channels that take a necessary one away."""
    own = guild.me.guild_permissions
    if guild.me.is_timed_out():
        yield "⚠ Hush itself is **timed out** in this server, so it can do nothing. Lift the timeout."
        return
    wanted = PERMISSIONS | {name: f"the ladder's {word} fails" for name, word in BY_CHOICE.items() if word in _chosen(settings)}
    yield from (_lost(name, lost) for name, lost in wanted.items() if not getattr(own, name))
    places = [each for each in guild.channels if isinstance(each, Place)]
    blind = [each for each in places if not each.permissions_for(guild.me).view_channel]
    if blind:
        yield f"Hush does not see {_named(blind)}. That may be as wanted; else add it in the channel's permissions."
    for name, lost in IN_CHANNELS.items():
        taken = [each for each in places if each not in blind and getattr(own, name) and _takes(guild, each, name)]
        if taken:
            yield f"⚠ **{titled(name)}** is missing in {_named(taken)}: {lost}. The channel's own permissions take it away."


def unable(guild: discord.Guild, settings: Settings) -> Iterator[str]:
    """A line for each penalty of the ladder that Hush may not carry out now."""
    penalties = {"timeout": "moderate_members"} | {word: name for name, word in BY_CHOICE.items()}
    for word in sorted(_chosen(settings) & set(penalties)):
        if not getattr(guild.me.guild_permissions, penalties[word]):
            yield _lost(penalties[word], f"the ladder's {word} fails")


def without_two_factor(guild: discord.Guild) -> str:
    """A line for a server that demands two-factor authentication, where the bot's owner has none."""
    taken = ", ".join(titled(name) for name in sorted(_ELEVATED) if getattr(guild.me.guild_permissions, name))
    return f"⚠ Discord refuses what needs {taken}: {told(TWO_FACTOR, '')}"


def refused(refusal: Refusal) -> str:
    """A line for what Hush does not ask for now, since a channel refused it again and again."""
    why = told(refusal.code, "", titled(refusal.permission))
    return f"⚠ In <#{refusal.channel}> Discord refuses what Hush asks: {why} Hush asks again within ten minutes."


def log_line(guild: discord.Guild | None, kept: Mapping[str, str]) -> str:
    """Where cards go, and whether Hush may write there now."""
    if not kept.get("log"):
        lost = f" ({plain(kept['log_lost'])})" if kept.get("log_lost") else ""
        return f"Log: ⚠ none, so nobody sees what happens: `/hush-admin log`{lost}"
    channel = int(kept["log"])
    if guild is not None and guild.get_channel_or_thread(channel) is None:
        return f"Log: ⚠ <#{channel}>, which Hush does not find: choose another with `/hush-admin log`"
    lacking = permissions.lacking(guild, channel, "send_messages")
    return f"Log: <#{channel}>" + (f" ⚠ {plain(lacking)}" if lacking else "")


def _chosen(settings: Settings) -> set[str]:
    return {each.does for row in settings.ladder for each in row}


def _lost(name: str, lost: str) -> str:
    return f"⚠ **{titled(name)}** is missing: {lost}. Switch it on in Server Settings, Roles, Hush."


def _takes(guild: discord.Guild, place: Place, name: str) -> bool:
    """Whether a channel takes a permission from Hush that matters there."""
    if name == "send_messages" and isinstance(place, discord.ForumChannel):
        return False  # posts are threads
    members = place.permissions_for(guild.default_role)
    return (name == "manage_messages" or getattr(members, name)) and not getattr(place.permissions_for(guild.me), name)


def _named(channels: Sequence[Place]) -> str:
    more = f" and {len(channels) - _CHANNELS_NAMED} more" if len(channels) > _CHANNELS_NAMED else ""
    return " ".join(f"<#{channel.id}>" for channel in channels[:_CHANNELS_NAMED]) + more
