"""Wires the house, once: the store, the pipeline, the queue's worker, the API; and takes it down in order."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web
from prometheus_client import ProcessCollector

from bot.memory import Memory
from bot.memory.cluster import store_at
from bot.memory.embedded import Embedded
from bot.memory.encryption import Seal
from bot.memory.errors import StoreAway
from bot.memory.pairing import Pairing
from bot.pipeline.intake import Intake
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.platform import Platform
from bot.platforms.local.platform import LocalPlatform
from bot.platforms.local.playback import Playback
from bot.platforms.site.platform import SitePlatform
from bot.platforms.site.webhooks import Sender
from bot.runtime.config import Address, Config
from bot.runtime.exits import Refusal
from bot.runtime.metrics import Failures, Metrics
from bot.runtime.storage import seal_of, store_of
from bot.runtime.store_health import StoreHealth
from bot.runtime.supervision import kept_going
from bot.web.context import WebContext
from bot.web.dashboard.context import Page
from bot.web.dashboard.events import EventStreams
from bot.web.dashboard.session import Session
from bot.web.metrics import Scrape
from bot.web.request_log import request_logger
from bot.web.server import application, own_application
from bot.web.socket import listening

log = structlog.get_logger()

LAST_ANSWERS, LAST_ACTIONS = 7.0, 3.0
"""Seconds that requests, and then actions in hand, are given to end when Hush is asked to."""


def run(config: Config, serving: Callable[[str], None], entrance: Callable[[str], None]) -> None:
    """Serve until asked to stop; ``serving`` is told the address once requests are answered, ``entrance`` each one-time address of the page.

    Raises:
        Refusal: the port or the data folder cannot be had.
        EmbeddedError, StoreRefused, SealError: nor can the store, or the key.
    """
    if not config.http.loopback:
        log.warning(
            "the API can be reached from other machines; put TLS in front of it", address=str(config.http), page=bool(config.public)
        )
    with listening(config.http, reuse_port=config.reuse_port) as door, store_of(config) as (url, own):
        asyncio.run(_serve(door, url, own, seal_of(config), config, (serving, entrance)))


async def _serve(
    door: socket.socket,
    url: str,
    own: Embedded | None,
    seal: Seal,
    config: Config,
    told: tuple[Callable[[str], None], Callable[[str], None]],
) -> None:
    serving, entrance = told
    stop = _stop_signal()
    async with house(door, url, own, seal, config, entrance) as open_house:
        gc.collect()
        gc.freeze()  # what is there from now on is no garbage: looking at all of it again and again kept everybody waiting for 25 ms
        serving(open_house.address)
        open_house.page.open()
        refused = list[str]()

        def refuse(why: str) -> None:
            refused.append(why)
            stop.set()

        open_house.watch.refused = refuse
        await stop.wait()
        log.info("stopping", seconds_at_most=LAST_ANSWERS + LAST_ACTIONS)
    if refused:
        raise Refusal(refused[0])


@dataclass(frozen=True, slots=True)
class House:
    """What runs, and where it answers."""

    address: str
    memory: Memory
    backlog: Intake
    watch: StoreHealth
    page: Session


@asynccontextmanager
async def house(
    door: socket.socket,
    url: str,
    own: Embedded | None,
    seal: Seal,
    config: Config | None = None,
    entrance: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[House]:
    """A running house behind the socket ``door``, on the store at ``url``; at the end, what is in hand is finished.

    ``config`` says whether it is on Discord, and as whom; ``entrance`` is told each one-time address of the page.

    Raises:
        StoreRefused: the store will not do. One that is away is waited for.
        Refusal: the address for its own metrics cannot be had.
    """
    config = config or Config()
    store = store_at(url, deadline=config.deadline)
    memory = Memory(store, seal, config.lease)
    sender = Sender(config.webhooks_loopback)
    site = SitePlatform(memory.queue, memory.webhooks, sender)
    local = LocalPlatform(memory.threads)
    platforms: dict[str, Platform] = {site.name: site, local.name: local}
    metrics = Metrics()
    outbox = Outbox(memory.queue, platforms, metrics, poll=config.poll)
    pipeline = Pipeline(memory, outbox, metrics)
    backlog = Intake(pipeline)
    watch = StoreHealth(store, own, Pairing(store, seal))
    metrics.backlog.set_function(lambda: len(backlog))
    metrics.store_up.set_function(lambda: not watch.why)
    metrics.registry.register(Failures(store.failures))
    ProcessCollector(registry=metrics.registry)
    service = WebContext(memory, pipeline, backlog, watch, outbox.wake)
    live = EventStreams(memory.changes)
    watch.back.append(live.was_away)
    page = Page(
        service,
        Session(Address(*door.getsockname()[:2]), config.public, seal.page, entrance),
        live,
        Playback(memory, outbox.wake),
    )
    try:
        try:
            await watch.look()
        except StoreAway:
            log.warning("serving without the store; comments wait for it")
        scrape = Scrape(metrics, memory.queue, platforms, config.metrics_key)
        async with (
            _measured(config.metrics_http, service, scrape),
            _on_discord(config, pipeline, outbox, platforms, watch),
            _working(outbox, backlog, watch),
            _answering(door, application(service, page, scrape)) as address,
        ):
            yield House(address, memory, backlog, watch, page.door)
        if len(backlog):
            log.warning("comments left unjudged", count=len(backlog))
    finally:
        await watch.leave()
        await sender.close()
        await store.close()


@asynccontextmanager
async def _on_discord(
    config: Config, pipeline: Pipeline, outbox: Outbox, platforms: dict[str, Platform], watch: StoreHealth
) -> AsyncIterator[None]:
    """The connection to Discord, where there is a token; it ends last, since actions in hand need it."""
    if config.discord_token is None:
        yield
        return
    from bot.platforms.discord import service  # noqa: PLC0415 - discord.py takes long to import, and only those with a token need it
    from bot.platforms.discord.gateway import client  # noqa: PLC0415 - discord.py takes long to import, and only those with a token need it

    client.look_at(config.discord_api, config.discord_gateway)
    shards = (config.shards.ids, config.shards.count) if config.shards else None
    discord = service.DiscordService(config.discord_token.reveal(), pipeline.memory, pipeline, outbox.wake, shards)
    platforms[discord.hands.name] = discord.hands
    watch.back.append(discord.was_away)
    running = asyncio.create_task(discord.run(), name="Discord")
    try:
        yield
    finally:
        running.cancel()
        [ended] = await asyncio.gather(running, return_exceptions=True)
        if isinstance(ended, Exception):
            log.error("Discord ended badly", error=repr(ended))


@asynccontextmanager
async def _working(outbox: Outbox, backlog: Intake, watch: StoreHealth) -> AsyncIterator[None]:
    """The loops behind the API; at the end, what is in hand is done."""
    async with asyncio.TaskGroup() as group:
        loops = [group.create_task(kept_going(type(each).__name__, each.run)) for each in (outbox, backlog, watch)]
        yield
        for loop in loops:
            loop.cancel()
    try:
        async with asyncio.timeout(LAST_ACTIONS):
            await outbox.settle()
    except TimeoutError:
        log.warning("actions left in hand, their leases will run out")


@asynccontextmanager
async def _measured(address: Address | None, service: WebContext, scrape: Scrape) -> AsyncIterator[None]:
    """This process's own health and metrics, where they have an address of their own."""
    if address is None:
        yield
        return
    with listening(address, variable="HUSH_METRICS_HTTP") as door:
        async with _answering(door, own_application(service, scrape)) as told:
            log.info("metrics are served", address=told)
            yield


@asynccontextmanager
async def _answering(door: socket.socket, app: web.Application) -> AsyncIterator[str]:
    """Requests at ``door``, whose address is yielded; at the end, those in hand are answered first."""
    runner = web.AppRunner(app, access_log=None, logger=request_logger(), auto_decompress=False, shutdown_timeout=LAST_ANSWERS)
    await runner.setup()
    try:
        await web.SockSite(runner, door).start()
        host, port = door.getsockname()[:2]
        yield f"http://{Address(host, port)}"
    finally:
        await runner.cleanup()


def _stop_signal() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; a second one ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def asked() -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(each, asked)
        except NotImplementedError:  # Windows
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop
