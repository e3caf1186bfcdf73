"""A platform that the house does not know: its comments are judged, its actions done, its cards written, by the rooms that all share."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.encryption import Seal
from bot.memory.incidents import Decision
from bot.memory.platform_state import PlatformState
from bot.memory.schedule import chores_waiting
from bot.moderation import decisions
from bot.moderation.case_log import CARD_GAP, LOG_RETRY, MOST_NEW
from bot.pipeline.chores import CHORE_RETRY
from bot.pipeline.outbox import RETRIES, Outbox
from bot.pipeline.pipeline import Pipeline
from support.house import DIP, ENFORCE, NOON
from support.patience import patient
from support.toy_board import HUSH, Board, Post
from support.toy_platform import NAME, Toy

TOWN = "town"


@dataclass
class Scene:
    """A board whose moderators read the thread "log", and the clock that a test moves."""

    board: Board
    memory: Memory
    outbox: Outbox
    clock: StreamClock

    async def says(self, *texts: str, author: str = "mallory") -> list[Post]:
        """Somebody posts under the article, and is judged."""
        said = []
        for text in texts:
            self.clock.at += 1
            said.append(self.board.say("article", author, text))
            await asyncio.sleep(0.02)
        return said

    async def until(self, holds: Callable[[], bool | Awaitable[bool]], every: float = 0.0) -> None:
        """Wait until something holds; the clock goes on by so many seconds at each look."""
        async with asyncio.timeout(20):
            while not (await answer if isinstance(answer := holds(), Awaitable) else answer):
                self.clock.at += every
                self.outbox.wake()
                await asyncio.sleep(0.01)

    @property
    def log(self) -> list[str]:
        return self.board.shown("log")

    async def kept(self, name: str) -> str:
        """What is kept of the log."""
        return (await PlatformState(self.memory.store).read(TOWN)).get(name, "")

    async def lacks_a_log(self) -> bool:
        return not await self.kept("log")

    async def is_locked_out(self) -> bool:
        return await self.kept("log_lost") == "the log is locked"

    @asynccontextmanager
    async def process(self) -> AsyncIterator[Toy]:
        """One process of Hush on the board."""
        pipeline = Pipeline(self.memory, self.outbox)
        toy = Toy(self.board, self.memory, pipeline)
        self.outbox.platforms = {NAME: toy.platform}
        tasks = [asyncio.create_task(each) for each in (toy.run(), self.outbox.run())]
        await self.until(lambda: bool(self.board.readers))
        try:
            yield toy
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.outbox.settle()


@asynccontextmanager
async def scene(url: str) -> AsyncIterator[Scene]:
    store = patient(url, StreamClock(NOON))
    assert isinstance(store.clock, StreamClock)
    memory = Memory(store, Seal(b"k" * 32))
    await memory.communities.configure(TOWN, ENFORCE, "test")
    await PlatformState(store).write(TOWN, log="log", moderators="mods")
    yield Scene(Board(TOWN, store.clock.now), memory, Outbox(memory.queue, {}), store.clock)
    await store.close()


async def test_comments_come_in_actions_are_done_and_the_card_follows(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        await here.says(DIP, "a word in between", DIP, DIP)
        await here.until(lambda: here.board.shown("article") == [DIP, "a word in between", "@mallory, please say it once."])
        await here.until(lambda: here.log == ["card #1 of mallory: 3 copies, 2 hidden, open"], every=0.5)
        await here.says(DIP)
        await here.until(lambda: here.log == ["card #1 of mallory: 4 copies, 3 hidden, open"], every=0.5)
        await decisions.decide(here.memory, TOWN, "1", Decision.RESTORE, "ann")
        await here.until(lambda: here.board.shown("article").count(DIP) == 4)
        await here.until(lambda: here.log == ["card #1 of mallory: 4 copies, 0 hidden, restored"], every=0.5)


async def test_a_card_is_written_once_in_its_gap_however_much_happens(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        await here.says(DIP, DIP, DIP)
        await here.until(lambda: here.log == ["card #1 of mallory: 3 copies, 2 hidden, open"], every=0.5)
        here.clock.at += CARD_GAP + 1
        await here.says(DIP)
        await here.until(lambda: here.log[0].startswith("card #1 of mallory: 4 copies"))
        written = here.log
        await decisions.decide(here.memory, TOWN, "1", Decision.CONFIRM, "ann")
        await decisions.decide(here.memory, TOWN, "1", Decision.RESTORE, "ann")
        await asyncio.sleep(0.1)
        assert here.log == written
        await here.until(lambda: here.log == ["card #1 of mallory: 4 copies, 0 hidden, restored"], every=0.5)


async def test_of_a_burst_the_later_cases_are_on_one_digest(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        for number in range(MOST_NEW + 3):
            text = " ".join(f"{chr(97 + number)}{letter * 5}" for letter in "aeiouy")
            await here.says(text, text, text, author=f"raider{number}")
        await here.until(lambda: len(here.log) == MOST_NEW + 1, every=0.5)
        await here.until(lambda: here.log[-1] == "many cases: 11 12 13" and "2 hidden" in here.log[0], every=0.5)
        assert sum(each.startswith("card #") for each in here.log) == MOST_NEW


async def test_what_the_board_cannot_take_now_is_tried_again(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():

        async def waits() -> bool:
            return await chores_waiting(here.memory.store, [NAME]) == 1

        here.board.down = True
        await here.says(DIP, DIP, DIP)
        await here.until(waits)
        assert here.log == []
        here.board.down = False
        here.clock.at += max(CHORE_RETRY, RETRIES.longest)
        await here.until(lambda: here.log == ["card #1 of mallory: 3 copies, 2 hidden, open"], every=0.5)


async def test_a_log_that_is_locked_is_tried_again_and_one_that_is_gone_is_forgotten(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        here.board.locked.add("log")
        await here.says(DIP, DIP, DIP)
        await here.until(here.is_locked_out)
        here.board.locked.clear()
        here.clock.at += CARD_GAP
        await asyncio.sleep(0.1)
        assert here.log == []
        here.clock.at += LOG_RETRY
        await here.until(lambda: len(here.log) == 1)
        here.board.gone.add("log")
        here.clock.at += CARD_GAP + 1
        await here.says(DIP)
        await here.until(here.lacks_a_log)


async def test_moderators_are_called_to_what_failed_and_told_of_further_strikes(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        await here.says(*[DIP] * 3)
        await here.until(lambda: here.log == ["card #1 of mallory: 3 copies, 2 hidden, open"], every=0.5)
        await here.says(*[DIP] * 10)
        await here.until(lambda: "#1: StrikeAdded(strikes=2, copies=13)" in here.log, every=0.5)
        here.board.locked.add("article")
        await here.says(*[DIP.replace("market", "harbour")] * 3, author="trudy")
        await here.until(
            lambda: any(each.startswith("@mods #2: ActionFailed(why='the thread is gone or locked") for each in here.log), every=0.5
        )


async def test_a_notice_is_taken_away(redis_url: str) -> None:
    async with scene(redis_url) as here, here.process():
        await here.says(DIP, DIP, DIP)
        await here.until(lambda: "@mallory, please say it once." in here.board.shown("article"))
        here.clock.at += 61
        await here.until(lambda: here.board.shown("article") == [DIP])


async def test_a_process_that_was_away_reads_from_the_watermark_on(redis_url: str) -> None:
    async with scene(redis_url) as here:
        async with here.process() as toy:
            await here.says(DIP, DIP)

            async def noted() -> bool:
                return (await toy.index.marks(TOWN)).get("article") == "2"

            await here.until(noted)
        here.board.say("article", "mallory", DIP)
        async with here.process():
            await here.until(lambda: here.board.shown("article") == [DIP, "@mallory, please say it once."])
        assert all(each.author == HUSH for each in here.board.posts.values() if each.thread == "log")
