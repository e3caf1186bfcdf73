"""Rate limits: a bucket for each route and major parameter, and one for everything."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from typing import NamedTuple

SEND, DELETE, EDIT = (
    "POST /channels/{channel}/messages",
    "DELETE /channels/{channel}/messages/{message}",
    "PATCH /channels/{channel}/messages/{message}",
)
EXECUTE = "POST /webhooks/{webhook}/{token}"


class Limit(NamedTuple):
    """So many requests in so many seconds."""

    requests: int
    seconds: float


GLOBAL = Limit(50, 1.0)
LIMITS = {
    SEND: Limit(5, 5.0),
    EDIT: Limit(5, 5.0),
    f"{DELETE} under 10 s": Limit(5, 1.0),
    f"{DELETE} under 14 d": Limit(3, 0.333),
    f"{DELETE} older": Limit(30, 4.0),
    "POST /channels/{channel}/messages/bulk-delete": Limit(1, 1.0),
    "PATCH /guilds/{guild}/members/{account}": Limit(10, 10.0),
    "POST /channels/{channel}/threads": Limit(50, 300.0),
    EXECUTE: Limit(5, 2.0),
    "POST /interactions/{interaction}/{token}/callback": Limit(1000, 1.0),
}
"""Observed ones; a client must read them from the headers."""
OTHERWISE = Limit(50, 1.0)
WEBHOOKS_OF_A_CHANNEL = Limit(30, 60.0)
"""Not in any header, only seen as a 429."""
EDITS_OF_OLD_MESSAGES = Limit(3, 20.0)
"""In one channel, of messages older than an hour; beyond it 30046."""


@dataclass
class Window:
    """What was used of a limit since the window opened."""

    limit: Limit
    opened: float = float("-inf")
    used: int = 0


@dataclass(frozen=True)
class Ticket:
    """What the headers say: `wait` is above 0 for a request that is refused."""

    bucket: str
    limit: int
    remaining: int
    reset_after: float
    wait: float = 0.0


class RateLimits:
    """Counts by the wall, since that is what clients wait by; `faster` shortens every window."""

    def __init__(self, faster: float) -> None:
        self.faster = faster
        self.limits = dict(LIMITS)
        self.everything = GLOBAL
        self._windows: dict[tuple[str, str], Window] = {}

    def take(self, name: str, major: str, limit: Limit | None = None) -> Ticket:
        """Uses one request of a bucket, if there is one left."""
        limit = limit or self.limits.get(name, OTHERWISE)
        seconds = limit.seconds / self.faster
        now = asyncio.get_running_loop().time()
        window = self._windows.setdefault((name, major), Window(limit))
        if now - window.opened >= seconds:
            window.opened, window.used = now, 0
        reset_after = window.opened + seconds - now
        bucket = f"{zlib.crc32(name.encode()):08x}"
        if window.used >= limit.requests:
            return Ticket(bucket, limit.requests, 0, reset_after, wait=reset_after)
        window.used += 1
        return Ticket(bucket, limit.requests, limit.requests - window.used, reset_after)
