"""What is kept with an incident about the card that shows it, and what a moderator asks for there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.memory.store import Store, outside, partition, prefix

ON_DIGEST = "digest"
"""In place of a message: the case has no card of its own, and is listed on the community's digest."""
_FIELDS = ("changes", "into", "card", "log", "shown", "told", "struck", "failed", "named")


@dataclass(frozen=True, slots=True)
class CardRecord:
    """``changes`` counts what happened to the incident; ``channel`` and ``message`` where its card stands, if it does.

    ``struck`` and ``failed``: how many strikes and failures were already told; ``into``: the incident it became.
    """

    changes: str
    into: str = ""
    channel: str = ""
    message: str = ""
    shown: float = 0.0
    struck: int = 0
    failed: int = 0

    @property
    def listed(self) -> bool:
        """Whether the case is only listed on a digest."""
        return self.message == ON_DIGEST

    def on_digest(self) -> CardRecord:
        """The case as one that is only listed on a digest."""
        return replace(self, message=ON_DIGEST)


@dataclass(slots=True)
class CardRecords:
    """The store's side of the moderator log."""

    store: Store

    async def read(self, community: str, n: str) -> CardRecord | None:
        """What is known of an incident's card; None where there is no such incident."""
        name = f"{prefix(partition(community))}incident:{outside(community)}:{n}"
        [values, there] = await self.store.read([("HMGET", name, *_FIELDS), ("EXISTS", name)])
        if not there:
            return None
        told = {field: value.decode() if value else "" for field, value in zip(_FIELDS, values, strict=True)}
        return CardRecord(
            told["changes"] or "0",
            told["into"],
            told["log"],
            told["card"],
            float(told["shown"] or 0),
            int(told["struck"] or 0),
            int(told["failed"] or 0),
        )

    async def shown(self, community: str, n: str, card: CardRecord, again: float) -> bool:
        """The card stands as ``card`` says; it may be written again from ``again`` on, if something has changed meanwhile.

        False where the incident was erased meanwhile.
        """
        fields = {
            "card": card.message,
            "log": card.channel,
            "shown": repr(card.shown),
            "struck": str(card.struck),
            "failed": str(card.failed),
        }
        request = {"c": outside(community), "n": n, "changes": card.changes, "fields": fields, "again": again}
        return bool(await self.store.run("shown", prefix(partition(community)), request))

    async def into_digest(self, community: str, n: str, *, lasts: float, most: int) -> None:
        """Name a case on the community's digest, with the last ``most`` others; one older than ``lasts`` seconds is followed by a new one."""
        request = {"c": outside(community), "n": n, "lasts": lasts, "most": most}
        await self.store.run("digest", prefix(partition(community)), request)
