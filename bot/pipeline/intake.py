"""Comments on their way to the pipeline: judged in the order in which they came, in batches, and again until the store takes them.

A platform adds what it hears, and goes on. What waits lives in this process only and is bounded, so an outage of the store costs no
memory without end; what finds no room is refused at once.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

import structlog

from bot.memory.errors import StoreAway, StoreError, StoreFull
from bot.pipeline.comments import CommentError
from bot.pipeline.pipeline import Judgement, Pipeline
from bot.pipeline.watermarks import Watermarks
from bot.runtime.backoff import Backoff
from bot.runtime.supervision import ending
from rules.model import Comment

log = structlog.get_logger()

MOST_WAITING = 10_000
"""Comments that wait at most; what comes beyond stands unjudged, and is counted."""
MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Bytes of text that wait at most: comments of the longest kind fill the intake before they are many."""
STRANGERS = 1_000
"""Of these, comments whose key could not be checked, so that nobody without a key can fill it."""
INTAKE_BATCH = 64
"""Comments judged together, while the next ones gather: the busier a platform is, the less each costs."""
RETRIES = Backoff(first=0.1, longest=2.0)
"""Between attempts at what the store could not take."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment to be judged. ``key`` is the API key that came with it, where it could not be checked yet."""

    comment: Comment
    platform: str
    key: str = field(default="", repr=False)


@dataclass(slots=True)
class Intake:
    """A bounded queue in front of the pipeline.

    ``watermarks`` are moved as comments are settled: judged, and what was found in them opened. They are for platforms that number
    their comments, and ask for those after a number.
    """

    pipeline: Pipeline
    watermarks: Watermarks | None = None
    most: int = MOST_WAITING
    most_bytes: int = MOST_WAITING_BYTES
    strangers: int = STRANGERS
    chance: random.Random = field(default_factory=random.Random)
    _queue: deque[Waiting] = field(default_factory=deque)
    _bytes: int = 0
    _unknown: int = 0
    _filled: asyncio.Event = field(default_factory=asyncio.Event)
    _tried: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once, with the next batch; then there is another."""

    def __len__(self) -> int:
        return len(self._queue)

    def add(self, waiting: Waiting) -> bool:
        """Let a comment wait for its turn; False where there is no room."""
        size = _size(waiting)
        if len(self._queue) >= self.most or self._bytes + size > self.most_bytes or (waiting.key and self._unknown >= self.strangers):
            self.pipeline.metrics.unjudged.labels(waiting.platform, "no_room").inc()
            return False
        self._begin(waiting.comment)
        self._queue.append(waiting)
        self._count(waiting, 1)
        self._filled.set()
        return True

    def holds(self, community: str, author: str, comment: str) -> bool:
        """Whether a comment waits here."""
        wanted = (community, author, comment)
        return any((each.comment.community, each.comment.author, each.comment.id) == wanted for each in self._queue)

    async def run(self) -> None:
        """Judge what waits, whenever the store lets it; until cancelled."""
        failures = 0
        while not ending():
            await self._filled.wait()
            batch = self._next()
            left = await self._judged(batch)
            for _ in batch:
                self._count(self._queue.popleft(), -1)
            for each in reversed(left):
                self._queue.appendleft(each)
                self._count(each, 1)
            if not self._queue:
                self._filled.clear()
            if len(left) < len(batch):
                failures = 0
            else:
                failures += 1
                await asyncio.sleep(RETRIES.after(failures, self.chance))

    async def judge(self, waiting: Waiting) -> None:
        """Judge one comment beside the queue, again until the store takes it."""
        self._begin(waiting.comment)
        failures = 0
        while await self._judged([waiting]):
            failures += 1
            await asyncio.sleep(RETRIES.after(failures, self.chance))

    async def tried(self) -> None:
        """Return when the next batch was judged, or tried in vain."""
        await self._tried.wait()

    async def settle(self) -> None:
        """Return when nothing waits."""
        while self._queue:
            await self.tried()

    def _next(self) -> list[Waiting]:
        """The oldest comments, as far as they are of one platform. They stay in the queue while they are judged."""
        platform = self._queue[0].platform
        return list(takewhile(lambda each: each.platform == platform, islice(self._queue, INTAKE_BATCH)))

    async def _judged(self, batch: Sequence[Waiting]) -> list[Waiting]:
        """Judge a batch once; those that the store could not take."""
        left = []
        for each, came in zip(batch, await self._answers(batch), strict=True):
            if isinstance(came, StoreAway | StoreFull):
                left.append(each)
                continue
            if isinstance(came, Exception):
                self._drop(each, came)
            self._end(each.comment)
        self._tried.set()
        self._tried = asyncio.Event()
        return left

    async def _answers(self, batch: Sequence[Waiting]) -> list[Judgement | Exception]:
        """What comes of each. If a batch raises, its comments are judged one at a time, so that one bad comment cannot block the rest."""
        refused = await asyncio.gather(*map(self._refused, batch)) if any(each.key for each in batch) else [None] * len(batch)
        admitted = [each.comment for each, why in zip(batch, refused, strict=True) if why is None]
        try:
            judged = iter(await self.pipeline.take_in_all(admitted, batch[0].platform))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged with its comment, and the comments behind it are judged
            if len(batch) == 1:
                return [error]
            return [answer for each in batch for answer in await self._answers([each])]
        return [next(judged) if why is None else why for why in refused]

    async def _refused(self, waiting: Waiting) -> CommentError | StoreError | None:
        """Why a comment's key does not let it in."""
        if not waiting.key:
            return None
        try:
            known = await self.pipeline.memory.communities.community_of(waiting.key)
        except StoreError as error:
            return error
        return None if known == waiting.comment.community else CommentError("its key is not known")

    def _drop(self, waiting: Waiting, why: Exception) -> None:
        """A comment that cannot be judged, now or later."""
        told = {"community": waiting.comment.community, "comment": waiting.comment.id}
        if isinstance(why, CommentError | StoreError):
            log.warning("comment left unjudged", why=str(why), **told)
        else:
            log.error("comment left unjudged, an error nobody foresaw", exc_info=why, **told)
        self.pipeline.metrics.unjudged.labels(waiting.platform, "dropped").inc()

    def _begin(self, comment: Comment) -> None:
        if self.watermarks is not None:
            self.watermarks.begin(comment.community, comment.thread, int(comment.id))

    def _end(self, comment: Comment) -> None:
        if self.watermarks is not None:
            self.watermarks.end(comment.community, comment.thread, int(comment.id))

    def _count(self, waiting: Waiting, change: int) -> None:
        self._bytes += change * _size(waiting)
        self._unknown += change * bool(waiting.key)


def _size(waiting: Waiting) -> int:
    return len(waiting.comment.text.encode("utf-8", "surrogatepass")) + 1024
