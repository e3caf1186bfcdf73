"""What a platform keeps of a community beside its settings: where its log is, who moderates, whether it was greeted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.memory.store import Store, outside, partition, prefix


@dataclass(slots=True)
class PlatformState:
    """A few words for each community, until it is erased."""

    store: Store

    async def read(self, community: str) -> dict[str, str]:
        """All that is kept of a community."""
        [flat] = await self.store.read([("HGETALL", f"{prefix(partition(community))}kept:{outside(community)}")])
        return {name.decode(): value.decode() for name, value in zip(flat[::2], flat[1::2], strict=True)}

    async def write(self, community: str, **fields: str) -> None:
        """Keep these; an empty value takes one away."""
        await self.store.run("keep", prefix(partition(community)), {"c": outside(community), "fields": fields, "unless": False})

    async def most(self, community: str, name: str, value: float) -> None:
        """Keep this unless a greater number is kept under its name."""
        await self.store.run(
            "keep", prefix(partition(community)), {"c": outside(community), "fields": {name: repr(value)}, "unless": "more"}
        )

    async def first(self, community: str, name: str, value: str) -> bool:
        """Keep this unless something is kept under its name; whether it was not."""
        request = {"c": outside(community), "fields": {name: value}, "unless": True}
        return bool(await self.store.run("keep", prefix(partition(community)), request))
