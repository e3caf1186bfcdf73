"""The way of a request through the server: log, faults, token, limits, the route, the answer and its events."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import web

from discord_server.gateway.gateway import Gateway
from discord_server.refusal import Refused
from discord_server.rest.answers import answer, limit_headers, too_many
from discord_server.rest.call import Call, Route
from discord_server.rest.faults import Fault, Faults
from discord_server.rest.majors import bucket_of, major_of
from discord_server.rest.rate_limits import EXECUTE, WEBHOOKS_OF_A_CHANNEL, RateLimits
from discord_server.rest.reading import read_body
from discord_server.rest.request_log import Request, RequestLog
from discord_server.world.dispatch import Dispatch
from discord_server.world.world import World

APART = 0.005
"""Seconds between an answer and its events, since two sockets have no order of their own."""


@dataclass
class Service:
    """All that a request passes."""

    world: World
    gateway: Gateway
    log: RequestLog
    faults: Faults
    limits: RateLimits
    shards: int

    async def serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        """Answers one request."""
        body = await read_body(request)
        reason = request.headers.get("X-Audit-Log-Reason")
        entry = Request(
            request.match_info["process"], route.name, request.path.partition("/api/v10")[2], major_of(request), body, dict(request.query),
            unquote(reason) if reason else None, asyncio.get_running_loop().time(), request.headers.get("User-Agent", ""),
        )  # fmt: skip
        entry.exempt = "/interactions/" in route.path or request.match_info.get("token") in self.world.interactions
        entry.bucket = bucket_of(self.world, route.name, request)
        self.log.all.append(entry)
        self.world.pulse.beat()
        afterwards: list[Dispatch] = []
        delivered = self.gateway.delivered
        try:
            with self.gateway.request(afterwards):
                response = await self._respond(route, request, entry)
                return await self._send(request, response, entry, delivered)
        finally:
            if afterwards:
                await asyncio.sleep(APART)
            for dispatch in afterwards:
                self.gateway.emit(dispatch)
            self.world.pulse.beat()

    async def _send(self, request: web.Request, response: web.Response | None, entry: Request, delivered: int) -> web.StreamResponse:
        entry.answered_at = asyncio.get_running_loop().time()
        if response is None:
            entry.status = 0
            if request.transport:
                request.transport.abort()
            return web.Response()
        if self.gateway.order == "before" and self.gateway.delivered > delivered:
            await self.gateway.drained()
            await asyncio.sleep(APART)
        entry.status = response.status
        # written here and now, so that what comes after the answer does so
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
        return response

    async def _respond(self, route: Route, request: web.Request, entry: Request) -> web.Response | None:
        cut: Fault | None = None
        for fault in self.faults.met_by(entry):
            await asyncio.sleep(fault.slow)
            if fault.status:
                return _failed(fault, entry)
            if fault.cut == "before":
                return None
            cut = fault if fault.cut else cut
        response = self._done(route, request, entry)
        return None if cut else response

    def _done(self, route: Route, request: web.Request, entry: Request) -> web.Response:
        if route.with_token and request.headers.get("Authorization") != f"Bot {self.world.token}":
            entry.code = 0
            return answer(401, {"message": "401: Unauthorized", "code": 0}, {})
        if not entry.exempt:
            everything = self.limits.take("everything", "", self.limits.everything)
            if everything.wait:
                return _refused_for_now(entry, everything.wait, "global", {})
        ticket = self.limits.take(entry.bucket, entry.major)
        headers = limit_headers(ticket)
        if ticket.wait:
            return _refused_for_now(entry, ticket.wait, "user", headers)
        if entry.bucket == EXECUTE and (webhook := self.world.webhooks.get(int(request.match_info["webhook"]))):
            hidden = self.limits.take("webhooks of a channel", str(webhook.channel.id), WEBHOOKS_OF_A_CHANNEL)
            if hidden.wait:
                return _refused_for_now(entry, hidden.wait, "shared", headers)
        return self._answered(route, request, entry, headers)

    def _answered(self, route: Route, request: web.Request, entry: Request, headers: dict[str, str]) -> web.Response:
        origin = str(request.url.origin()).replace("http", "ws", 1)
        call = Call(
            self.world, dict(request.match_info), entry.body, entry.query, entry.reason,
            limits=self.limits, shards=self.shards, gateway_address=f"{origin}/{entry.process}/gateway",
        )  # fmt: skip
        try:
            return answer(200, route.answer(call), headers)
        except Refused as refused:
            entry.code, entry.retry_after = refused.code, refused.retry_after
            if refused.retry_after is not None:
                headers = {**headers, "Retry-After": str(max(1, round(refused.retry_after))), "X-RateLimit-Scope": "user"}
            return answer(refused.status, refused.payload(), headers)


def _refused_for_now(entry: Request, wait: float, scope: str, headers: dict[str, str]) -> web.Response:
    entry.retry_after, entry.scope = wait, scope
    return too_many(wait, scope, headers)


def _failed(fault: Fault, entry: Request) -> web.Response:
    entry.code = fault.code
    if fault.status == 429:
        response = _refused_for_now(entry, fault.retry_after or 0.0, fault.scope, {})
    else:
        response = answer(fault.status, {"message": fault.message or f"{fault.status}: on demand", "code": fault.code}, {})
    if not fault.through_discord:
        del response.headers["Via"]
    return response
