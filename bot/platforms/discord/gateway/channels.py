"""What a channel is: where a message stands."""

from __future__ import annotations

import discord

from bot.platforms.discord.gateway.translate import Spot

POSTS_ONLY = frozenset({discord.ChannelType.forum, discord.ChannelType.media})


def spot(guild: discord.Guild | None, channel_id: int) -> Spot:
    """Where a message stands. A thread that is not known, as one that was just opened again, is taken for one of a chat."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if isinstance(channel, discord.Thread) and channel.parent is not None and channel.parent.type in POSTS_ONLY:
        return Spot(posts=True, title=channel.name)
    return Spot()
