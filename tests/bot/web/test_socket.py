"""Several processes at one address: each connection goes to one of them, and whichever it is, an account is one account."""

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.runtime.config import Address, ConfigError, read_config
from bot.runtime.exits import Refusal
from bot.web.socket import listening, share
from support.hush_process import HushProcess, key_for, running
from support.site_client import SiteClient, brief, comment


@pytest.fixture
def port() -> Iterator[int]:
    """One that nobody else is given: it is held by a socket that does not listen, so no connection ever goes there."""
    with socket.socket() as held:
        share(held)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def own_addresses(process: HushProcess) -> list[str]:
    """Where the processes on this data folder tell their own metrics, in the order in which they started."""
    return re.findall(r'"address": "(http://[^"]+)", "event": "metrics are served"', process.log)


async def judged(session: aiohttp.ClientSession, address: str) -> float:
    """Comments that the process with these metrics has judged."""
    async with session.get(f"{address}/metrics") as response:
        families = text_string_to_metric_families(await response.text())
    return sum(each.value for family in families for each in family.samples if each.name == "hush_comments_total")


async def test_two_processes_at_one_port_share_an_accounts_comments_and_open_one_incident(tmp_path: Path, port: int) -> None:
    data, shared = tmp_path / "data", {"HUSH_HTTP": f"127.0.0.1:{port}", "HUSH_HTTP_REUSE_PORT": "yes", "HUSH_METRICS_HTTP": "127.0.0.1:0"}
    with running(data, **shared) as one:
        with running(data, **shared) as two:
            assert one.address == two.address == f"http://127.0.0.1:{port}"
            key = key_for(data)
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
                site = SiteClient(session, one.address, "site", key)
                first, second = own_addresses(one)
                copies, delivered = [comment(f"c{n}", 40 - n) for n in range(8)], 0
                async with asyncio.timeout(30):
                    while min(counts := (await judged(session, first), await judged(session, second))) < 4:
                        answers = await asyncio.gather(*(site.ask("POST", "/v1/comments", each) for each in copies))
                        assert {answer.status for answer in answers} == {200}
                        delivered += len(copies)
                assert sum(counts) == delivered
                assert brief(await site.does_all(8)) == [*(("hide", f"c{n}") for n in range(1, 8)), ("warn", "")]
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, one.address, "site", key)
            await site.post(comment("c8"))  # the one that is left answers alone
            assert brief(await site.does_all(1)) == [("hide", "c8")]
            incidents = (await site.ask("GET", "/v1/incidents")).body["incidents"]
            assert [len((await site.incident(each["id"]))["copies"]) for each in incidents] == [9]


def test_an_address_is_shared_only_where_every_process_says_so(port: int, command: Callable[..., Any]) -> None:
    address = Address("127.0.0.1", port)
    with listening(address, reuse_port=True), listening(address, reuse_port=True):
        with pytest.raises(Refusal, match="HUSH_HTTP_REUSE_PORT=yes in every process"), listening(address):
            pass
        ended = command("check", HUSH_HTTP=str(address), HUSH_HTTP_REUSE_PORT="yes", HUSH_METRICS_HTTP=str(address))
    assert f"http         {address} is free" in ended.stdout
    assert f"metrics      {address} is taken by another program" in ended.stdout
    assert "set HUSH_METRICS_HTTP to another port" in ended.stdout


def test_no_connection_is_given_to_a_process_that_does_not_answer_yet(port: int) -> None:
    address = Address("127.0.0.1", port)
    with listening(address, reuse_port=True), pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.host, address.port))


def test_a_system_that_cannot_share_an_address_is_told_what_to_do_instead() -> None:
    with socket.socket() as door, pytest.raises(Refusal, match="no SO_REUSEPORT; give each process its own HUSH_HTTP, behind a proxy"):
        share(door, None)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"HUSH_HTTP_REUSE_PORT": "maybe"}, "HUSH_HTTP_REUSE_PORT must be yes or no"),
        ({"HUSH_HTTP_REUSE_PORT": "yes", "HUSH_HTTP": "127.0.0.1:0"}, "HUSH_HTTP_REUSE_PORT needs one port in HUSH_HTTP"),
        ({"HUSH_METRICS_HTTP": "9100"}, "HUSH_METRICS_HTTP must be host:port"),
    ],
)
def test_what_cannot_be_shared_is_refused(variables: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read_config(variables)
