"""Requests to Discord, and the one place where its errors are given the house's names.

Refused          Discord will not do it; ``code`` is Discord's own, and `error_codes` says what it means
└── Missing      what it is about is not there
TryLater         not now: busy, broken, a limit; from the port
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route
from yarl import URL

from bot.pipeline.platform import TryLater
from bot.platforms.discord.error_codes import Kind, kind_of, told
from bot.platforms.discord.permissions import titled
from bot.platforms.discord.rest.rate_limiter import DiscordRateLimiter, Refusal
from bot.platforms.discord.rest.retry_after import RetryAfter
from bot.platforms.discord.rest.token_check import TokenCheck
from bot.platforms.rate_limiter import Stopped, Urgency

SESSION_CLOSED = "Session is closed"
"""What aiohttp says, as a RuntimeError, to who still asks while the connection is being closed."""
RETRY_5XX = 5.0
"""Seconds after which is tried again what Discord could not do."""
STOPPED = 60.0
LOGIN_PATIENCE = 5.0
"""Seconds of a rest that are waited for; for longer ones the action is put back, and its place is free for others."""
LONGEST_REASON = 512
"""Of an audit log reason, URL-encoded; what is escaped is cut after it."""


class Refused(Exception):
    """Discord will not do it. ``why`` is Discord's own word; ``needs`` the permission that the request needed."""

    def __init__(self, status: int, code: int, why: str = "", needs: str = "") -> None:
        super().__init__(told(code, why, titled(needs)))
        self.status, self.code, self.why, self.needs = status, code, why, needs

    def told(self, where: str) -> str:
        """The refusal for a moderator, with the place, as " in #general"; without it, it is the error's own text."""
        return told(self.code, self.why, titled(self.needs), where)

    @property
    def kind(self) -> Kind:
        """What follows from it."""
        return kind_of(self.status, self.code)


class Missing(Refused):
    """What the request is about does not exist, or no longer."""


@dataclass(slots=True)
class RestClient:
    """Sends requests when they may be sent. ``http`` gives the connection, which a new login replaces; None between two."""

    http: Callable[[], HTTPClient | None]
    limiter: DiscordRateLimiter
    retry_after: RetryAfter
    said: Callable[[str, Refusal], None] = lambda _community, _refusal: None
    """Told once when Hush no longer asks for what needs a permission in a channel of a community."""
    token: TokenCheck = field(init=False)

    def __post_init__(self) -> None:
        self.token = TokenCheck(self.limiter)

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
        channel = str(route.channel_id or "")
        if needs and channel and (refusal := await self.limiter.paused(community, channel, needs)):
            raise Refused(403, refusal.code, needs=needs)
        http = await self._turn(route, community, urgency)
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
            if needs and channel and kind_of(error.status, error.code) is Kind.LACKING:
                await self._count(community, Refusal(channel, needs, error.code))
            raise await self._named(error, http, needs) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(f"Discord cannot be reached: {error}") from error
        except RuntimeError as error:
            if str(error) != SESSION_CLOSED:
                raise
            raise TryLater("the connection to Discord ended", RETRY_5XX) from error

    async def _turn(self, route: Route, community: str, urgency: Urgency) -> HTTPClient:
        """The connection, once the request may be sent."""
        await self.token.forgive(self.http())
        if (left := self.retry_after.left(route.method, URL(route.url).path)) > LOGIN_PATIENCE:
            raise TryLater("Discord asks to wait", left, asked=False)
        try:
            await self.limiter.turn(community, urgency)
        except Stopped as stopped:
            raise TryLater(str(stopped), STOPPED, asked=False) from stopped
        if (http := self.http()) is None:
            raise TryLater("Hush is not logged in to Discord", RETRY_5XX, asked=False)
        return http

    async def _count(self, community: str, refusal: Refusal) -> None:
        if await self.limiter.refused(community, refusal):
            self.said(community, refusal)

    async def _named(self, error: discord.HTTPException, http: HTTPClient, needs: str) -> Exception:
        why = (error.text or "").splitlines()[0][:200] if error.text else ""
        match kind_of(error.status, error.code):
            case Kind.GONE:
                return Missing(error.status, error.code, why, needs)
            case Kind.TOKEN:
                refused = await self.token.refused(http)
                return TryLater("Discord refuses the token" if refused else told(error.code, why), STOPPED if refused else RETRY_5XX)
            case Kind.LATER:
                limit = error.status == 429
                return TryLater("Discord asks to wait" if limit else told(error.code, why), RETRY_5XX if error.status < 500 else None)
            case Kind.LACKING | Kind.CLOSED | Kind.FINAL:
                return Refused(error.status, error.code, why, needs)
