"""Comments that could not be judged because the store was away: they stand, and are judged in order when it is back.

It lives in this process only and is bounded, so an outage costs no memory without end; what finds no room is refused at once.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field

import structlog

from bot.memory.errors import StoreAway, StoreError, StoreFull
from bot.pipeline.comments import CommentError
from bot.pipeline.per_account import one_account_at_a_time
from bot.pipeline.pipeline import Pipeline
from rules.model import Comment

log = structlog.get_logger()

MOST_WAITING = 10_000
"""Comments that wait at most."""
MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Bytes of text that wait at most: comments of the longest kind fill the backlog before they are many."""
STRANGERS = 1_000
"""Of these, comments whose key could not be checked, so that nobody without a key can fill it."""
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
"""Seconds between attempts, doubled each time, with jitter so that many processes do not come back together."""
BACKLOG_BATCH = 64


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment to be judged later. ``key`` is the API key that came with it, where it could not be checked yet."""

    comment: Comment
    platform: str
    key: str = field(default="", repr=False)


@dataclass(slots=True)
class Backlog:
    """A bounded queue in front of the pipeline."""

    pipeline: Pipeline
    most: int = MOST_WAITING
    most_bytes: int = MOST_WAITING_BYTES
    strangers: int = STRANGERS
    chance: random.Random = field(default_factory=random.Random)
    _queue: deque[Waiting] = field(default_factory=deque)
    _bytes: int = 0
    _unknown: int = 0
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, waiting: Waiting) -> bool:
        """Let a comment wait; False where there is no room."""
        size = _size(waiting)
        if len(self._queue) >= self.most or self._bytes + size > self.most_bytes or (waiting.key and self._unknown >= self.strangers):
            self.pipeline.metrics.unjudged.labels(waiting.platform, "no_room").inc()
            return False
        self.pipeline.metrics.unjudged.labels(waiting.platform, "waits").inc()
        self._queue.append(waiting)
        self._bytes += size
        self._unknown += bool(waiting.key)
        self._filled.set()
        return True

    def holds(self, community: str, author: str, comment: str) -> bool:
        """Whether a comment waits here."""
        wanted = (community, author, comment)
        return any((each.comment.community, each.comment.author, each.comment.id) == wanted for each in self._queue)

    async def run(self) -> None:
        """Judge what waits, in order, whenever the store lets it; until cancelled."""
        wait = FIRST_WAIT
        while True:
            await self._filled.wait()
            if await self._judge_some():
                wait = FIRST_WAIT
            else:
                await asyncio.sleep(wait * self.chance.uniform(0.5, 1.0))
                wait = min(LONGEST_WAIT, wait * 2)

    async def _judge_some(self) -> bool:
        """Judge the oldest; whether the store let that happen. What it did not stays where it was."""
        some = {id(each.comment): each for each in list(self._queue)[:BACKLOG_BATCH]}
        done = await one_account_at_a_time([each.comment for each in some.values()], lambda comment: self._judge(some[id(comment)]))
        kept = [each for each, judged in zip(some.values(), done, strict=True) if not judged]
        for _ in some:
            self._forget(self._queue.popleft())
        for each in reversed(kept):
            self._queue.appendleft(each)
            self._bytes += _size(each)
            self._unknown += bool(each.key)
        if not self._queue:
            self._filled.clear()
            log.info("backlog empty", judged=len(some))
        return len(kept) < len(some)

    async def _judge(self, waiting: Waiting) -> bool:
        comment = waiting.comment
        told = {"community": comment.community, "comment": comment.id}
        try:
            if waiting.key and await self.pipeline.memory.communities.community_of(waiting.key) != comment.community:
                log.warning("waiting comment dropped, its key is not known", **told)
                self._dropped(waiting)
                return True
            await self.pipeline.take_in(comment, waiting.platform)
        except (StoreAway, StoreFull):
            return False
        except (CommentError, StoreError) as error:
            log.warning("waiting comment dropped", why=str(error), **told)
            self._dropped(waiting)
        except Exception:  # whatever it is, the comments behind it have to be judged
            log.exception("waiting comment dropped, an error nobody foresaw", **told)
            self._dropped(waiting)
        return True

    def _dropped(self, waiting: Waiting) -> None:
        self.pipeline.metrics.unjudged.labels(waiting.platform, "dropped").inc()

    def _forget(self, waiting: Waiting) -> None:
        self._bytes -= _size(waiting)
        self._unknown -= bool(waiting.key)


def _size(waiting: Waiting) -> int:
    return len(waiting.comment.text.encode()) + 1024
