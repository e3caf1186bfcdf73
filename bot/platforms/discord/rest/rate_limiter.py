"""Discord's own limits: how many requests it takes, which of its refusals it counts, and where Hush lacks a permission."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.memory.errors import StoreError
from bot.memory.rate_limits import Budget
from bot.platforms.rate_limiter import RateLimiter

BUDGET = Budget(rate=40.0, share=0.25, slow=2_000, stop=5_000)
"""Discord takes 50 requests a second, and shuts an address out at 10,000 refusals within ten minutes
(https://docs.discord.com/developers/topics/rate-limits)."""
REFUSED_TOKEN = "Discord refuses the token: set DISCORD_TOKEN to the one on the bot's page, and start Hush again"  # noqa: S105 - words about it
FORGIVEN = 600.0
"""Seconds after which refusals for a permission are forgotten."""
REFUSALS = 3
"""Refusals for one permission in one community after which Hush no longer asks there."""


@dataclass(slots=True)
class DiscordRateLimiter(RateLimiter):
    """Rate limiter of one process for Discord, which also pauses what needs a permission that was refused."""

    budget: Budget = BUDGET
    platform: str = "Discord"
    _paused: dict[tuple[str, str], float] = field(default_factory=dict)

    def heard(self, status: int, shared: bool) -> None:  # noqa: FBT001 - what was heard, not a flag
        """An answer came; Discord counts the refusals among them."""
        if status in {401, 403} or (status == 429 and not shared):
            self.count_refusal()

    async def refused(self, community: str, permission: str) -> bool:
        """Count a 403 for ``permission``; True exactly once, when the limit is reached and moderators must be told."""
        try:
            count = await self.allowance.refused(community, permission, FORGIVEN)
        except StoreError:
            return False
        if count >= REFUSALS:
            self._paused[community, permission] = asyncio.get_running_loop().time() + FORGIVEN
        return count == REFUSALS

    def paused(self, community: str, permission: str) -> bool:
        """Whether requests that need this permission are not even sent."""
        return self._paused.get((community, permission), 0.0) > asyncio.get_running_loop().time()

    async def forgive(self, community: str) -> None:
        """Permissions changed: try again."""
        gone = [each for each in self._paused if each[0] == community]
        for each in gone:
            del self._paused[each]
        if gone:
            try:
                await self.allowance.forgive(community)
            except StoreError:
                return  # they are forgotten by themselves after a while
