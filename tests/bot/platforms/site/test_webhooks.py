"""Hush tells a site what is to be done: signed, to public addresses only, again until it is heard, and under one id."""

import asyncio
import ipaddress
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from standardwebhooks import Webhook

from bot.memory.clock import StreamClock
from bot.memory.encryption import Seal
from bot.memory.queue import Queue
from bot.memory.store import Store
from bot.memory.webhooks import Target, Webhooks
from bot.pipeline.platform import TryLater
from bot.platforms.site.platform import CLOCKS, SitePlatform
from bot.platforms.site.webhooks import CheckedResolver, ForbiddenAddressError, Sender, reachable, rest_asked, wrong_url
from rules.model import Hide, OutcomeState
from support.hush_process import CHECKOUT, hush, key_for, running

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ACTION, OTHER = (Hide(f"1:hide:{comment}", "1", "mallory", comment, "t") for comment in ("c2", "c3"))


@dataclass
class Ear:
    """A site's end of a webhook; answers what it is told to."""

    answers: list[web.Response] = field(default_factory=list)
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.text()))
        return self.answers.pop(0) if self.answers else web.Response(status=204)


@asynccontextmanager
async def listening(ear: Ear) -> AsyncIterator[Ear]:
    app = web.Application()
    app.router.add_post("/hush", ear.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        await web.SockSite(runner, door).start()
        ear.url = f"http://127.0.0.1:{door.getsockname()[1]}/hush"
        try:
            yield ear
        finally:
            await runner.cleanup()


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    made = Sender(loopback=True)
    yield made
    await made.close()


async def test_an_action_is_signed_and_a_2xx_means_done(sender: Sender) -> None:
    async with listening(Ear()) as ear:
        outcome = await sender.deliver(Target(ear.url, SECRET), "zoo", ACTION)
    [(headers, body)] = ear.heard
    told = Webhook(SECRET).verify(body, headers)
    assert outcome.state is OutcomeState.DONE
    assert told["type"] == "action"
    assert told["data"] == {
        "id": "1:hide:c2",
        "incident": "1",
        "do": "hide",
        "comments": ["c2"],
        "account": "mallory",
        "until": None,
        "of": None,
        "campaign": None,
    }


async def test_the_id_stays_the_same_however_often_it_is_sent(sender: Sender) -> None:
    async with listening(Ear([web.Response(status=503, headers={"Retry-After": "7"})])) as ear:
        with pytest.raises(TryLater) as later:
            await sender.deliver(Target(ear.url, SECRET), "zoo", ACTION)
        await sender.deliver(Target(ear.url, SECRET), "zoo", ACTION)
    assert later.value.after == 7.0
    assert len({headers["webhook-id"] for headers, _ in ear.heard}) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        *(("7", 7.0), ("0.5", 0.5), ("0", 0.0), ("86400", 3600.0), ("999999999", 3600.0)),
        *(("Fri, 27 Nov 2026 12:00:09 GMT", 9.0), ("Fri, 27 Nov 2026 11:00:00 GMT", 0.0), ("Sat, 28 Nov 2026 12:00:00 GMT", 3600.0)),
        *(("Fri, 27 Nov 2026 12:00:09", 9.0), ("", None), ("soon", None), ("-1", None), ("1e3", None), ("٣", None), ("inf", None)),
    ],
)
def test_a_retry_after_is_seconds_or_a_date(said: str, seconds: float | None) -> None:
    assert rest_asked(said, datetime(2026, 11, 27, 12, tzinfo=UTC)) == seconds


async def test_a_site_that_asks_to_wait_is_left_alone_by_every_process(redis_url: str) -> None:
    clock = StreamClock(100.0)
    stores = [Store.at(redis_url, clock) for _ in range(2)]
    async with listening(Ear([web.Response(status=429, headers={"Retry-After": after}) for after in ("7", "0.5")])) as ear:
        first, second = (
            SitePlatform(Queue(each, Seal(bytes(32))), Webhooks(each, Seal(bytes(32))), Sender(loopback=True)) for each in stores
        )
        await first.webhooks.set("zoo", ear.url)
        both = await asyncio.gather(*(first.perform("zoo", each) for each in (ACTION, OTHER)), return_exceptions=True)
        assert [each.asked for each in both if isinstance(each, TryLater)] == [True, True]
        clock.at += 6.5
        for each in (first, second):
            with pytest.raises(TryLater, match="asks to wait") as later:
                await each.perform("zoo", ACTION)
            assert (later.value.after, later.value.asked) == (0.5 + CLOCKS, False)
        assert len(ear.heard) == 2
        clock.at += 0.5 + CLOCKS
        assert (await second.perform("zoo", ACTION)).state is OutcomeState.DONE
        assert (await first.perform("zoo", ACTION)).state is OutcomeState.DONE
        for each in (first, second):
            await each.sender.close()
    for store in stores:
        await store.close()


async def test_a_site_may_say_that_it_cannot(sender: Sender) -> None:
    async with listening(Ear([web.json_response({"outcome": "failed", "why": "no such comment"})])) as ear:
        outcome = await sender.deliver(Target(ear.url, SECRET), "zoo", ACTION)
    assert (outcome.state, outcome.why) == (OutcomeState.FAILED, "no such comment")


async def test_a_redirect_is_not_followed(sender: Sender) -> None:
    async with listening(Ear()) as inside, listening(Ear([web.Response(status=307, headers={"Location": inside.url})])) as ear:
        with pytest.raises(TryLater, match="307"):
            await sender.deliver(Target(ear.url, SECRET), "zoo", ACTION)
    assert inside.heard == []


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255"),  # noqa: S104 - addresses that are refused
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::"),
    ],
)
def test_no_address_inside_is_reached(address: str) -> None:
    assert not reachable(ipaddress.ip_address(address), loopback=False)
    host = f"[{address}]" if ":" in address else address
    assert wrong_url(f"https://{host}/hush", loopback=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111"])
def test_public_addresses_are_reached(address: str) -> None:
    assert reachable(ipaddress.ip_address(address), loopback=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org",
        "https://u:p@example.org/",
        "https://",
        "https://[::1",
        "javascript:1",
        "https://e.org/#a",
    ],
)
def test_a_wrong_url_is_named(url: str) -> None:
    assert wrong_url(url, loopback=True)


async def test_a_name_that_leads_inside_is_refused_after_it_was_resolved() -> None:
    with pytest.raises(ForbiddenAddressError, match="no public address"):
        await CheckedResolver().resolve("localhost", 443)
    outcome = await (strict := Sender()).deliver(Target("https://localhost:1/hush", SECRET), "zoo", ACTION)
    await strict.close()
    assert outcome.state is OutcomeState.FAILED
    assert "no public address" in outcome.why


async def test_the_guides_site_works_as_it_is_printed(tmp_path: Path) -> None:
    """Three times the same, and two are gone; the moderator restores, and they are back."""
    guide = (CHECKOUT / "docs/sites.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(.+?)```", guide, re.DOTALL)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    (tmp_path / "site.py").write_text(program.replace("port=8000", f"port={port}, host='127.0.0.1', print=None"))
    data, mine = tmp_path / "data", f"http://127.0.0.1:{port}"
    with running(data, HUSH_WEBHOOKS_LOOPBACK="yes") as process:
        key = key_for(data)
        made = hush(data, "webhooks", "set", "site", f"{mine}/hush", HUSH_WEBHOOKS_LOOPBACK="yes")
        assert made.returncode == 0, made.stderr
        own = {"PATH": os.environ["PATH"], "HUSH": process.address, "HUSH_KEY": key, "HUSH_SECRET": made.stdout.strip()}
        with subprocess.Popen([sys.executable, str(tmp_path / "site.py")], env=own) as site:  # noqa: ASYNC220 - it starts at once, and is ended below
            try:
                async with aiohttp.ClientSession() as session, asyncio.timeout(30):
                    await _answers(session, f"{mine}/comments")
                    for _ in range(3):
                        said = {"thread": "t", "author": "mallory", "text": "Buy my watches, the finest in all of the town"}
                        await session.post(f"{mine}/comments", json=said)
                    await _shows(session, f"{mine}/comments", 1)
                    headers = {"Authorization": f"Bearer {key}"}
                    await session.post(f"{process.address}/v1/incidents/1/restore", headers=headers)
                    await _shows(session, f"{mine}/comments", 3)
            finally:
                site.terminate()


async def _answers(session: aiohttp.ClientSession, url: str) -> None:
    while True:
        try:
            async with session.get(url):
                return
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.05)  # a process says nothing when it begins to listen


async def _shows(session: aiohttp.ClientSession, url: str, count: int) -> None:
    while True:
        async with session.get(url) as answer:
            if len(await answer.json()) == count:
                return
        await asyncio.sleep(0.05)  # a site has no way to say that it changed
