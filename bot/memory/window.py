"""What each account said lately, and who else said it: one script call for all comments of a loop turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from bot.memory.errors import StoreError
from bot.memory.store import PARTITIONS, Store, outside, partition, prefix, text
from rules.model import Other, Said

MOST = 64
"""Comments in one call."""
LATE = 600.0
"""Seconds a window is kept beyond its length, so that what arrives late finds what it belongs to."""


@dataclass(frozen=True, slots=True)
class Remember:
    """One comment to remember. ``sealed`` is its encrypted original; ``window`` and ``others`` are lengths in seconds."""

    community: str
    account: str
    said: Said
    sealed: bytes
    phrase: str
    window: float
    others: float


class _Answer(Struct, frozen=True, array_like=True, gc=False):
    conflict: bool
    revision: int
    others: list[str]
    entries: list[Said]


class _Batch(Struct, frozen=True, array_like=True, gc=False):
    time: float
    answers: list[_Answer]


@dataclass(frozen=True, slots=True)
class Remembered:
    """An account's window around one comment, by (said at, id); ``others`` oldest first.

    ``said`` is the comment itself, which is not in the window where it came later than the window is long.
    ``conflict``: this id was already there with another text and no later revision; nothing was changed.
    ``revision``: of the community's settings, so that nobody has to ask whether they changed.
    """

    said: Said
    window: Sequence[Said]
    others: tuple[Other, ...]
    revision: int
    conflict: bool


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Batch).decode
_entries = msgspec.msgpack.Decoder(Said).decode


@dataclass(slots=True)
class Window:
    """The store's memory of what was said. Calls made in one turn of the loop share one script call."""

    store: Store
    _waiting: list[tuple[Remember, asyncio.Future[Remembered]]] = field(default_factory=list)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)

    async def remember(self, comment: Remember) -> Remembered:
        """The comment's window with it in; StoreError where the store does not answer within the deadline."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Remembered] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._send)
        self._waiting.append((comment, answer))
        return await answer

    async def said(self, community: str, account: str) -> list[Said]:
        """The account's window as it stands, without touching it."""
        where = prefix(partition(community))
        [entries] = await self.store.read([("LRANGE", f"{where}said:{outside(community)}:{outside(account)}", 0, -1)])
        return [_entries(entry) for entry in entries]

    async def others(self, community: str, account: str, phrase: str) -> tuple[Other, ...]:
        """The other accounts that said a phrase, oldest first."""
        [flat] = await self.store.read(
            [("ZRANGE", f"{prefix(partition(community))}phrase:{outside(community)}:{phrase}", 0, -1, "WITHSCORES")]
        )
        return _others([each.decode() for each in flat], account)

    async def remove(self, community: str, account: str, comment: str) -> bool:
        """Mark a comment that is gone on its platform: it goes on counting, its text goes. False where it was not known."""
        request = {"c": outside(community), "a": outside(account), "id": comment, "packed": text(_encode(comment))}
        return bool(await self.store.run("remove", prefix(partition(community)), request))

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), MOST):
            task = asyncio.get_running_loop().create_task(self._ask(waiting[start : start + MOST]))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _ask(self, waiting: Sequence[tuple[Remember, asyncio.Future[Remembered]]]) -> None:
        while waiting:
            where = prefix(partition(waiting[0][0].community))
            try:
                batch = _decode(await self.store.remember(where, _encode([_packed(comment) for comment, _ in waiting])))
            except StoreError as error:
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
                return
            self.store.clock.heard(batch.time)
            for (comment, answer), found in zip(waiting, batch.answers, strict=False):
                if not answer.done():
                    answer.set_result(
                        Remembered(comment.said, found.entries, _others(found.others, comment.account), found.revision, found.conflict)
                    )
            waiting = waiting[len(batch.answers) :]


_PREFIXES = tuple(prefix(number) for number in range(PARTITIONS))


def _packed(comment: Remember) -> tuple[object, ...]:
    said = comment.said
    return (
        _PREFIXES[partition(comment.community)],
        outside(comment.community),
        outside(comment.account),
        text(_encode(said)),
        text(_encode(said.id)),
        text(comment.sealed),
        comment.phrase,
        int((comment.window + LATE) * 1000),
        int(comment.others * 1000),
        said.at,
        said.revision,
    )


def _others(flat: Sequence[str], account: str) -> tuple[Other, ...]:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    own = outside(account)
    return tuple(Other(unquote(name), float(at)) for name, at in pairs if name != own)
