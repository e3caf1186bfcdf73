"""A recorded stream, judged in its own time: the one loop that replay, evaluate, preview and bench share."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.encryption import KEY_BYTES, Seal
from bot.memory.errors import StoreError
from bot.memory.store import Store
from bot.pipeline.comments import CommentError
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Judgement, Pipeline
from bot.replay.recording import Recording
from rules.model import Comment
from rules.settings import Settings

REPLAY_BATCH = 64
"""Comments remembered in one call; each still sees only what was said before it."""


@dataclass(slots=True)
class Replay:
    """A throw-away house around a recording platform. Nothing leaves it."""

    memory: Memory
    clock: StreamClock
    platform: Recording = field(default_factory=Recording)
    outbox: Outbox = field(init=False)
    pipeline: Pipeline = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.memory.queue, {self.platform.name: self.platform})
        self.pipeline = Pipeline(self.memory, self.outbox)

    async def judged(self, comments: Sequence[Comment]) -> AsyncIterator[tuple[int, Judgement | CommentError]]:
        """What comes of each comment, in the order in which they were said; with its place in ``comments``."""
        order = sorted(range(len(comments)), key=lambda i: (comments[i].said_at, comments[i].id))
        for batch in _batches(order):
            self.clock.at = comments[batch[-1]].said_at
            found = await self.pipeline.remember_all([comments[i] for i in batch])
            acts = False
            for i, window in zip(batch, found, strict=True):
                if isinstance(window, CommentError):
                    yield i, window
                    continue
                if isinstance(window, StoreError):
                    raise window
                self.clock.at = comments[i].said_at
                decision = await self.pipeline.settle(comments[i], self.platform.name, window)
                acts = acts or bool(decision.actions)
                yield i, decision
            if acts:
                await self.outbox.drain()


@asynccontextmanager
async def throwaway_house(url: str, settings: Settings) -> AsyncIterator[Replay]:
    """A replay on an empty store; ``settings`` hold in every community of the stream."""
    clock = StreamClock()
    store = Store.at(url, clock)
    try:
        await store.meet()
        memory = Memory(store, Seal(secrets.token_bytes(KEY_BYTES)))
        memory.communities.default = settings
        yield Replay(memory, clock)
    finally:
        await store.close()


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), REPLAY_BATCH):
        yield order[start : start + REPLAY_BATCH]
