"""The store is away, slow, or full: comments stand, are answered at once, and are judged when it is back."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
import redis

from bot.app import House, house
from bot.memory import Memory
from bot.memory.communities import Communities
from bot.memory.embedded import embedded, throwaway
from bot.memory.encryption import Seal
from bot.memory.errors import StoreAway
from bot.memory.store import Store
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.runtime.config import Address
from bot.web.socket import listening
from rules.model import Comment, Mode
from rules.settings import Settings
from support.site_client import Answer, SiteClient, brief, comment

SEAL = Seal(bytes(32))


@asynccontextmanager
async def at(url: str) -> AsyncIterator[tuple[House, aiohttp.ClientSession]]:
    with listening(Address("127.0.0.1", 0)) as door:
        async with house(door, url, None, SEAL) as opened, aiohttp.ClientSession() as session:
            yield opened, session


async def key_at(url: str, community: str = "site") -> str:
    store = Store.at(url)
    try:
        communities = Communities(store)
        await communities.configure(community, Settings(mode=Mode.ENFORCE), "test")
        _, key = await communities.make_key(community)
    finally:
        await store.close()
    return key


async def ready(site: SiteClient, status: int) -> Answer:
    async with asyncio.timeout(20):
        while (answer := await site.ask("GET", "/readyz")).status != status:  # noqa: ASYNC110 - asked over HTTP, as a site would
            await asyncio.sleep(0.02)
    return answer


async def judged(site: SiteClient, name: str) -> Answer:
    """The comment, once it is judged."""
    async with asyncio.timeout(20):
        while (answer := await site.ask("GET", f"/v1/comments/{name}?author=spammer")).status != 200:
            assert answer.status == 202, answer.body
            await asyncio.sleep(0.02)
    return answer


async def test_a_house_without_its_store_serves_and_judges_when_it_comes(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        url = store.url
        key = await key_at(url)
    async with at(url) as (opened, session):
        site = SiteClient(session, opened.address, "site", key)
        assert (await site.ask("GET", "/healthz")).status == 200
        refused = await ready(site, 503)
        assert "not ready: the store cannot be reached" in refused.detail
        assert refused.headers["Retry-After"] == "1"
        for n in range(3):
            answer = await site.ask("POST", "/v1/comments", comment(f"c{n}", 30 - n))
            assert (answer.status, answer.body) == (202, {"id": f"c{n}", "judged": False})
        edit = {"author": "spammer", "text": "x", "edited_at": comment("x")["at"], "thread": "t", "at": comment("x", 50)["at"]}
        assert (await site.ask("PUT", "/v1/comments/c8", edit)).status == 202
        array = await site.ask("POST", "/v1/comments", [comment("c3", 20), {"id": "c4"}])
        assert (array.status, [each["judged"] for each in array.body]) == (202, [False, False])
        assert "error" in array.body[1]
        for method, path in (("GET", "/v1/actions"), ("GET", "/v1/incidents"), ("PUT", "/v1/comments/c9")):
            other = await site.ask(method, path, {"author": "a", "text": "x", "edited_at": 5.0} if method == "PUT" else None)
            assert other.status == 503, path
            assert "away" in other.detail
            assert other.headers["Retry-After"] == "1"
        wrong = SiteClient(session, opened.address, "site", key[:-3] + "xyz")
        assert (await wrong.ask("POST", "/v1/comments", comment("w1", author="stranger"))).status == 202
        with embedded(tmp_path):
            await ready(site, 200)
            assert (await judged(site, "c3")).body["flag"]
            assert brief(await site.actions(4)) == [("hide", "c1"), ("hide", "c2"), ("hide", "c3"), ("warn", "")]
            async with asyncio.timeout(30):
                while (await site.ask("GET", "/v1/comments/w1?author=stranger")).status == 202:  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.02)
            assert (await site.ask("GET", "/v1/comments/w1?author=stranger")).status == 404
            assert (await wrong.ask("GET", "/v1/actions")).status == 401


async def test_a_stopped_store_keeps_nobody_waiting() -> None:
    with throwaway() as server:
        key = await key_at(server.url)
        async with at(server.url) as (opened, session):
            site = SiteClient(session, opened.address, "site", key)
            await site.post(comment("c0", 30))
            loop = asyncio.get_running_loop()
            os.kill(server.pid, signal.SIGSTOP)
            try:
                begun = loop.time()
                answers = await asyncio.gather(*(site.ask("POST", "/v1/comments", comment(f"c{n}", 30 - n)) for n in range(1, 5)))
                assert loop.time() - begun < 2
                assert {answer.status for answer in answers} == {202}
            finally:
                os.kill(server.pid, signal.SIGCONT)
            assert (await judged(site, "c4")).body["copies"] == ["c0", "c1", "c2", "c3"]
            assert brief(await site.actions(5)) == [*(("hide", f"c{n}") for n in range(1, 5)), ("warn", "")]


def fill(client: redis.Redis) -> None:
    """Leave no room in a server that is bounded, not for the smallest thing."""
    for size in (100_000, 1000, 10):
        with suppress(redis.exceptions.OutOfMemoryError):
            for n in itertools.count():
                client.set(f"filler:{size}:{n}", bytes(size))


async def test_a_full_store_judges_when_there_is_room_again() -> None:
    with throwaway("--maxmemory", "16mb", "--maxmemory-policy", "noeviction") as server:
        key = await key_at(server.url)
        async with at(server.url) as (opened, session):
            site = SiteClient(session, opened.address, "site", key)
            await site.post(comment("c0", 30), comment("c1", 29))
            with redis.Redis.from_url(server.url) as client:
                await asyncio.to_thread(fill, client)
                answer = await site.ask("POST", "/v1/comments", comment("c2", 28))
                assert (answer.status, answer.body["judged"]) == (202, False)
                client.delete(*client.keys("filler:*"))
            assert (await judged(site, "c2")).body["flag"]


async def test_beyond_a_full_backlog_a_site_is_told_to_come_again(tmp_path: Path) -> None:
    url = f"unix://{tmp_path}/nowhere"
    async with at(url) as (opened, session):
        opened.backlog.most = 2
        site = SiteClient(session, opened.address, "site", "hush.site.abc.def")
        statuses = [(await site.ask("POST", "/v1/comments", comment(f"c{n}"))).status for n in range(3)]
        assert statuses == [202, 202, 503]
        refused = await site.ask("POST", "/v1/comments", comment("c4"))
        assert "backlog is full" in refused.detail
        assert refused.headers["Retry-After"] == "1"
        assert (await site.ask("POST", "/v1/comments", [comment("c5"), comment("c6")])).status == 503
        opened.backlog.most = 3
        array = await site.ask("POST", "/v1/comments", [comment("c5"), comment("c6")])
        assert (array.status, ["error" in each for each in array.body]) == (202, [False, True])


async def test_a_store_that_refuses_writes_for_a_while_is_away_and_not_broken() -> None:
    with throwaway("--min-replicas-to-write", "1") as server:
        store = Store.at(server.url)
        try:
            pipeline = Pipeline(Memory(store, SEAL), Outbox(Memory(store, SEAL).queue, {}))
            with pytest.raises(StoreAway, match="NOREPLICAS"):
                await pipeline.take_in(Comment("c1", "site", "t", "ann", store.clock.now(), "hello there"), "http")
        finally:
            await store.close()
