"""After a 429 nothing of its bucket is sent before its Retry-After is over.

discord.py keeps only the refused request back, and goes on sending others of the same bucket where Discord did not say that it is empty
(https://docs.discord.com/developers/topics/rate-limits: a bucket is a route with its channel, guild or webhook).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_ID = re.compile(r"(?<=/)\d+(?=/|$)")


@dataclass(slots=True)
class RetryAfter:
    """Which buckets rest, until when; in seconds of the running loop."""

    _until: dict[str, float] = field(default_factory=dict)

    def heard(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """A request was refused with 429; one that does not say for how long is left to discord.py."""
        after = headers.get("Retry-After", "")
        if after.replace(".", "", 1).isdigit():
            bucket = _bucket(method, path)
            until = asyncio.get_running_loop().time() + float(after)
            self._until[bucket] = max(until, self._until.get(bucket, 0.0))

    def left(self, method: str, path: str) -> float:
        """Seconds that a request of this route would have to wait."""
        return max(0.0, self._until.get(_bucket(method, path), 0.0) - asyncio.get_running_loop().time())

    async def turn(self, method: str, path: str) -> None:
        """Return when a request may be sent."""
        bucket, now = _bucket(method, path), asyncio.get_running_loop().time
        while (until := self._until.get(bucket, 0.0)) > now():  # noqa: ASYNC110 - it is time that is waited for
            await asyncio.sleep(until - now())
        self._until.pop(bucket, None)


def _bucket(method: str, path: str) -> str:
    """The route: its first id is told, those after it are any."""
    first = _ID.search(path)
    end = first.end() if first else len(path)
    return f"{method} {path[:end]}{_ID.sub('*', path[end:])}"
