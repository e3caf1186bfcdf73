"""Discord's own limits: how many requests it takes, which of its refusals it counts, and where Hush has to be allowed first."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.memory.errors import StoreError
from bot.memory.rate_limits import Budget
from bot.platforms.discord.error_codes import MISSING_PERMISSIONS
from bot.platforms.rate_limiter import RateLimiter

BUDGET = Budget(rate=40.0, share=0.25, slow=2_000, stop=5_000)
"""Discord takes 50 requests a second, and shuts an address out at 10,000 refusals within ten minutes
(https://docs.discord.com/developers/topics/rate-limits)."""
REFUSED_TOKEN = "Discord refuses the token: set DISCORD_TOKEN to the one on the bot's page, and start Hush again"  # noqa: S105 - words about it
FORGIVEN = 600.0
"""Seconds after which refusals are forgotten."""
REFUSALS = 3
"""Refusals of what needs one permission in one channel after which Hush no longer asks for it there."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Discord refuses: whatever needs a ``permission`` in a ``channel``, with an error ``code``. Elsewhere Hush goes on."""

    channel: str
    permission: str
    code: int


@dataclass(slots=True)
class DiscordRateLimiter(RateLimiter):
    """Rate limiter of one process for Discord, which also pauses what a channel keeps refusing."""

    budget: Budget = BUDGET
    platform: str = "Discord"
    _paused: dict[tuple[str, str, str], float] = field(default_factory=dict)

    def heard(self, status: int, shared: bool) -> None:  # noqa: FBT001 - what was heard, not a flag
        """An answer came; Discord counts the refusals among them."""
        if status in {401, 403} or (status == 429 and not shared):
            self.count_refusal()

    async def refused(self, community: str, refusal: Refusal) -> bool:
        """Count a refusal; True exactly once, when the limit is reached and moderators must be told."""
        try:
            count = await self.allowance.refused(community, refusal.channel, refusal.permission, refusal.code, FORGIVEN)
        except StoreError:
            return False
        if count >= REFUSALS:
            self._paused[community, refusal.channel, refusal.permission] = asyncio.get_running_loop().time() + FORGIVEN
        return count == REFUSALS

    async def paused(self, community: str, channel: str, permission: str) -> Refusal | None:
        """The refusals for which a request that needs this permission there is not even sent; another process may have forgiven them."""
        key = (community, channel, permission)
        if self._paused.get(key, 0.0) <= asyncio.get_running_loop().time():
            self._paused.pop(key, None)
            return None
        try:
            known = {(each.channel, each.permission): each for each in await self.pauses(community)}
        except StoreError:
            return Refusal(channel, permission, MISSING_PERMISSIONS)
        if (channel, permission) not in known:
            self._paused.pop(key, None)
        return known.get((channel, permission))

    async def pauses(self, community: str) -> list[Refusal]:
        """What Hush no longer asks for in a community, whichever process counted the refusals."""
        found = await self.allowance.refusals(community)
        return [Refusal(each.channel, each.permission, each.code) for each in found if each.count >= REFUSALS]

    async def forgive(self, community: str, channels: Collection[str] = ()) -> None:
        """Permissions changed, in these channels or (none named) everywhere: try again."""
        try:
            await self.allowance.forgive(community, channels)
        except StoreError:
            return  # they are forgotten by themselves after a while
