"""A site's webhook limits, breaks and loses answers at random: in the end everything is done, and once."""

import asyncio
import base64
import random
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.memory.embedded import embedded
from bot.memory.encryption import Seal
from bot.memory.store import Store
from bot.memory.webhooks import Webhooks
from support.fault_table import FaultTable
from support.hush_process import HushProcess
from support.site_client import SiteClient
from support.stream import ACCOUNTS, AT_LARGE, COPIES, Stream, decided, sites

SHORTEST, LONGEST = (0.5, 30.0) if AT_LARGE else (0.2, 0.4)
"""Seconds of a Retry-After."""
TIMES = () if AT_LARGE else ("poll=0.05",)
"""Else what rests for tenths is looked for once a second."""
LIMITED, FAILING = (0.25, 0.5) if AT_LARGE else (0.2, 0.2)
"""Of the requests, how many are answered 429; how many are answered 500 or lose their answer."""
CROSSING = 0.05 if AT_LARGE else 0.1
"""Seconds: what Hush began this soon after a 429 was sent it began before it had read that."""
PATIENCE = 1800.0
KEY = bytes(range(32))


@dataclass
class Stormy:
    """The webhooks of all sites. What was done stands under the webhook's id; done twice is done once, as sites are told to have it."""

    kind: str
    chance: random.Random = field(default_factory=lambda: random.Random(20))
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: int = 0
    unlucky: int = 0
    inside: list[str] = field(default_factory=list)
    _rests: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Site -> when it sent its last 429, and until when it wants to be left alone; UNIX times."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        site, name, now = request.match_info["site"], request.headers["webhook-id"], time.time()
        event = await request.json()
        body, begun = event["data"], datetime.fromisoformat(event["timestamp"]).timestamp()
        self.asked += 1
        since, until = self._rests.get(site, (0.0, 0.0))
        if since + CROSSING < begun < until:
            self.inside.append(f"{name}, begun {begun - since:.3f} s after a 429 of {until - since:.1f} s")
        drawn = self.chance.random()
        if self.kind == "429" and drawn < LIMITED:
            self.unlucky += 1
            after = LONGEST if drawn < LIMITED / 8 else SHORTEST
            self._rests[site] = now, max(until, now + after)
            return web.Response(status=429, headers={"Retry-After": f"{after:g}"})
        if self.kind != "429" and drawn < FAILING / 2:
            self.unlucky += 1
            return web.Response(status=500)
        self.done[name] = body
        if self.kind != "429" and drawn < FAILING:
            self.unlucky += 1
            assert request.transport
            request.transport.abort()
        return web.Response(status=204)


@asynccontextmanager
async def webhooks(stormy: Stormy) -> AsyncIterator[str]:
    """They are served on loopback; their address."""
    app = web.Application()
    app.router.add_post("/{site}", stormy.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        await web.SockSite(runner, door).start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            await runner.cleanup()


async def told(url: str, where: str, own: list[SiteClient]) -> None:
    """Every site has a webhook there."""
    store = Store.at(url)
    try:
        for site in own:
            await Webhooks(store, Seal(KEY)).set(site.community, f"{where}/{site.community}")
    finally:
        await store.close()


async def states(own: list[SiteClient]) -> Counter[str]:
    """How many actions are done, queued, leased."""
    return Counter([action["state"] for site in own for action in await decided(site)])


@pytest.mark.parametrize("kind", ["429", "500 and cut"])
async def test_sites_refuse_at_random(tmp_path: Path, table: FaultTable, kind: str) -> None:
    stormy = Stormy(kind)
    with embedded(tmp_path / "store") as server:
        more = {"REDIS_URL": server.url, "HUSH_WEBHOOKS_LOOPBACK": "yes", "HUSH_RESTORE_KEY": base64.b64encode(KEY).decode()}
        hush = await asyncio.to_thread(HushProcess, tmp_path / "data", more, TIMES)
        try:
            async with aiohttp.ClientSession() as session, webhooks(stormy) as where:
                stream = Stream(await sites(server.url, hush.address, session))
                await told(server.url, where, stream.sites)
                await stream.all_say()
                expected = len(stream.sites) * ACCOUNTS * COPIES  # all copies but the first are hidden, and one notice is given
                async with asyncio.timeout(PATIENCE):
                    while (await states(stream.sites))["done"] < expected:  # noqa: ASYNC110 - asked over HTTP, as a site would
                        await asyncio.sleep(5.0 if AT_LARGE else 0.25)
                ended = await states(stream.sites)
        finally:
            await asyncio.to_thread(hush.end)
    hides = Counter(f"{name.split(':')[0]} {comment}" for name, action in stormy.done.items() for comment in action["comments"])
    warned = Counter(f"{name.split(':')[0]} {action['account']}" for name, action in stormy.done.items() if action["do"] == "warn")
    twice = sum(count > 1 for count in (hides + warned).values())
    measured = (
        f"{stream.sent} comments, {stormy.unlucky} of {stormy.asked} requests failed, {len(stormy.inside)} inside a Retry-After; "
        f"{len(hides)} hidden, {len(warned)} warned, {twice} twice"
    )
    table.tell(f"sites answer {kind}", "all done, once", measured)
    assert stormy.unlucky
    assert not stormy.inside, stormy.inside
    assert ended == {"done": expected}
    assert (len(hides), len(warned), twice) == (len(stream.sites) * ACCOUNTS * (COPIES - 1), len(stream.sites) * ACCOUNTS, 0), measured
