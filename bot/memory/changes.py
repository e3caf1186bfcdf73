"""What changed in a community, told by the scripts that changed it, so that a page open anywhere shows what any process did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory.store import Store, outside, partition, prefix

CHANGES_WAIT = 2.0
"""Seconds one look waits for something to happen; below the store's patience."""
NOTHING = "0-0"
_PLACE = re.compile(r"\d{1,20}-\d{1,20}")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: an ``incident`` by its number, a ``thread``, an ``account``, the ``settings``, the ``brake``, how far a ``play`` is."""

    place: str
    kind: str
    value: str


@dataclass(slots=True)
class Changes:
    """The store's stream of changes, one a community, of which the newest few hundred are kept."""

    store: Store

    async def last(self, community: str) -> str:
        """The newest change's place; `NOTHING` where none is kept."""
        [newest] = await self.store.read([("XREVRANGE", self._name(community), "+", "-", "COUNT", 1)])
        return newest[0][0].decode() if newest else NOTHING

    async def holds(self, community: str, place: str) -> bool:
        """Whether everything that came after a place is still kept."""
        if not _PLACE.fullmatch(place):
            return False
        [oldest] = await self.store.read([("XRANGE", self._name(community), "-", "+", "COUNT", 1)])
        return bool(oldest) and _order(oldest[0][0].decode()) <= _order(place)

    async def after(self, community: str, place: str, wait: float = CHANGES_WAIT) -> Sequence[Change]:
        """What came after a place, as soon as there is something; nothing if ``wait`` seconds pass first."""
        name = self._name(community)
        [streams] = await self.store.read([("XREAD", "COUNT", 500, "BLOCK", max(1, int(wait * 1000)), "STREAMS", name, place)])
        found = streams[0][1] if streams else []
        return [Change(at.decode(), fields[0].decode(), fields[1].decode()) for at, fields in found]

    async def tell(self, community: str, kind: str, value: str) -> None:
        """Say that something changed which no other script says."""
        await self.store.run("tell", prefix(partition(community)), {"c": outside(community), "kind": kind, "value": value})

    @staticmethod
    def _name(community: str) -> str:
        return f"{prefix(partition(community))}changes:{outside(community)}"


def _order(place: str) -> tuple[int, int]:
    milliseconds, _, sequence = place.partition("-")
    return int(milliseconds), int(sequence)
