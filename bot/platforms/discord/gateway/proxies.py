"""Bots that delete a member's message and post its words anew through a webhook, under another name: PluralKit, Tupperbox and the like."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import discord

from bot.platforms.discord.gateway.payloads import Message
from bot.platforms.discord.snowflake import made_at

WITHIN = 10.0
"""Seconds between a re-post and the deletion of what it re-posts; PluralKit waits one."""
MOST_KEPT = 50
"""Re-posts of one channel of which the words are known."""


@dataclass(frozen=True, slots=True)
class Repost:
    """What a webhook said: its message, its words, and the name and picture beside them."""

    message: str
    text: str
    name: str
    avatar: str


@dataclass(slots=True)
class Proxies:
    """Remembers for some seconds what webhooks said. ``own_id`` names Hush's own application, whose webhooks put back what was hidden."""

    own_id: Callable[[], str]
    _said: dict[str, deque[Repost]] = field(default_factory=dict)

    def hear(self, said: Message) -> None:
        """A message of a webhook; no such message is ever judged."""
        author = said.author
        if author is None or not said.content or said.application_id == self.own_id():
            return
        picture = f"{discord.Asset.BASE}/avatars/{author.id}/{author.avatar}.png" if author.avatar else ""
        known = self._said.setdefault(said.channel_id, deque(maxlen=MOST_KEPT))
        known.append(Repost(said.id, said.content, author.username or "", picture))

    def heard(self, channel: str) -> bool:
        """Whether a webhook said anything there that is still known."""
        return channel in self._said

    def take(self, channel: str, text: str, now: float) -> Repost | None:
        """The re-post of a member's words in a channel, if there is one; it is taken once."""
        known = self._said.get(channel, deque())
        while known and now - made_at(known[0].message) > WITHIN:
            known.popleft()
        found = next((each for each in known if reposts(each.text, text)), None)
        if found is not None:
            known.remove(found)
        if not known:
            self._said.pop(channel, None)
        return found


def reposts(repost: str, said: str) -> bool:
    """Whether a re-post says a member's words: proxies strip the tags that choose a name, and may put a quote before the words."""
    new, old = " ".join(repost.split()), " ".join(said.split())
    return bool(new and old) and (new in old or old in new)
