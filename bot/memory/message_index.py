"""Whose each comment is, where a deletion carries ids only; and up to where each thread's comments are settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.memory.store import Store, outside, partition, prefix

BUCKET = 60.0
"""Seconds of comments in one hash, so that it stays small and ages as a whole."""


@dataclass(frozen=True, slots=True)
class NewMessages:
    """What was heard in one community: (comment, account, when) and, for each thread, the last comment that is settled."""

    authors: list[tuple[str, str, float]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gone:
    """A comment that is gone on its platform; ``ours`` where Hush itself took it away."""

    id: str
    account: str
    ours: bool


@dataclass(slots=True)
class MessageIndex:
    """The store's side."""

    store: Store

    async def keep(self, heard: Mapping[str, NewMessages], keep: float) -> None:
        """Note what was heard, by community; authors are known for ``keep`` seconds."""
        parts: dict[int, list[dict[str, object]]] = {}
        for community, each in heard.items():
            authors = [(_bucket(at), comment, account) for comment, account, at in each.authors]
            told = {"c": outside(community), "keep": keep, "authors": authors, "marks": list(each.marks.items())}
            parts.setdefault(partition(community), []).append(told)
        for number, communities in parts.items():
            await self.store.run("heard", prefix(number), {"communities": communities})

    async def whose(self, community: str, gone: Iterable[tuple[str, float]]) -> list[Gone]:
        """Of comments that are gone, (id, when it was said): those that are known."""
        request = {"c": outside(community), "gone": [(_bucket(at), comment) for comment, at in gone]}
        known: Sequence[Sequence[bytes]] = await self.store.run("whose", prefix(partition(community)), request)
        return [Gone(comment.decode(), account.decode(), bool(ours)) for comment, account, ours in known]

    async def marks(self, community: str) -> dict[str, str]:
        """Each thread's last settled comment."""
        [flat] = await self.store.read([("HGETALL", f"{prefix(partition(community))}watermark:{outside(community)}")])
        return {name.decode(): mark.decode() for name, mark in zip(flat[::2], flat[1::2], strict=True)}


def _bucket(at: float) -> str:
    return str(int(at // BUCKET))
