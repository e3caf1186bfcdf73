"""The store fails in the middle of a stream: every comment is judged in the end, every repeat is hidden, and nothing twice.

``HUSH_FAULTS`` sets how many comments a fault meets (150; 10,000 in `make faults`). Hush is a process of its own, its store a real one, and
what stands between them a proxy. Three logs are compared: what was sent, what was judged, what was to be done.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.memory.communities import Communities
from bot.memory.embedded import Embedded, embedded
from bot.memory.store import Store
from fault_table import Told
from hush_process import HushProcess
from proxy import Proxy, proxy
from rules.model import Mode
from rules.settings import Settings
from site_client import SiteClient, comment

COMMENTS = int(os.environ.get("HUSH_FAULTS", "150"))
COPIES, ACCOUNTS = 5, 15
"""Copies of an account; accounts of a community, whose texts are fewer than make the brake hold."""
IN_FLIGHT = 16
"""Comments sent at once: what waits for its turn at the sender is not counted as Hush's time."""
AT_LARGE = COMMENTS >= 1000
AWAY = 10.0 if AT_LARGE else 1.0
"""Seconds for which the store is away."""
RECONNECTED, CAUGHT_UP = (2.0, 10.0) if AT_LARGE else (20.0, 40.0)
"""Seconds after the fault until Hush says that it is ready, and from then and the stream's end until all is judged; a busy machine has more."""
EVERY = 100 if AT_LARGE else 10
"""Comments between two SCRIPT FLUSH."""
WORDS = (
    "harbour",
    "lantern",
    "voucher",
    "miracle",
    "garden",
    "holiday",
    "pension",
    "kettle",
    "orchard",
    "ribbon",
    "saddle",
    "timber",
    "velvet",
)


@dataclass
class Stream:
    """What was sent and what was answered."""

    sites: list[SiteClient]
    sent: int = 0
    waiting: list[tuple[SiteClient, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    refused: int = 0
    half: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))

    @property
    def expected(self) -> int:
        """How many are to be sent."""
        return len(self.sites) * ACCOUNTS * COPIES

    async def say(self, site: SiteClient, account: int) -> None:
        """One account says its text again and again; what is refused is sent again, as sites do."""
        author = f"a{account}"
        text = (
            " ".join(WORDS[(account * step + step) % len(WORDS)] for step in (1, 2, 3, 5, 7)) + f" {WORDS[account % len(WORDS)]}{account}"
        )
        for number in range(COPIES):
            body = comment(f"{author}-{number}", COPIES - number, author=author, text=text)
            while True:
                async with self.room:
                    began = time.monotonic()
                    answer = await site.ask("POST", "/v1/comments", body)
                    self.slowest = max(self.slowest, time.monotonic() - began)
                if answer.status != 503:
                    break
                self.refused += 1
                await asyncio.sleep(0.05)
            assert answer.status in {200, 202}, answer.body
            if answer.status == 202:
                self.waiting.append((site, body["id"], author))
            self.sent += 1
            if self.sent >= self.expected // 2:
                self.half.set()


@dataclass
class Running:
    """What a fault can break, while a stream runs."""

    between: Proxy
    store: Redis
    server: Embedded
    stream: Stream


Fault = Callable[[Running], Awaitable[None]]


async def cut(running: Running) -> None:
    running.between.cut()


async def refused(running: Running) -> None:
    running.between.refusing = True
    running.between.cut()
    await asyncio.sleep(AWAY)
    running.between.refusing = False


async def paused(running: Running) -> None:
    running.between.pause()
    await asyncio.sleep(AWAY)
    running.between.resume()


async def half_closed(running: Running) -> None:
    running.between.half_close()


async def killed(running: Running) -> None:
    os.kill(running.server.server.pid, signal.SIGKILL)
    await asyncio.to_thread(running.server.revive)


async def flushed(running: Running) -> None:
    stream = running.stream
    while stream.sent < stream.expected:
        await running.store.script_flush()
        mark = min(stream.sent + EVERY, stream.expected)
        while stream.sent < mark:  # noqa: ASYNC110 - a stream rings no bell for each comment
            await asyncio.sleep(0.001)


async def read_only(running: Running) -> None:
    await running.store.execute_command("REPLICAOF", "127.0.0.1", "1")  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped
    await asyncio.sleep(AWAY)
    await running.store.execute_command("REPLICAOF", "NO", "ONE")  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped


async def full(running: Running) -> None:
    used = (await running.store.info("memory"))["used_memory"]
    await running.store.config_set("maxmemory", used)
    await asyncio.sleep(AWAY)
    await running.store.config_set("maxmemory", 0)


FAULTS: list[tuple[str, Fault]] = [
    ("connections cut", cut),
    ("network paused", paused),
    ("connections half-closed", half_closed),
    (f"SCRIPT FLUSH every {EVERY}", flushed),
    ("Valkey kill -9", killed),
    ("maxmemory reached", full),
]
if AT_LARGE:  # what they leave in hand is done when its lease has run out, half a minute later
    FAULTS += [("store away", refused), ("store became a read-only replica", read_only)]


@pytest.mark.parametrize(("name", "fault"), FAULTS)
async def test_the_store_fails_in_the_middle(tmp_path: Path, table: Told, name: str, fault: Fault) -> None:
    with embedded(tmp_path / "store") as server:
        path = server.url.removeprefix("unix://")
        async with proxy(path) as between, Redis(unix_socket_path=path) as store, aiohttp.ClientSession() as session:
            hush = await asyncio.to_thread(HushProcess, tmp_path / "data", {"REDIS_URL": between.url})
            try:
                stream = Stream(await sites(server.url, hush.address, session))
                async with asyncio.TaskGroup() as group:
                    for site in stream.sites:
                        for account in range(ACCOUNTS):
                            group.create_task(stream.say(site, account))
                    await stream.half.wait()
                    await fault(Running(between, store, server, stream))
                    ended = time.monotonic()
                    await ready(stream.sites[0])
                    reconnected = time.monotonic() - ended
                ended = time.monotonic()
                await judged_in_the_end(stream.waiting[-1:])  # they are judged in their order
                caught_up = time.monotonic() - ended
                await judged_in_the_end(stream.waiting)
                lost = await unjudged(stream)
                done, twice = await hidden(stream)
            finally:
                await asyncio.to_thread(hush.end)
    expected = len(stream.sites) * ACCOUNTS * (COPIES - 1)
    measured = (
        f"{stream.sent} sent, {len(stream.waiting)} judged later, {lost} lost, {expected - done} repeats not hidden, {twice} twice; "
        f"slowest answer {stream.slowest:.2f} s, ready again in {reconnected:.1f} s, caught up in {caught_up:.1f} s"
    )
    table.tell(name, f"0 lost, 0 twice, ready in {RECONNECTED:.0f} s, caught up in {CAUGHT_UP:.0f} s", measured)
    assert (lost, done, twice) == (0, expected, 0), measured
    assert (reconnected < RECONNECTED, caught_up < CAUGHT_UP) == (True, True), measured


async def ready(site: SiteClient) -> None:
    """Hush says that it can judge."""
    async with asyncio.timeout(60):
        while (await site.ask("GET", "/readyz")).status != 200:  # noqa: ASYNC110 - asked over HTTP, as a balancer would
            await asyncio.sleep(0.02)


async def sites(url: str, address: str, session: aiohttp.ClientSession) -> list[SiteClient]:
    """Communities that enforce, as many as the comments need."""
    store = Store.at(url)
    try:
        communities = Communities(store)
        found = []
        for number in range(max(1, COMMENTS // (ACCOUNTS * COPIES))):
            await communities.configure(f"site{number}", Settings(mode=Mode.ENFORCE), "test")
            found.append(SiteClient(session, address, f"site{number}", (await communities.make_key(f"site{number}"))[1]))
        return found
    finally:
        await store.close()


async def judged_in_the_end(waiting: Sequence[tuple[SiteClient, str, str]]) -> None:
    """What waited for the store has its verdict."""
    async with asyncio.timeout(60):
        for site, name, author in waiting:
            while (await site.ask("GET", f"/v1/comments/{name}?author={author}")).status != 200:  # noqa: ASYNC110 - asked over HTTP, as a site would
                await asyncio.sleep(0.05)


async def unjudged(stream: Stream) -> int:
    """How many comments have no verdict."""
    lost = 0
    for site in stream.sites:
        for account in range(ACCOUNTS):
            for number in range(COPIES):
                lost += (await site.ask("GET", f"/v1/comments/a{account}-{number}?author=a{account}")).status != 200
    return lost


async def decided(site: SiteClient) -> list[dict[str, Any]]:
    """What the incidents say is to be done, before its leases have run out."""
    return [action for incident in (await site.ask("GET", "/v1/incidents?limit=200")).body["incidents"] for action in incident["actions"]]


async def hidden(stream: Stream) -> tuple[int, int]:
    """How many comments are to be hidden in the end, and how many of them more than once."""
    expected = ACCOUNTS * (COPIES - 1)
    done = twice = 0
    for site in stream.sites:
        async with asyncio.timeout(60):
            while True:
                actions = await decided(site) if not AT_LARGE else await site.actions()
                counts = Counter(name for action in actions if action["do"] == "hide" for name in action["comments"])
                if len(counts) >= expected:
                    break
                await asyncio.sleep(0.05)
        done += len(counts)
        twice += sum(count > 1 for count in counts.values())
    return done, twice
