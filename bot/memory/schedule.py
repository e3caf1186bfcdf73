"""Timed jobs of a platform beside its actions: cards to write, notices to take away, what has to go after a while.

Whoever takes a chore has it for a while, and says when it is done; else it is due again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, assert_never
from urllib.parse import unquote

from bot.memory.store import PARTITIONS, Store, outside, partition, prefix, prefix_of

CHORE_LEASE = 30.0
"""Seconds a worker has for a chore before it is due again, unless a list is made with another lease."""
_OF_NO_PLATFORM = tuple(f"{prefix(number)}chores" for number in range(PARTITIONS))
"""The lists of stores from before each platform had one."""


@dataclass(frozen=True, slots=True)
class WriteCard:
    """Write a case's card as the case is now."""

    kind: ClassVar[str] = "card"
    community: str
    n: str


@dataclass(frozen=True, slots=True)
class FadeCard:
    """Write a case's card once more, since what was said can no longer be restored."""

    kind: ClassVar[str] = "fade"
    community: str
    n: str


@dataclass(frozen=True, slots=True)
class WriteDigest:
    """Write the one card that names all cases of a burst."""

    kind: ClassVar[str] = "digest"
    community: str


@dataclass(frozen=True, slots=True)
class RemoveNotice:
    """Take away a notice that has stood long enough."""

    kind: ClassVar[str] = "unsay"
    community: str
    thread: str
    slot: str


@dataclass(frozen=True, slots=True)
class CloseThread:
    """Leave a thread archived and locked as it was before it was opened for a moment."""

    kind: ClassVar[str] = "close"
    community: str
    thread: str
    archived: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class ForgetCommunity:
    """Erase a community that Hush was put out of, unless it was called back."""

    kind: ClassVar[str] = "forget"
    community: str


@dataclass(frozen=True, slots=True)
class UnknownChore:
    """A chore of another version, which stays on the list."""

    line: str


CardChore = WriteCard | FadeCard | WriteDigest
Chore = CardChore | RemoveNotice | CloseThread | ForgetCommunity


def written(chore: Chore) -> str:
    """A chore as the store keeps it, and the scripts write it: a line for each part; ids from outside are encoded."""
    about: tuple[str, ...]
    match chore:
        case WriteCard() | FadeCard():
            about = (chore.n,)
        case WriteDigest() | ForgetCommunity():
            about = ()
        case RemoveNotice():
            about = (outside(chore.thread), chore.slot)
        case CloseThread():
            about = (outside(chore.thread), str(int(chore.archived)), str(int(chore.locked)))
        case _:
            assert_never(chore)
    return "\n".join((chore.kind, outside(chore.community), *about))


def read(line: str) -> Chore | UnknownChore:
    """The chore that was written so."""
    match line.split("\n"):
        case WriteCard.kind, c, n:
            return WriteCard(unquote(c), n)
        case FadeCard.kind, c, n:
            return FadeCard(unquote(c), n)
        case WriteDigest.kind, c:
            return WriteDigest(unquote(c))
        case RemoveNotice.kind, c, thread, slot:
            return RemoveNotice(unquote(c), unquote(thread), slot)
        case CloseThread.kind, c, thread, archived, locked:
            return CloseThread(unquote(c), unquote(thread), archived == "1", locked == "1")
        case ForgetCommunity.kind, c:
            return ForgetCommunity(unquote(c))
        case _:
            return UnknownChore(line)


@dataclass(slots=True)
class Chores:
    """The chores of one platform, shared by all its processes.

    ``adopts``: this platform also does what stands in the lists that name no platform.
    """

    store: Store
    platform: str
    adopts: bool = False
    lease: float = CHORE_LEASE
    _lists: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        own = tuple(self._list(prefix(number)) for number in range(PARTITIONS))
        self._lists = (*own, *_OF_NO_PLATFORM) if self.adopts else own

    async def take(self, most: int) -> list[Chore | UnknownChore]:
        """Up to ``most`` chores that are due, which nobody else gets for a while; those of no platform are this one's from now on."""
        taken: list[Chore | UnknownChore] = []
        for names in await self.store.due(self._lists):
            lists = [(name, self._list(prefix_of(name))) for name in names]
            request = {"lists": lists, "lease": self.lease, "most": most - len(taken)}
            found: Sequence[bytes] = await self.store.run("chores", prefix_of(names[0]), request)
            taken += [read(line.decode()) for line in found]
        return taken

    async def put(self, chore: Chore, at: float, *, unless_there: bool = False) -> None:
        """Have it done at a moment, epoch seconds; one already on the list keeps its time if ``unless_there``."""
        where = prefix(partition(chore.community))
        lists = [self._list(where), *([f"{where}chores"] if self.adopts else [])]
        await self.store.run("chore", where, {"lists": lists, "chore": written(chore), "at": at, "unless": unless_there})

    async def done(self, chore: Chore) -> None:
        """Take it off the list."""
        await self.put(chore, 0)

    def _list(self, where: str) -> str:
        return f"{where}chores:{self.platform}"


async def chores_waiting(store: Store, platforms: Iterable[str]) -> int:
    """How many chores of these platforms there are, due or not."""
    own = [f"{prefix(number)}chores:{each}" for each in platforms for number in range(PARTITIONS)]
    return sum(await store.read([("ZCARD", name) for name in (*own, *_OF_NO_PLATFORM)]))
