"""The way of a comment through the house against a real store, and the plain way beside it: redis-py awaited for each step of each comment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache

import msgspec
from redis.asyncio import Redis

from bench.floor import WINDOW, judged
from bench.judge import Turn, turns
from bench.measure import UNBOUNDED, Measure, cpu
from bench.workload import comments
from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.embedded import throwaway
from bot.memory.encryption import KEY_BYTES, Seal
from bot.memory.history import Remember
from bot.memory.store import Store
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.replay.recording import Recording
from rules.checks import RULES
from rules.checks.copies import Copies, others
from rules.engine import judge
from rules.fingerprint import bands, phrase, remembered
from rules.model import Case, Comment, Said
from rules.policy import LATE
from rules.settings import Settings

AT_ONCE = 64
ACCOUNTS = 640
"""Accounts that each say something in a round; before the first they have a window of ten."""
EVERY = (Settings().horizon + LATE) / (WINDOW + 0.5)
"""Seconds between the comments of an account: what its window holds is ten others."""
_SECRET = b"k" * KEY_BYTES


@dataclass(slots=True)
class Bench:
    """A store, a house on it, and a plain client beside it. Each round the accounts say one thing more, and forget the oldest."""

    runner: asyncio.Runner
    url: str
    pipeline: Pipeline = field(init=False)
    plain: Redis = field(init=False)
    clock: StreamClock = field(default_factory=lambda: StreamClock(1_775_000_000.0))
    texts: Iterator[str] = field(default_factory=lambda: (text for _, text in comments(1_000_000)))
    said: int = 0

    def __post_init__(self) -> None:
        memory = Memory(Store.at(self.url, self.clock), Seal(_SECRET))
        self.pipeline = Pipeline(memory, Outbox(memory.queue, {"recording": Recording()}))
        self.plain = Redis(unix_socket_path=self.url.removeprefix("unix://"))

    def round(self, kind: str) -> list[Comment]:
        """What every account says next; ten accounts to a community, so that hardly any say the same."""
        self.clock.at += EVERY
        self.said += 1
        return [
            Comment(f"{self.said}-{account}", f"{kind}{account % 64}", "t", f"a{account}", self.clock.at, next(self.texts))
            for account in range(ACCOUNTS)
        ]

    async def take_in(self, told: Sequence[Comment]) -> None:
        """As Hush does."""
        for start in range(0, len(told), AT_ONCE):
            await self.pipeline.take_in_all(told[start : start + AT_ONCE], "recording")

    async def remember(self, asked: Sequence[Remember]) -> None:
        """The store's client alone."""
        for start in range(0, len(asked), AT_ONCE):
            await self.pipeline.memory.window.remember_all(asked[start : start + AT_ONCE])

    async def plainly(self, told: Sequence[Comment]) -> None:
        """The same rules, each command awaited, 64 comments in flight."""
        for start in range(0, len(told), AT_ONCE):
            await asyncio.gather(*(self._plainly(each) for each in told[start : start + AT_ONCE]))

    async def _plainly(self, comment: Comment) -> None:
        said, key = remembered(comment, _SECRET), f"plain:{comment.author}"
        kept: list[bytes] = await self.plain.lrange(key, 0, -1)  # type: ignore[assignment]  # redis-py cannot say that it was asked for bytes
        window = [msgspec.msgpack.decode(each, type=Said) for each in kept]
        await self.plain.rpush(key, msgspec.msgpack.encode(said))
        await self.plain.ltrim(key, -WINDOW - 1, -1)
        await self.plain.pexpire(key, 4_200_000)
        same = f"others:{phrase(said.form, _SECRET)}"
        await self.plain.zadd(same, {comment.author: comment.at})
        await self.plain.zrange(same, 0, -1, withscores=True)
        await self.plain.pexpire(same, 86_400_000)
        near: list[tuple[str, Said]] = []
        for band in bands(said.form, _SECRET):
            last: bytes | None = await self.plain.set(f"near:{band}", comment.author, px=86_400_000, get=True)  # type: ignore[assignment]  # as above
            if last and last.decode() != comment.author:
                theirs: list[bytes] = await self.plain.lrange(f"plain:{last.decode()}", -1, -1)  # type: ignore[assignment]  # as above
                near += [(last.decode(), msgspec.msgpack.decode(each, type=Said)) for each in theirs]
        judge(Case(said, window, comment.place, others(said, (), near)), _RULED)

    def asked(self, told: Sequence[Comment]) -> list[Remember]:
        """What the store is asked for these."""
        seal, settings = self.pipeline.memory.seal, Settings()
        found = []
        for each in told:
            said = remembered(each, seal.secret)
            words, pieces = phrase(said.form, seal.secret), bands(said.form, seal.secret)
            kept = settings.rule(Copies).window
            found.append(Remember(each.community, each.author, said, b"x" * 60, words, settings.horizon, kept, bands=pieces))
        return found

    def decision(self) -> float:
        """CPU seconds of one decision, of a round of them."""
        told = self.round("c")
        return self.run(lambda: self.take_in(told)) / len(told)

    def run(self, do: Callable[[], Awaitable[None]]) -> float:
        """CPU seconds of this process."""

        async def once() -> None:
            await do()

        return cpu(lambda: self.runner.run(once()))


_RULED = [rule() for rule in RULES]


@contextmanager
def full_windows() -> Iterator[Bench]:
    """A bench whose accounts have windows of ten, while a store runs for it."""
    with throwaway() as server, asyncio.Runner() as runner:
        bench = Bench(runner, server.url)
        for _ in range(WINDOW):
            told = bench.round("c")
            bench.run(lambda told=told: bench.take_in(told))  # type: ignore[misc]  # mypy types no default
            bench.run(lambda told=told: bench.plainly(told))  # type: ignore[misc]  # mypy types no default
            asked = bench.asked(bench.round("r"))
            bench.run(lambda asked=asked: bench.remember(asked))  # type: ignore[misc]  # mypy types no default
        yield bench
        runner.run(_close(bench))


@contextmanager
def deciding() -> Iterator[list[Measure]]:
    """The measures of the path; the store is started and filled when it is first asked."""
    with ExitStack() as stack:

        @cache
        def ready() -> tuple[Bench, list[Turn]]:
            taken = turns([Comment(f"{i}", "c", "t", str(a), float(i), text) for i, (a, text) in enumerate(comments(8_000))])
            return stack.enter_context(full_windows()), [turn for turn in taken if len(turn.plain) == WINDOW][:ACCOUNTS]

        def floor() -> float:
            _, full = ready()
            return cpu(lambda: [judged(turn.comment.text, turn.plain) for turn in full]) / len(full)

        def decision() -> float:
            bench, _ = ready()
            return bench.decision()

        def client() -> float:
            bench, _ = ready()
            asked = bench.asked(bench.round("r"))
            return bench.run(lambda: bench.remember(asked)) / ACCOUNTS

        def plain() -> float:
            bench, _ = ready()
            told = bench.round("c")
            return bench.run(lambda: bench.plainly(told)) / bench.run(lambda: bench.take_in(told))

        yield [
            Measure("the whole decision, 64 in flight, windows of ten, to the floor", 7.0, lambda: decision() / floor()),
            Measure("the store's client alone, to the floor", 4.0, lambda: client() / floor()),
            Measure("CPU of a decision in Hush's process", UNBOUNDED, lambda: decision() * 1e6, unit="us"),
            Measure("the plain way, redis-py awaited for each step, to Hush's", 5.0, plain, least=True),
        ]


async def _close(bench: Bench) -> None:
    await bench.plain.aclose()
    await bench.pipeline.memory.store.close()
