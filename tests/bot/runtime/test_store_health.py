"""Who is told how long the store was away."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.memory.errors import StoreAway
from bot.memory.store import Store
from bot.runtime.store_health import LONG, StoreHealth


@dataclass
class Clock:
    """Seconds that the test moves."""

    at: float = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(("away", "told"), [(LONG + 15, [LONG + 15]), (LONG - 1, [])])
async def test_only_a_long_absence_is_told_of_and_once(redis_url: str, away: float, told: list[float]) -> None:
    heard: list[float] = []

    async def hear(seconds: float) -> None:
        heard.append(seconds)

    clock, nobody, somebody = Clock(), Store.at("unix:///nowhere/at/all"), Store.at(redis_url)
    watch = StoreHealth(nobody, None, None, clock, [hear])
    try:
        for _ in range(2):
            with pytest.raises(StoreAway):
                await watch.look()
            assert watch.why
        clock.at += away
        watch.store = somebody
        for _ in range(2):
            await watch.look()
        await asyncio.sleep(0)  # who is told has a turn
        assert not watch.why
        assert heard == told
    finally:
        await nobody.close()
        await somebody.close()


async def test_who_is_told_slowly_holds_up_nobody(redis_url: str) -> None:
    heard, go_on = asyncio.Event(), asyncio.Event()

    async def hear(_: float) -> None:
        heard.set()
        await go_on.wait()

    clock, nobody, somebody = Clock(), Store.at("unix:///nowhere/at/all"), Store.at(redis_url)
    watch = StoreHealth(nobody, None, None, clock, [hear])
    try:
        with pytest.raises(StoreAway):
            await watch.look()
        clock.at += 2 * LONG
        watch.store = somebody
        async with asyncio.timeout(20):
            await watch.look()
            await heard.wait()
    finally:
        go_on.set()
        await nobody.close()
        await somebody.close()
