"""A platform's timed work: done, put off, and given back by a process that stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.memory.errors import StoreAway
from bot.memory.schedule import CHORE_LEASE, Chore, Chores, WriteCard, chores_waiting, written
from bot.pipeline.chores import CHORE_RETRY, ChoreWorker
from bot.pipeline.platform import TryLater
from support.house import house

CARD = WriteCard("zoo", "1")


class Hands:
    """Does chores as it is told to; ``begun`` are those it began."""

    def __init__(self, chores: Chores, *trouble: BaseException | None) -> None:
        self.chores, self.trouble = chores, list(trouble)
        self.begun: list[Chore] = []

    async def do(self, chore: Chore) -> None:
        self.begun.append(chore)
        if self.trouble and (wrong := self.trouble.pop(0)) is not None:
            raise wrong
        await self.chores.done(chore)

    async def hang(self, chore: Chore) -> None:
        self.begun.append(chore)
        await asyncio.Event().wait()


@asynccontextmanager
async def running(worker: ChoreWorker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(20):
            yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def begun(hands: Hands, count: int) -> None:
    while len(hands.begun) < count:  # noqa: ASYNC110 - it rings no bell
        await asyncio.sleep(0.005)


async def due(chores: Chores) -> list[str]:
    return [written(each) for each in await chores.take(10) if isinstance(each, WriteCard)]


async def test_what_cannot_be_done_now_is_put_off_and_what_fails_is_due_again(redis_url: str) -> None:
    async with house(redis_url, None) as here:
        chores = Chores(here.store, "one")
        hands = Hands(chores, TryLater("not now", 40.0), TryLater("nor now"), StoreAway("gone"), ZeroDivisionError(), None)
        async with running(ChoreWorker(chores, hands.do, 0.005)):
            await chores.put(CARD, here.clock.at)
            for number, wait in enumerate((40.0, CHORE_RETRY, CHORE_LEASE, CHORE_LEASE, 0.0), 1):
                await begun(hands, number)
                await asyncio.sleep(0.05)
                here.clock.at += wait - 0.5
                await asyncio.sleep(0.05)
                assert len(hands.begun) == number
                here.clock.at += 0.6
        assert await chores_waiting(here.store, ["one"]) == 0


async def test_a_chore_of_another_version_is_told_and_stays(redis_url: str) -> None:
    async with house(redis_url, None) as here:
        chores = Chores(here.store, "one")
        hands = Hands(chores)
        with structlog.testing.capture_logs() as told:
            async with running(ChoreWorker(chores, hands.do, 0.005)):
                await here.store.read([("ZADD", "h:{0}:chores:one", here.clock.at, "sweep\nzoo")])
                await chores.put(CARD, here.clock.at)
                await begun(hands, 1)
        assert [each["chore"] for each in told if each["log_level"] == "error"] == ["sweep\nzoo"]
        assert await chores_waiting(here.store, ["one"]) == 1


async def test_a_process_that_stops_gives_back_what_is_in_its_hands(redis_url: str) -> None:
    async with house(redis_url, None) as here:
        chores = Chores(here.store, "one")
        hands = Hands(chores)
        async with running(ChoreWorker(chores, hands.hang, 0.005)):
            await chores.put(CARD, here.clock.at)
            await begun(hands, 1)
            assert await due(chores) == []
        assert await due(chores) == [written(CARD)]
