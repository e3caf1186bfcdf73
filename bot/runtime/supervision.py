"""Errors that nobody foresaw: they are told in full, and end one loop's turn or one task, never the house."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from bot.runtime.backoff import Backoff

log = structlog.get_logger()

RESTARTS = Backoff(first=0.1, longest=30.0)
"""Before a loop begins again; from the first wait on once the loop has run for the longest."""


async def kept_going(name: str, run: Callable[[], Awaitable[None]], backoff: Backoff = RESTARTS) -> None:
    """Run a loop until it ends by itself or is cancelled; after an error it begins again, unless the error came in place of the cancellation."""
    now = asyncio.get_running_loop().time
    failures = 0
    while True:
        began = now()
        try:
            await run()
        except Exception:  # whatever it is, the house has to stand
            failures = 1 if now() - began > backoff.longest else failures + 1
            wait = backoff.after(failures)
            log.exception("ended by an error nobody foresaw, begins again", loop=name, next_try_in=wait)
            if ending():
                return
        else:
            return
        await asyncio.sleep(wait)


def ending() -> bool:
    """Whether this task was asked to end. The store's client may swallow a cancellation that comes at the moment of its answer."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def aside(tasks: set[asyncio.Task[None]], doing: Coroutine[Any, Any, None]) -> None:
    """Begin what nobody waits for: it is among ``tasks`` until it ends, and an error of it is told."""
    task = asyncio.get_running_loop().create_task(doing)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    task.add_done_callback(_told)


def _told(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("ended by an error nobody foresaw", task=task.get_coro().__qualname__, exc_info=error)  # type: ignore[union-attr]  # a coroutine's has one
