"""Whether Discord still accepts the bot's token, asked of Discord where one answer says that it does not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import aiohttp
import discord
import structlog
from discord.http import HTTPClient

from bot.platforms.discord.rest.rate_limiter import REFUSED_TOKEN, DiscordRateLimiter

log = structlog.get_logger()

TOKEN_RECHECK = 60.0
"""Seconds after which a token that was refused is asked about again."""
SAME_CHECK = 5.0
"""Seconds in which several refused requests are answered by one look."""


@dataclass(slots=True)
class TokenCheck:
    """Bars all requests while Discord refuses the token, and no longer. Of many that ask at once one looks.

    ``recheck``: seconds after which a refused token is asked about again.
    """

    limiter: DiscordRateLimiter
    recheck: float = TOKEN_RECHECK
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _looked: float = float("-inf")

    async def refused(self, http: HTTPClient) -> bool:
        """A request was refused as that of nobody: True where Discord says the same of the token itself."""
        await self._look(http, SAME_CHECK)
        return self.limiter.barred == REFUSED_TOKEN

    async def forgive(self, http: HTTPClient | None) -> None:
        """Ask about a refused token again, once in a while."""
        if http is not None and self.limiter.barred == REFUSED_TOKEN:
            await self._look(http, self.recheck)

    async def _look(self, http: HTTPClient, after: float) -> None:
        async with self._turn:
            now = asyncio.get_running_loop().time()
            if now - self._looked < after:
                return
            self._looked = now
            try:
                await http.application_info()
            except discord.HTTPException as error:
                if error.status == 401 and self.limiter.barred != REFUSED_TOKEN:
                    log.error("Discord refuses the token; nothing is sent to it")  # noqa: TRY400 - it says all; a traceback would hide it
                    self.limiter.barred = REFUSED_TOKEN
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.info("the token could not be looked at", why=str(error))
            else:
                if self.limiter.barred == REFUSED_TOKEN:
                    log.info("Discord accepts the token again")
                    self.limiter.barred = ""
