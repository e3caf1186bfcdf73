"""What each account said lately, and who else said it: one script call for all comments of a loop turn."""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from bot.memory.errors import StoreError
from bot.memory.store import PARTITIONS, Store, outside, partition, prefix, text
from rules.model import Other, Said

MOST_REMEMBERED = 64
"""Comments in one call."""
DAYS = 2
"""Different days on which many said a phrase that everybody says."""
WINDOW_GRACE = 600.0
"""Seconds a window is kept beyond its length, so that what arrives late finds what it belongs to."""


class Remember(Struct, frozen=True, gc=False):
    """One comment to remember. ``sealed`` is its encrypted original; ``window`` and ``others`` are lengths in seconds.

    ``short``: its phrase may become one that everybody says here. ``bands``: under what near-copies of it are looked for.
    """

    community: str
    account: str
    said: Said
    sealed: bytes
    phrase: str
    window: float
    others: float
    short: bool = False
    bands: tuple[str, ...] = ()


class _Answer(Struct, frozen=True, array_like=True, gc=False):
    revision: int
    others: list[str]
    near: list[tuple[str, Said]]
    entries: list[Said]


class _Told(Struct, frozen=True, array_like=True, gc=False):
    time: float
    answers: list[_Answer]


class Remembered(Struct, frozen=True):
    """An account's window around one comment, by said at, comments of one moment in any order; ``others`` oldest first.

    ``near``: comments of further accounts that may be near-copies. ``said`` is the comment itself, which is not in the window where it came later than the window is long.
    ``revision``: of the community's settings, so that nobody has to ask whether they changed.
    """

    said: Said
    window: Sequence[Said]
    others: tuple[Other, ...]
    revision: int
    near: Sequence[tuple[str, Said]] = ()
    kept: Said | None = None
    """The comment's entry in the window, of this revision; another text than its own, where it was known with that already."""

    @property
    def conflict(self) -> bool:
        """Whether this id was already there with another text and no later revision; then nothing was changed."""
        return self.kept is not None and self.kept.original != self.said.original


_LINE = re.compile(rb"(\S+) (.{8})(.{6})\n", re.DOTALL)
"""Of a band: an account, when it last said what has that piece, and the first signs of that text's phrase."""
_ORDER = attrgetter("at", "account")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Told).decode
_entries = msgspec.msgpack.Decoder(Said).decode


@dataclass(slots=True)
class Window:
    """The store's memory of what was said. Calls made in one turn of the loop share one script call."""

    store: Store
    _turns: dict[str, tuple[list[tuple[object, ...]], asyncio.Task[list[_Answer]]]] = field(default_factory=dict)

    async def remember(self, comment: Remember) -> Remembered:
        """The comment's window with it in; StoreError where the store does not answer within the deadline."""
        where = _PREFIXES[partition(comment.community)] if self.store.apart else ""
        turn = self._turns.get(where)
        if turn is None or len(turn[0]) >= MOST_REMEMBERED:
            together: list[tuple[object, ...]] = []
            turn = self._turns[where] = together, asyncio.get_running_loop().create_task(self._ask(where, together))
        comments, answers = turn
        comments.append(packed(comment))
        place = len(comments) - 1
        found = (await asyncio.shield(answers))[place]  # who no longer waits does not end it for the others
        return _remembered(comment, found)

    async def remember_all(self, comments: Sequence[Remember]) -> list[Remembered | StoreError]:
        """The same for up to ``MOST_REMEMBERED`` comments at once, in their order; where the store did not answer, why."""
        if self.store.apart:
            return await asyncio.gather(*(self._or_why_not(each) for each in comments))
        try:
            answers = await self._call([packed(each) for each in comments])
        except StoreError as error:
            return [error] * len(comments)
        return [_remembered(each, found) for each, found in zip(comments, answers, strict=True)]

    async def _or_why_not(self, comment: Remember) -> Remembered | StoreError:
        try:
            return await self.remember(comment)
        except StoreError as error:
            return error

    async def said(self, community: str, account: str) -> list[Said]:
        """The account's window as it stands, without touching it."""
        where = prefix(partition(community))
        [entries] = await self.store.read([("LRANGE", f"{where}said:{outside(community)}:{outside(account)}", 0, -1)])
        return [_entries(entry) for entry in entries]

    async def said_by(self, community: str, accounts: Sequence[str]) -> list[list[Said]]:
        """Each account's window as it stands, in one round trip."""
        where, c = prefix(partition(community)), outside(community)
        windows = await self.store.read([("LRANGE", f"{where}said:{c}:{outside(account)}", 0, -1) for account in accounts])
        return [[_entries(entry) for entry in window] for window in windows]

    async def others(
        self, community: str, account: str, phrase: str, bands: Sequence[str]
    ) -> tuple[tuple[Other, ...], list[tuple[str, Said]]]:
        """The other accounts that said a phrase; and what further ones said lately that may be near-copies of it."""
        where, c = prefix(partition(community)), outside(community)
        if not bands:
            [flat] = await self.store.read([("ZRANGE", f"{where}phrase:{c}:{phrase}", 0, -1, "WITHSCORES")])
            return _others([each.decode() for each in flat], account), []
        found = await self.store.read([("GET", f"{where}near:{c}:{band}") for band in bands])
        told = dict.fromkeys(line for band in found if band for line in _LINE.findall(band))
        lines = [(_inside(name.decode()), *struct.unpack(">d", at), mark.decode()) for name, at, mark in told]
        equal = {name: Other(name, at) for name, at, mark in lines if name != account and phrase.startswith(mark)}
        others = list(dict.fromkeys(name for name, _, _ in lines if name != account and name not in equal))
        windows = await self.said_by(community, others) if others else []
        return tuple(sorted(equal.values(), key=_ORDER)), [
            (name, each) for name, window in zip(others, windows, strict=True) for each in window
        ]

    async def common(self, community: str, phrase: str) -> bool:
        """Whether a phrase was said by many here on two different days, and nobody's was hidden on them."""
        name = f"{prefix(partition(community))}common:{outside(community)}:{phrase}"
        [days] = await self.store.read([("HVALS", name)], self.store.deadline)
        return list(days).count(b"1") >= DAYS

    async def remove(self, community: str, account: str, comment: str) -> bool:
        """Mark a comment that is gone on its platform: it goes on counting, its text goes. False where it was not known."""
        request = {"c": outside(community), "a": outside(account), "id": comment, "packed": text(_encode(comment))}
        return bool(await self.store.run("remove", prefix(partition(community)), request))

    async def _ask(self, where: str, comments: Sequence[tuple[object, ...]]) -> list[_Answer]:
        turn = self._turns.get(where)
        if turn is not None and turn[0] is comments:
            del self._turns[where]  # what comes from now on is of another turn
        return await self._call(comments)

    async def _call(self, comments: Sequence[tuple[object, ...]]) -> list[_Answer]:
        """The answers to comments that one call can reach; what is too much for one answer is asked on."""
        found: list[_Answer] = []
        while len(found) < len(comments):
            left = comments[len(found) :]
            told = _decode(await self.store.remember(str(left[0][0]), _encode(left)))
            self.store.clock.heard(told.time)
            found += told.answers
        return found


_PREFIXES = tuple(prefix(number) for number in range(PARTITIONS))


@lru_cache(maxsize=4096)
def _placed(community: str) -> tuple[str, str]:
    """Where a community lives, and its name there."""
    return _PREFIXES[partition(community)], outside(community)


def packed(comment: Remember) -> tuple[object, ...]:
    """One comment as the script takes it."""
    said = comment.said
    return (
        *_placed(comment.community),
        outside(comment.account),
        text(_encode(said)),
        text(comment.sealed),
        comment.phrase,
        int((comment.window + WINDOW_GRACE) * 1000),
        int(comment.others * 1000),
        said.at,
        said.revision,
        comment.short,
        comment.bands,
    )


def _remembered(comment: Remember, found: _Answer) -> Remembered:
    near = [(_inside(account), said) for account, said in found.near] if found.near else ()
    mine, others = comment.said, _others(found.others, comment.account) if found.others else ()
    kept = None
    for each in reversed(found.entries):  # it is the last one, as a rule
        if each.id == mine.id and each.revision == mine.revision:
            kept = each
            break
    return Remembered(mine, found.entries, others, found.revision, near, kept)


def _others(flat: Sequence[str], account: str) -> tuple[Other, ...]:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    own = outside(account)
    return tuple(sorted([Other(_inside(name), float(at)) for name, at in pairs if name != own], key=_ORDER))


def _inside(name: str) -> str:
    """An account's id as its platform writes it."""
    return unquote(name) if "%" in name else name
