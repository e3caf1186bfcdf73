"""Recorded streams played on the page: the founding page, or a file that was dropped there, in a throw-away community.

A stream is moved in time as a whole, so that it ends a minute ago; between its comments its own times hold, only the waiting is shortened.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import resources

import structlog
from msgspec import structs

from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.errors import StoreError
from bot.memory.queue import Leased
from bot.pipeline.comments import CommentError, read
from bot.pipeline.pipeline import Pipeline
from bot.platforms.local.platform import NAME
from rules.model import Comment, Mode
from rules.settings import Settings

log = structlog.get_logger()

MOST_RECORDING, MOST_LINES = 4 * 1024 * 1024, 5000
THREADS_NAMED = 50
"""Bad lines that are named."""
ENDED = 60.0
"""Seconds ago that a played stream ends: longer than a lease, so that what is decided in it is due at once."""
REPLAYS = 3
"""Throw-away communities that are kept; the oldest goes when another comes."""
MARK = "replay-"
TELL = 0.25
"""Seconds between two tellings of how far a play is."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The good lines of a recording in the order in which they were said, and the bad ones with what is wrong."""

    comments: Sequence[Comment]
    bad: Sequence[tuple[int, str]]

    @property
    def ended(self) -> float:
        return self.comments[-1].said_at


def parse(content: bytes) -> Stream:
    """A recording from JSONL; what is beyond `MOST_LINES` is told as bad."""
    comments: list[Comment] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        if len(comments) >= MOST_LINES:
            bad.append((number, f"left out: a replay takes {MOST_LINES} comments"))
            continue
        try:
            comments.append(read(line))
        except CommentError as error:
            bad.append((number, str(error)))
    return Stream(sorted(comments, key=lambda each: (each.said_at, each.id)), bad)


def founding() -> Stream:
    """The page that Hush was built for."""
    return parse((resources.files("bot.examples") / "founding.jsonl").read_bytes())


@dataclass(slots=True)
class _Due:
    """What a play decides is due at once, so the queue's own worker does it."""

    wake: Callable[[], None]

    def hand(self, leased: Sequence[Leased]) -> None:
        if leased:
            self.wake()


@dataclass(slots=True)
class Playback:
    """Streams that are being played by this process, at most one a community."""

    memory: Memory
    wake: Callable[[], None]
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def playing(self, community: str) -> bool:
        return community in self._running

    async def founding(self, community: str, seconds: float) -> Stream:
        """Play the founding page in a community that is kept; what an earlier play left of its accounts is erased first."""
        stream = founding()
        stream = Stream([structs.replace(each, community=community) for each in stream.comments], stream.bad)
        for account in dict.fromkeys(each.author for each in stream.comments):
            if await self.memory.window.said(community, account):
                await self.memory.erasure.account(community, account)
        await self.memory.changes.tell(community, "erased", "accounts")
        self.start(community, stream, seconds)
        return stream

    async def dropped(self, stream: Stream, seconds: float) -> str:
        """Play a dropped recording in a community of its own; its name."""
        community = f"{MARK}{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"
        several = len({each.community for each in stream.comments}) > 1
        comments = [
            structs.replace(each, community=community, thread=f"{each.community} / {each.thread}"[:256] if several else each.thread)
            for each in stream.comments
        ]
        await self.memory.communities.configure(community, Settings(mode=Mode.ENFORCE), "replay", 0)
        self.start(community, Stream(comments, stream.bad), seconds)
        old = [each for each in await self.memory.communities.holding("settings") if each.startswith(MARK)]
        for each in sorted(old)[:-REPLAYS]:
            await self.discard(each)
        return community

    async def discard(self, community: str) -> None:
        """End a replay and erase its community."""
        if task := self._running.pop(community, None):
            task.cancel()
        await self.memory.erasure.community(community)

    def start(self, community: str, stream: Stream, seconds: float) -> None:
        """Begin to play; the caller has seen that none is playing."""
        task = asyncio.get_running_loop().create_task(self._play(community, stream, seconds), name=f"play {community}")
        self._running[community] = task
        task.add_done_callback(lambda _: self._running.pop(community, None))

    async def close(self) -> None:
        """Stop every play where it is."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _play(self, community: str, stream: Stream, seconds: float) -> None:
        comments = stream.comments
        clock = StreamClock()
        store = self.memory.store
        pipeline = Pipeline(Memory(store.under(clock), self.memory.seal, self.memory.lease), _Due(self.wake))
        shift = time.time() - ENDED - stream.ended
        began, told = time.monotonic(), 0.0
        length = max(stream.ended - comments[0].said_at, 1.0)
        try:
            for done, comment in enumerate(comments, 1):
                wait = began + seconds * (comment.said_at - comments[0].said_at) / length - time.monotonic()
                await asyncio.sleep(max(0.0, wait))
                edited = None if comment.edited_at is None else comment.edited_at + shift
                await self._say(pipeline, clock, structs.replace(comment, at=comment.at + shift, edited_at=edited, platform="web"))
                if time.monotonic() - told > TELL or done == len(comments):
                    told = time.monotonic()
                    await self.memory.changes.tell(community, "play", f"{done}/{len(comments)}")
        except StoreError as error:
            log.warning("play ended early", community=community, error=str(error))

    async def _say(self, pipeline: Pipeline, clock: StreamClock, comment: Comment) -> None:
        clock.at = comment.said_at
        await self.memory.threads.post(comment)
        try:
            await pipeline.take_in(comment, NAME)
        except CommentError as error:
            log.info("comment of a play refused", community=comment.community, comment=comment.id, why=str(error))
