"""Requests to Discord, and the one place where its errors are given the house's names.

Refused          Discord will not do it; ``code`` is Discord's own (https://docs.discord.com/developers/topics/opcodes-and-status-codes)
├── Missing      what it is about is not there
└── Forbidden    a permission is missing, or a role is too high
TryLater         not now: busy, broken, a limit; from the port
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from yarl import URL

from bot.pipeline.platform import TryLater
from bot.platforms.discord.rest.rate_limiter import REFUSED_TOKEN, DiscordRateLimiter
from bot.platforms.discord.rest.retry_after import RetryAfter
from bot.platforms.rate_limiter import Stopped, Urgency

SESSION_CLOSED = "Session is closed"
"""What aiohttp says, as a RuntimeError, to who still asks while the connection is being closed."""
RETRY_5XX = 5.0
"""Seconds after which is tried again what Discord could not do."""
STOPPED = 60.0
LOGIN_PATIENCE = 5.0
"""Seconds of a rest that are waited for; for longer ones the action is put back, and its place is free for others."""
BAD_WEBHOOK = 50027
"""Invalid Webhook Token: about the webhook, not about the bot's token."""
LONGEST_REASON = 512
"""Of an audit log reason, URL-encoded; what is escaped is cut after it."""


class Refused(Exception):
    """Discord will not do it, and says why."""

    def __init__(self, status: int, code: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.code = code


class Missing(Refused):
    """What the request is about does not exist, or no longer."""


class Forbidden(Refused):
    """Hush lacks a permission, or does not stand high enough."""


@dataclass(slots=True)
class RestClient:
    """Sends requests when they may be sent. ``http`` gives the connection, which a new login replaces; None between two."""

    http: Callable[[], HTTPClient | None]
    limiter: DiscordRateLimiter
    retry_after: RetryAfter
    said: Callable[[str, str], None] = lambda _community, _permission: None
    """Told once when Hush no longer does what needs a permission in a community."""

    async def ask(
        self,
        route: Route,
        community: str,
        urgency: Urgency,
        *,
        needs: str = "",
        json: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        reason: str | None = None,
    ) -> Any:  # noqa: ANN401 - JSON as Discord answers it
        """The answer to one request. ``needs`` names the permission that is missing if Discord forbids it."""
        if needs and self.limiter.paused(community, needs):
            raise Forbidden(403, 50013, "")
        if (left := self.retry_after.left(route.method, URL(route.url).path)) > LOGIN_PATIENCE:
            raise TryLater("Discord asks to wait", left, asked=False)
        try:
            await self.limiter.turn(community, urgency)
        except Stopped as stopped:
            raise TryLater(str(stopped), STOPPED, asked=False) from stopped
        if (http := self.http()) is None:
            raise TryLater("Hush is not logged in to Discord", RETRY_5XX, asked=False)
        options: dict[str, Any] = {"reason": reason}
        if json is not None:
            options["json"] = json
        if query is not None:
            options["params"] = dict(query)
        try:
            return await http.request(route, **options)
        except discord.RateLimited as error:
            raise TryLater("Discord asks to wait", error.retry_after) from error
        except discord.HTTPException as error:
            raise await self._named(error, community, needs) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(f"Discord cannot be reached: {error}") from error
        except RuntimeError as error:
            if str(error) != SESSION_CLOSED:
                raise
            raise TryLater("the connection to Discord ended", RETRY_5XX) from error

    async def _named(self, error: discord.HTTPException, community: str, needs: str) -> Exception:
        why = (error.text or "no reason given").splitlines()[0][:200]
        match error.status:
            case 404:
                return Missing(404, error.code, why)
            case 403:
                if needs and await self.limiter.refused(community, needs):
                    self.said(community, needs)
                return Forbidden(403, error.code, why)
            case 401 if error.code == BAD_WEBHOOK:
                return Missing(401, error.code, why)
            case 401:
                self.limiter.barred = REFUSED_TOKEN
                return TryLater("Discord refuses the token", STOPPED)
            case 429:
                return TryLater("Discord asks to wait", RETRY_5XX)
            case status if status >= 500:
                return TryLater(f"Discord answers {status}")
            case status:
                return Refused(status, error.code, why)
