"""What a decision costs among a million accounts, to one among a thousand; and what of it the store's server does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from bench.measure import UNBOUNDED, Measure, cpu
from bench.storing import APART, AT_ONCE, NOW, SIZE, Measured, comment, letters
from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.embedded import throwaway
from bot.memory.encryption import KEY_BYTES, Seal
from bot.memory.store import Store
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.replay.recording import Recording
from rules.model import Comment

FEW, MANY, ASKED = 1_000, 1_000_000, 960
TIMES = 5
"""How often so many are asked in a round."""
_STEP = 7919  # has no factor in common with either, so no account is asked twice


class Crowd:
    """A store in which so many accounts have said one thing."""

    def __init__(self, url: str, accounts: int) -> None:
        self._store, self._accounts, self._asked = Measured(url), accounts, 0
        for start in range(0, accounts, AT_ONCE):
            said = range(start, min(start + AT_ONCE, accounts))
            self._store.take([comment(f"a{account}", account, letters(self._store.chance, SIZE)) for account in said])
        self._clock = StreamClock(NOW + MANY * APART)
        memory = Memory(Store.at(url, self._clock), Seal(b"k" * KEY_BYTES))
        self._pipeline = Pipeline(memory, Outbox(memory.queue, {"recording": Recording()}))

    def decisions(self) -> tuple[float, float]:
        """CPU seconds of Hush's process, and of the store's server, for a comment of each of some accounts, each saying another thing than before."""
        places = range(self._asked, self._asked + ASKED)
        self._asked += ASKED
        accounts = [place * _STEP % self._accounts for place in places]
        self._clock.at += 1.0
        told = [
            Comment(f"{place}", "c", "t", f"a{account}", self._clock.at, letters(self._store.chance, SIZE))
            for place, account in zip(places, accounts, strict=True)
        ]
        began = self._store.cpu()
        with asyncio.Runner() as runner:
            own = cpu(lambda: runner.run(self._take_in(told)))
        return own, self._store.cpu() - began

    async def _take_in(self, told: list[Comment]) -> None:
        for start in range(0, len(told), AT_ONCE):
            await self._pipeline.take_in_all(told[start : start + AT_ONCE], "recording")
        await self._pipeline.memory.store.close()


@contextmanager
def crowding() -> Iterator[list[Measure]]:
    """Its measures; the large store is filled when it is first asked, which takes half a minute."""
    with ExitStack() as stack:

        @cache
        def crowd() -> Crowd:
            return Crowd(stack.enter_context(throwaway()).url, MANY)

        def ratio(of: Callable[[tuple[float, float]], float]) -> float:
            few = many = 0.0
            for _ in range(TIMES):
                with throwaway() as server:  # a new one, since nobody in the large one is asked twice either
                    few += of(Crowd(server.url, FEW).decisions())
                many += of(crowd().decisions())
            return many / few

        yield [
            Measure(f"a decision among {MANY} accounts, its server's CPU included, to one among {FEW}", 1.2, lambda: ratio(sum)),
            Measure("the same, CPU of the store's server alone", UNBOUNDED, lambda: ratio(lambda spent: spent[1])),
        ]
