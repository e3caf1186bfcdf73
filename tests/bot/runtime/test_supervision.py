"""Errors that nobody foresaw."""

import asyncio

import structlog

from bot.runtime.backoff import Backoff
from bot.runtime.supervision import aside, kept_going


async def test_a_loop_begins_again_and_says_why() -> None:
    turns: list[int] = []

    async def run() -> None:
        turns.append(len(turns))
        if len(turns) < 4:
            raise ZeroDivisionError(f"turn {len(turns)}")

    with structlog.testing.capture_logs() as told:
        await kept_going("counting", run, Backoff(0.0, 30.0))
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


async def test_a_loop_whose_cancellation_became_an_error_ends() -> None:
    begun: list[int] = []

    async def run() -> None:
        begun.append(1)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            raise ZeroDivisionError from error

    task = asyncio.create_task(kept_going("clumsy", run, Backoff(0.0, 30.0)))
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(5):
        await task
    assert begun == [1]


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
