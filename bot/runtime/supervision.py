"""Errors that nobody foresaw: they are told in full, and end one loop's turn or one task, never the house."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = 0.1, 30.0
"""Seconds before a loop begins again, doubled each time; from the beginning once it has held for the longest."""


async def kept_going(name: str, run: Callable[[], Awaitable[None]], first_wait: float = FIRST_WAIT) -> None:
    """Run a loop until it ends by itself or is cancelled; after an error it begins again."""
    now = asyncio.get_running_loop().time
    wait = first_wait
    while True:
        began = now()
        try:
            await run()
        except Exception:  # whatever it is, the house has to stand
            if now() - began > LONGEST_WAIT:
                wait = first_wait
            log.exception("ended by an error nobody foresaw, begins again", loop=name, next_try_in=wait)
        else:
            return
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


def aside(tasks: set[asyncio.Task[None]], doing: Coroutine[Any, Any, None]) -> None:
    """Begin what nobody waits for: it is among ``tasks`` until it ends, and an error of it is told."""
    task = asyncio.get_running_loop().create_task(doing)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    task.add_done_callback(_told)


def _told(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("ended by an error nobody foresaw", task=task.get_coro().__qualname__, exc_info=error)  # type: ignore[union-attr]  # a coroutine's has one
