"""How many requests a platform's processes may still send together, and which of them may go first."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field

from bot.memory.store import Store, outside, partition, prefix


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform takes: ``rate`` requests a second from all processes, of which one community may have ``share`` while others wait.

    From ``slow`` refusals within ten minutes on only a quarter of the rate is spent, from ``stop`` on nothing.
    """

    rate: float
    share: float
    slow: int
    stop: int


@dataclass(frozen=True, slots=True)
class Granted:
    """Whether each request asked for may go now; how many processes share the allowance; refusals within ten minutes."""

    may: tuple[bool, ...]
    processes: int
    refusals: int


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often a channel refused what needs a permission, and the error code of the last time."""

    channel: str
    permission: str
    code: int
    count: int


@dataclass(slots=True)
class RateLimits:
    """Budgets in the store. ``platform`` has one of its own; Discord's has no name, since there was only one once."""

    store: Store
    platform: str = ""
    process: str = field(default_factory=lambda: secrets.token_hex(8))

    async def ask(self, asks: Sequence[tuple[str, int]], invalid: int, budget: Budget) -> Granted:
        """Ask for (community, level) each; ``invalid`` refusals came since the last time."""
        request = {"platform": self.platform, "who": self.process, "asks": list(asks), "invalid": invalid, **asdict(budget)}
        granted, processes, refusals = await self.store.run("allow_requests", prefix(0), request, self.store.deadline)
        return Granted(tuple(map(bool, granted)), int(processes), int(refusals))

    async def refused(self, community: str, channel: str, permission: str, code: int, within: float) -> int:
        """A channel refused what needs a permission: how often, each time within ``within`` seconds of the time before."""
        request = {"c": outside(community), "channel": channel, "permission": permission, "code": code, "within": within}
        return int(await self.store.run("refused", prefix(partition(community)), request))

    async def refusals(self, community: str) -> list[Refusals]:
        """What the channels of a community refuse now."""
        [flat] = await self.store.read([("HGETALL", f"{prefix(partition(community))}refused:{outside(community)}")])
        now, found = self.store.clock.now(), []
        for name, value in zip(flat[::2], flat[1::2], strict=True):
            (channel, permission), (count, code, until) = name.decode().split(), value.decode().split()
            if float(until) > now:
                found.append(Refusals(channel, permission, int(code), int(count)))
        return found

    async def forgive(self, community: str, channels: Collection[str] = ()) -> None:
        """Permissions have changed, in these channels or (none named) everywhere: what was refused may work now."""
        await self.store.run("forgive", prefix(partition(community)), {"c": outside(community), "channels": list(channels)})
