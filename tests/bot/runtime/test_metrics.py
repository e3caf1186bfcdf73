"""What `/metrics` says of a house that judged, acted, and lost its store; and to whom."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import House, house
from bot.memory.embedded import throwaway
from bot.memory.encryption import Seal
from bot.runtime.config import Address, Config, ConfigError, Secret, read_config
from bot.web.socket import listening
from rules.model import Mode
from rules.settings import Settings
from support.patience import PATIENT
from support.site_client import SiteClient, comment

OPERATING = Path(__file__).resolve().parents[3] / "docs/operating.md"
KEY = "m" * 32
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@asynccontextmanager
async def at(url: str, key: str = "") -> AsyncIterator[tuple[House, aiohttp.ClientSession]]:
    with listening(Address("127.0.0.1", 0)) as door:
        config = Config(metrics_key=Secret(key) if key else None, deadline=PATIENT)
        async with house(door, url, None, Seal(bytes(32)), config) as opened, aiohttp.ClientSession() as session:
            yield opened, session


async def site_at(opened: House, session: aiohttp.ClientSession) -> SiteClient:
    await opened.memory.communities.configure("site", Settings(mode=Mode.ENFORCE), "test")
    return SiteClient(session, opened.address, "site", (await opened.memory.communities.make_key("site"))[1])


async def scraped(opened: House, session: aiohttp.ClientSession, **headers: str) -> tuple[int, str]:
    async with session.get(f"{opened.address}/metrics", headers=headers) as response:
        return response.status, await response.text()


def samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


async def test_what_was_judged_and_decided_is_counted_and_no_text_or_id_is_told(redis_url: str) -> None:
    async with at(redis_url) as (opened, session):
        site = await site_at(opened, session)
        await site.post(*(comment(f"c{n}", 40 - n) for n in range(3)), comment("hello", text="A remark of one's own", author="alice"))
        assert (await site.ask("POST", "/v1/comments", comment("c0", 40, text="Quite another text"))).status == 409
        await site.actions(3)
        text = (await scraped(opened, session))[1]
        found = samples(text)
        assert value(found, "hush_comments_total", platform="http", result="flagged") == 1
        assert value(found, "hush_comments_total", platform="http", result="clean") == 3
        assert value(found, "hush_comments_total", platform="http", result="refused") == 1
        assert value(found, "hush_verdicts_total", rule="repeats") == 1
        assert value(found, "hush_incidents_total", stance="enforce") == 1
        assert value(found, "hush_step_seconds_count", step="judge") == 4
        assert value(found, "hush_step_seconds_count", step="remember") == 5
        assert value(found, "hush_step_seconds_count", step="open") == 1
        assert value(found, "hush_step_seconds_count", step="perform") == 3
        assert value(found, "hush_actions_total", platform="http", action="hide", outcome="waiting") == 2
        assert value(found, "hush_actions_due", platform="http") == 0
        assert value(found, "hush_store_up") == 1
        for told in ("spammer", "alice", "dip", "c0", "hello", '"site"', "urn:"):
            assert told not in text


async def test_a_store_that_is_gone_is_told_and_so_are_the_comments_that_wait() -> None:
    with throwaway() as server:
        async with at(server.url) as (opened, session):
            site = await site_at(opened, session)
            await site.post(comment("c0"))
            os.kill(server.pid, signal.SIGKILL)
            assert (await site.ask("POST", "/v1/comments", comment("c1"))).status == 202
            async with asyncio.timeout(20):
                while value(found := samples((await scraped(opened, session))[1]), "hush_store_up"):  # noqa: ASYNC110 - asked over HTTP
                    await asyncio.sleep(0.02)
            assert value(found, "hush_store_errors_total", kind="away") >= 1
            assert value(found, "hush_backlog_comments") == 1
            assert value(found, "hush_unjudged_comments_total", platform="http", outcome="waits") == 1
            assert not any(name == "hush_actions_due" for name, _ in found)


async def test_without_a_key_they_are_for_this_machine_asked_for_by_its_own_address(redis_url: str) -> None:
    async with at(redis_url) as (opened, session):
        assert (await scraped(opened, session))[0] == 200
        status, told = await scraped(opened, session, Host="evil.example:8080")
        assert (status, "HUSH_METRICS_KEY" in told) == (403, True)


async def test_with_a_key_they_are_for_whoever_has_it_and_no_api_key_is_one(redis_url: str) -> None:
    async with at(redis_url, KEY) as (opened, session):
        site = await site_at(opened, session)
        assert (await scraped(opened, session, Authorization=f"Bearer {KEY}", Host="hush.example"))[0] == 200
        for wrong in ("", KEY, f"Bearer {KEY[1:]}", f"Basic {KEY}", f"Bearer {site.key}", "Bearer é"):
            status, told = await scraped(opened, session, Authorization=wrong)
            assert (status, KEY in told) == (401, False)


@pytest.mark.parametrize("written", ["short", "sixteen letters and spaces", "ключ" * 8])
def test_a_key_that_could_be_guessed_or_not_sent_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match="HUSH_METRICS_KEY"):
        read_config({"HUSH_METRICS_KEY": written})


async def test_the_documented_metrics_are_those_there_are(redis_url: str) -> None:
    async with at(redis_url) as (opened, session):
        told = (await scraped(opened, session))[1]
    there = {name for name in re.findall(r"^# TYPE (hush_\S+) ", told, re.MULTILINE) if not name.endswith("_created")}
    documented = set(re.findall(r"^\| `(hush_\w+)", OPERATING.read_text("utf-8"), re.MULTILINE))
    assert there == documented


async def test_the_alerts_ask_for_what_there_is_and_each_has_its_advice(redis_url: str) -> None:
    operating = OPERATING.read_text("utf-8")
    rules = re.findall(r"- alert: (\w+)\n +expr: (.+)\n", operating)
    assert len(rules) == operating.count("- alert: ")
    assert [name for name, _ in rules] == re.findall(r"^\| `(Hush\w+)`", operating, re.MULTILINE)
    async with at(redis_url) as (opened, session):
        families = {each.name: each for each in text_string_to_metric_families((await scraped(opened, session))[1])}
    for name, expression in rules:
        for metric, labels in re.findall(r"(hush_\w+?)(?:_total|_bucket)?(?:\{(.*?)\})?(?=[^\w{])", expression + " "):
            assert metric in families, (name, metric)
            for label, value_ in re.findall(r'(\w+)="(\w+)"', labels):
                told = next(line for line in operating.splitlines() if line.startswith(f"| `{metric}"))
                assert label in told, (name, label)
                assert f"`{value_}`" in told, (name, value_)
