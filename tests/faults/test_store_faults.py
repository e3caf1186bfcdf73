"""The store fails in the middle of a stream: every comment is judged in the end, every repeat is hidden, and nothing twice."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.memory.embedded import Embedded, embedded
from support.fault_table import FaultTable
from support.hush_process import HushProcess
from support.proxy import Proxy, proxy
from support.stream import ACCOUNTS, AT_LARGE, COPIES, Stream, hidden, judged_in_the_end, ready, sites, unjudged

AWAY = 10.0 if AT_LARGE else 1.0
"""Seconds for which the store is away."""
RECONNECTED, CAUGHT_UP = (2.0, 10.0) if AT_LARGE else (20.0, 40.0)
"""Seconds after the fault until Hush says that it is ready, and from then and the stream's end until all is judged; a busy machine has more."""
EVERY = 100 if AT_LARGE else 10
"""Comments between two SCRIPT FLUSH."""
TIMES = () if AT_LARGE else ("lease=3",)
"""Else what the last two leave in hand is done half a minute later."""


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
    ("store away", refused),
    ("store became a read-only replica", read_only),
]


@pytest.mark.parametrize(("name", "fault"), FAULTS)
async def test_the_store_fails_in_the_middle(tmp_path: Path, table: FaultTable, name: str, fault: Fault) -> None:
    with embedded(tmp_path / "store") as server:
        path = server.url.removeprefix("unix://")
        async with proxy(path) as between, Redis(unix_socket_path=path) as store, aiohttp.ClientSession() as session:
            hush = await asyncio.to_thread(HushProcess, tmp_path / "data", {"REDIS_URL": between.url}, TIMES)
            try:
                stream = Stream(await sites(server.url, hush.address, session))
                async with asyncio.TaskGroup() as group:
                    group.create_task(stream.all_say())
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
