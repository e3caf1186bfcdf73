"""Timed work of a platform beside its actions: cards to write, notices to take away, what has to go after a while.

A chore is a few words. Whoever takes it has it for a while, and says when it is done; else it is due again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from bot.memory.store import PARTITIONS, Store, outside, partition, prefix, prefix_of

CHORE_LEASE = 30.0
"""Seconds a worker has for a chore before it is due again."""
_NAMES = tuple(f"{prefix(number)}chores" for number in range(PARTITIONS))


@dataclass(frozen=True, slots=True)
class Chore:
    """``kind`` says what is to be done in which community; ``about`` to what."""

    kind: str
    community: str
    about: tuple[str, ...] = ()

    def written(self) -> str:
        """As the store's scripts write it too; nothing in it holds a line break, since ids from outside are encoded."""
        return "\n".join((self.kind, outside(self.community), *self.about))


@dataclass(slots=True)
class Chores:
    """The list of all processes."""

    store: Store

    async def take(self, most: int) -> list[Chore]:
        """Up to ``most`` chores that are due, which nobody else gets for a while."""
        taken: list[Chore] = []
        for names in await self.store.due(_NAMES):
            request = {"names": names, "lease": CHORE_LEASE, "most": most - len(taken)}
            found: Sequence[bytes] = await self.store.run("chores", prefix_of(names[0]), request)
            taken += [_read(each.decode()) for each in found]
        return taken

    async def waiting(self) -> int:
        """How many there are, due or not."""
        return sum(await self.store.read([("ZCARD", name) for name in _NAMES]))

    async def put(self, chore: Chore, at: float, *, unless_there: bool = False) -> None:
        """Have it done at a moment, epoch seconds; one already on the list keeps its time if ``unless_there``."""
        await self.store.run("chore", prefix(partition(chore.community)), {"chore": chore.written(), "at": at, "unless": unless_there})

    async def done(self, chore: Chore) -> None:
        """Take it off the list."""
        await self.put(chore, 0)


def _read(written: str) -> Chore:
    kind, community, *about = written.split("\n")
    return Chore(kind, unquote(community), tuple(about))
