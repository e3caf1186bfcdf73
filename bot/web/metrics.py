"""``/metrics``: numbers of the whole house, so no community's key opens it."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from bot.memory.errors import StoreError
from bot.memory.queue import Queue
from bot.memory.schedule import chores_waiting
from bot.runtime.config import Secret
from bot.runtime.metrics import Metrics
from bot.web.problems import Problem, ProblemKind

_HOW = "set HUSH_METRICS_KEY and send it as: Authorization: Bearer KEY"


@dataclass(frozen=True, slots=True)
class Scrape:
    """Answers whoever has the ``key``; where there is none, this machine alone, asked for by its own address (DNS rebinding)."""

    metrics: Metrics
    queue: Queue
    platforms: Iterable[str]
    key: Secret | None

    async def show(self, request: web.Request) -> web.Response:
        """All numbers as they are now. Problem 401 or 403 where they are not for who asks."""
        self._check(request)
        try:
            for platform, count in (await self.queue.depths(list(self.platforms))).items():
                self.metrics.due.labels(platform).set(count)
            self.metrics.chores.set(await chores_waiting(self.queue.store, self.platforms))
        except StoreError:
            self.metrics.due.clear()  # unknown is no number; hush_store_up and hush_store_errors_total tell why
        body = generate_latest(self.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})

    def _check(self, request: web.Request) -> None:
        if self.key is not None:
            scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(errors="replace"), self.key.reveal().encode()):
                return
            raise Problem(
                ProblemKind.UNAUTHORIZED, f"metrics need their own key; {_HOW}", headers={"WWW-Authenticate": 'Bearer realm="hush metrics"'}
            )
        if not (_loopback(request.remote) and _loopback(request.url.host)):
            raise Problem(ProblemKind.FOREIGN, f"metrics are for this machine only; to read them from elsewhere, {_HOW}")


def _loopback(name: str | None) -> bool:
    try:
        return ipaddress.ip_address(name or "").is_loopback
    except ValueError:
        return name == "localhost"
