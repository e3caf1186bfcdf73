"""Things that come one by one and are better done together: what comes within a moment is done at once, and each learns what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.pipeline.platform import TryLater
from rules.model import Outcome

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@dataclass(slots=True)
class Batcher(Generic[Key, Thing]):
    """``do`` gets all things of one key that came within ``moment`` seconds, by their names, and answers an outcome for each."""

    do: Callable[[Key, Mapping[str, Thing]], Awaitable[Mapping[str, Outcome]]]
    moment: float
    _open: dict[Key, dict[str, tuple[Thing, asyncio.Future[Outcome]]]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def add(self, key: Key, name: str, thing: Thing) -> Outcome:
        """What came of it; the same name in one moment is one thing. TryLater where it could not be done now."""
        together = self._open.get(key)
        if together is None:
            together = self._open[key] = {}
            task = asyncio.create_task(self._go(key, together))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if name not in together:
            together[name] = thing, asyncio.get_running_loop().create_future()
        return await asyncio.shield(together[name][1])  # who no longer waits does not end it for the others

    async def _go(self, key: Key, together: dict[str, tuple[Thing, asyncio.Future[Outcome]]]) -> None:
        await asyncio.sleep(self.moment)
        del self._open[key]
        try:
            outcomes = await self.do(key, {name: thing for name, (thing, _) in together.items()})
        except TryLater as later:
            for _, waiting in together.values():
                waiting.set_exception(later)
                waiting.exception()  # so that one that nobody waits for any more is not reported as lost
            return
        for name, (_, waiting) in together.items():
            waiting.set_result(outcomes[name])
