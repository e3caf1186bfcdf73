"""Which one-time addresses of the page were used, at whichever process."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.memory.store import Store, outside, prefix


@dataclass(slots=True)
class LoginLinks:
    """The store's memory of them."""

    store: Store

    async def spend(self, name: str, keep: float) -> bool:
        """Whether this is its first use; remembered for ``keep`` seconds, after which the address must have ended."""
        mine = secrets.token_hex(8)
        request = {"name": f"entered:{outside(name)}", "value": mine, "keep": keep}
        return bool(await self.store.run("once", prefix(0), request) == mine.encode())
