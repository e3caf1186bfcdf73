"""Several comments at once: accounts side by side, each account's own comments one after the other, as they were said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from rules.model import Comment

Answer = TypeVar("Answer")


async def one_account_at_a_time(comments: Sequence[Comment], ask: Callable[[Comment], Awaitable[Answer]]) -> list[Answer]:
    """What ``ask`` answers for each comment, in their order."""
    answers: dict[int, Answer] = {}
    accounts: dict[tuple[str, str], list[int]] = {}
    for place, comment in enumerate(comments):
        accounts.setdefault((comment.community, comment.author), []).append(place)

    async def one_account(places: Sequence[int]) -> None:
        for place in places:
            answers[place] = await ask(comments[place])

    async with asyncio.TaskGroup() as group:
        for places in accounts.values():
            group.create_task(one_account(places))
    return [answers[place] for place in range(len(comments))]
