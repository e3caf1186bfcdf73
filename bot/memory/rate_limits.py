"""How many requests a platform's processes may still send together, and which of them may go first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.memory.store import DEADLINE, Store, outside, partition, prefix


@dataclass(frozen=True, slots=True)
class Granted:
    """Whether each request asked for may go now; how many processes share the allowance; refusals within ten minutes."""

    may: tuple[bool, ...]
    processes: int
    refusals: int


@dataclass(slots=True)
class RateLimits:
    """The store's side of the governor."""

    store: Store
    process: str = field(default_factory=lambda: secrets.token_hex(8))

    async def ask(self, asks: Sequence[tuple[str, int]], invalid: int, limits: dict[str, float]) -> Granted:
        """Ask for (community, level) each; ``invalid`` refusals came since the last time. ``limits``: rate, share, slow, stop."""
        request = {"who": self.process, "asks": list(asks), "invalid": invalid, **limits}
        granted, processes, refusals = await self.store.run("allow_requests", prefix(0), request, DEADLINE)
        return Granted(tuple(map(bool, granted)), int(processes), int(refusals))

    async def refused(self, community: str, permission: str, within: float) -> int:
        """A request was refused for lack of a permission: how often within ``within`` seconds."""
        request = {"c": outside(community), "permission": permission, "within": within}
        return int(await self.store.run("refused", prefix(partition(community)), request))

    async def forgive(self, community: str) -> None:
        """Permissions have changed: what was refused may work now."""
        await self.refused(community, "", 0)
