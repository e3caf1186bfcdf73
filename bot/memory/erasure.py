"""Erasing what is known of an account or a community, wherever it stands, and from the server's file too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.memory.store import Store, outside, partition, prefix

_OF_ACCOUNT = ("said", "raw", "moderated", "claims", "joined", "families", "strikes", "posted", "veiled", "standing", "told")
_OF_ALL = ("idempotency", "changes")
"""What names accounts in passing, and is missed by nobody: a request that comes again is judged again, an open page reads anew."""
_OF_INCIDENT = ("incident", "copies", "actions", "restore", "decided", "rungs", "members", "voices")
_OF_PLATFORM = ("due", "chores", "requests")
"""Has a platform's name where others have a community's, and a community may be called so."""


@dataclass(slots=True)
class Erasure:
    """Erases; what is being written at the same moment must be erased again."""

    store: Store

    async def account(self, community: str, account: str) -> int:
        """Everything of one account in one community; how many keys and names went."""
        where, c, a = prefix(partition(community)), outside(community), outside(account)
        named = await self._keys(where, c)
        incidents = [name for name in named if _kind(name) == "incident"]
        owners = await self.store.read([("HGET", name, "a") for name in incidents]) if incidents else []
        own = {_last(name) for name, owner in zip(incidents, owners, strict=True) if owner == a.encode()}
        keys = [f"{where}{kind}:{c}:{a}" for kind in _OF_ACCOUNT] + [f"{where}{kind}:{c}:{n}" for kind in _OF_INCIDENT for n in own]
        keys += [name for name in named if _kind(name) in _OF_ALL]
        keys += await self._bands([name for name in named if _kind(name) == "near"], a)
        sets = [(name, a) for name in named if _kind(name) in ("phrase", "acted")]
        queued = [(name, member) for name, member in await self._queued(where, c) if member.split("\n")[1] in own]
        feed = f"{where}feed:{c}"
        [offered] = await self.store.read([("ZRANGE", feed, 0, -1)])
        told = [(feed, member.decode()) for member in offered if member.decode().partition("\n")[0] in own]
        others = [_last(name) for name in incidents if _last(name) not in own]
        shown = [pair for pair in await self._members(name for name in named if _kind(name) == "thread") if pair[1].partition("\n")[0] == a]
        spoken = {kind: [name for name in named if _kind(name) == kind] for kind in ("author", "repost", "notices")}
        return await self._forget(
            where, c, keys, [*sets, *queued, *told, *shown], {"account": account, "a": a, "incidents": others, **spoken}
        )

    async def community(self, community: str, keep: Collection[str] = ()) -> int:
        """Everything of a community, its settings and keys included, but the kinds to ``keep``; how many keys and names went."""
        where, c = prefix(partition(community)), outside(community)
        keys = [name for name in await self._keys(where, c) if _kind(name) not in keep]
        lists = [] if keep else sorted(await self.store.scan(f"{where}chores*"))  # what is kept for a while is itself forgotten by a chore
        chores = await self._members(lists)
        own = [(name, member) for name, member in chores if member.split("\n")[1] == c]
        return await self._forget(where, c, keys, [*await self._queued(where, c), *own], {})

    async def _forget(
        self, where: str, c: str, keys: Sequence[str], sets: Sequence[tuple[str, str]], among: Mapping[str, str | list[str]]
    ) -> int:
        """``among``: an account, and what names it among others."""
        request = {"c": c, "keys": keys, "sets": sets, **among}
        gone = int(await self.store.run("forget", where, request))
        if self.store.durable:
            await self.store.rewrite()
        return gone

    async def _keys(self, where: str, c: str) -> list[str]:
        """Every key of a community: its name comes after the kind, and holds nothing that a pattern could mean."""
        found = await self.store.scan(f"{where}*:{c}") | await self.store.scan(f"{where}*:{c}:*")
        return sorted(name for name in found if name.split(":")[3] == c and _kind(name) not in _OF_PLATFORM)

    async def _bands(self, names: Sequence[str], a: str) -> list[str]:
        """The bands that name an account, each of which goes as a whole: the next to say such a text begins it anew."""
        bands = await self.store.read([("GET", name) for name in names]) if names else []
        return [name for name, told in zip(names, bands, strict=True) if told and f"\n{a} ".encode() in b"\n" + told]

    async def _queued(self, where: str, c: str) -> list[tuple[str, str]]:
        queued = await self._members(sorted(await self.store.scan(f"{where}due:*")))
        return [(name, member) for name, member in queued if member.split("\n")[0] == c]

    async def _members(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Every member of some sorted sets, each with its set."""
        sets = list(names)
        members = await self.store.read([("ZRANGE", name, 0, -1) for name in sets]) if sets else []
        return [(name, member.decode()) for name, each in zip(sets, members, strict=True) for member in each]


def _kind(name: str) -> str:
    return name.split(":")[2]


def _last(name: str) -> str:
    return name.rpartition(":")[2]
