"""Errors that nobody foresaw."""

import asyncio
import time
from dataclasses import dataclass

import structlog

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.store import Store
from bot.pipeline.backlog import Backlog, Waiting
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Judgement, Pipeline
from bot.runtime.supervision import aside, kept_going
from rules.model import Comment

POISON = "poison"


async def test_a_loop_begins_again_and_says_why() -> None:
    turns: list[int] = []

    async def run() -> None:
        turns.append(len(turns))
        if len(turns) < 4:
            raise ZeroDivisionError(f"turn {len(turns)}")

    with structlog.testing.capture_logs() as told:
        await kept_going("counting", run, first_wait=0.0)
    assert turns == [0, 1, 2, 3]
    assert [(each["loop"], each["log_level"]) for each in told] == [("counting", "error")] * 3


async def test_a_loop_that_is_cancelled_stays_so() -> None:
    begun = asyncio.Event()

    async def run() -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(kept_going("waiting", run))
    await begun.wait()
    task.cancel()
    [ended] = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)


async def test_what_is_done_aside_is_kept_while_it_lasts_and_its_error_told() -> None:
    tasks: set[asyncio.Task[None]] = set()

    async def fail() -> None:
        raise ZeroDivisionError("aside")

    with structlog.testing.capture_logs() as told:
        aside(tasks, fail())
        assert len(tasks) == 1
        await asyncio.wait(tasks)
        await asyncio.sleep(0)
    assert not tasks
    [line] = told
    assert isinstance(line["exc_info"], ZeroDivisionError)


@dataclass(slots=True)
class Clumsy(Pipeline):
    """Falls over one text."""

    async def take_in(self, comment: Comment, platform: str) -> Judgement:
        if comment.text == POISON:
            raise ZeroDivisionError(comment.text)
        return await Pipeline.take_in(self, comment, platform)


async def test_a_waiting_comment_that_nobody_can_judge_holds_up_no_other(redis_url: str) -> None:
    store = Store.at(redis_url)
    memory = Memory(store, Seal(bytes(32)))
    backlog = Backlog(Clumsy(memory, Outbox(memory.queue, {})))
    now = time.time()
    for number, said in enumerate(("the first words", POISON, "the last words")):
        comment = Comment(id=str(number), community="zoo", thread="t", author="alice", at=now + number, text=said)
        assert backlog.add(Waiting(comment, "recording"))
    running = asyncio.create_task(backlog.run())
    try:
        async with asyncio.timeout(20):
            while len(backlog):  # noqa: ASYNC110 - it rings no bell when it is empty
                await asyncio.sleep(0.01)
        assert [said.id for said in await memory.window.said("zoo", "alice")] == ["0", "2"]
        dropped = {"platform": "recording", "outcome": "dropped"}
        assert backlog.pipeline.metrics.registry.get_sample_value("hush_unjudged_comments_total", dropped) == 1
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await store.close()
