"""`hush run` as a process: what it needs, how it stops, and one line for everything that is wrong."""

import asyncio
import json
import os
import resource
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import redis

from bot.memory.embedded import throwaway
from bot.memory.embedded.server import ask
from support.hush_process import HushProcess, hush, key_for, running
from support.processes import until_the_end_of
from support.site_client import SiteClient, comment


@pytest.fixture
def refused(command: Callable[..., Any]) -> Callable[..., None]:
    """`hush run` in this environment ends with a code, and one line that holds these words."""

    def look(code: int, *words: str, **more: str) -> None:
        ended = command("run", **more)
        assert (ended.returncode, ended.stdout) == (code, "")
        [line] = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
        assert line.startswith("hush: ")
        for word in words:
            assert word in line

    return look


Refused = Callable[..., None]


def test_a_taken_port_is_named(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        refused(1, address, "taken", "HUSH_HTTP", HUSH_HTTP=address)


def test_a_foreign_address_is_named(refused: Refused) -> None:
    refused(1, "192.0.2.7", "HUSH_HTTP", HUSH_HTTP="192.0.2.7:8080")
    refused(1, "nowhere.invalid", "HUSH_HTTP", HUSH_HTTP="nowhere.invalid:8080")


@pytest.mark.parametrize("store", ["", "unix:///nowhere"], ids=["embedded", "REDIS_URL"])
def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path, refused: Refused, store: str) -> None:
    file = tmp_path / "file"
    file.touch()
    refused(1, str(file), "not a folder", "HUSH_DATA", HUSH_DATA=str(file), REDIS_URL=store)
    refused(1, "/proc/hush", "cannot use", "HUSH_DATA", HUSH_DATA="/proc/hush", REDIS_URL=store)


def test_a_broken_restore_key_is_named(tmp_path: Path, refused: Refused) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/restore.key").write_text("nonsense")
    refused(1, "restore.key", "backup")


def test_a_store_that_evicts_is_refused_with_the_command_that_mends_it(refused: Refused) -> None:
    with throwaway("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru") as server:
        refused(1, "allkeys-lru", "CONFIG SET maxmemory-policy noeviction", REDIS_URL=server.url)


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("HUSH_HTTP", "8080", "host:port"),
        ("HUSH_HTTP", "::1:8080", "[::1]:8080"),
        ("HUSH_HTTP", "localhost:99999", "host:port"),
        ("HUSH_HTTP", "localhost:http", "host:port"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "redis://", "redis://"),
        ("REDIS_URL", "redis://x:port", "redis://"),
        ("REDIS_URL", "redis://x?db=first", "after the ?"),
        ("REDIS_URL", "redis://x?mood=good", "after the ?"),
        ("REDIS_CLUSTER_URL", "unix:///tmp/one", "any server of the cluster"),
        ("REDIS_CLUSTER_URL", "a:7000", "any server of the cluster"),
        ("HUSH_RESTORE_KEY", "short", "openssl rand -base64 32"),
        ("HUSH_RESTORE_KEY", "ключ", "openssl rand -base64 32"),
        ("DISCORD_TOKEN", "two words", "developer portal"),
    ],
)
def test_a_wrong_variable_is_named(refused: Refused, variable: str, value: str, word: str) -> None:
    refused(2, variable, word, **{variable: value})


def test_a_command_that_fails_ends_in_one_line(tmp_path: Path) -> None:
    ended = hush(tmp_path, "run", HUSH_HTTP="8080")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("hush: HUSH_HTTP ")
    assert ended.stderr.count("\n") == 1


def test_it_serves_soon_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data, before = tmp_path / "data", resource.getrusage(resource.RUSAGE_CHILDREN)
    process = HushProcess(data)
    server = ask(data / "valkey/valkey.sock")
    assert server
    assert data.stat().st_mode & 0o077 == 0
    assert (data / "restore.key").stat().st_mode & 0o077 == 0
    assert process.end() == 0
    assert ask(data / "valkey/valkey.sock") is None
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime < 3  # of work: a busy machine makes it wait besides


async def restored(site: SiteClient, begun: asyncio.Event) -> str:
    """What Hush answers to a restore; ``begun`` once it has read that there is one, since only then it asks for the body."""

    async def body() -> AsyncIterator[bytes]:
        begun.set()
        yield b"{}"

    told = {"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"}
    async with site.session.post(f"{site.address}/v1/incidents/1/restore", data=body(), headers=told, expect100=True) as answer:
        return str((await answer.json())["decided"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_asked_to_stop_it_answers_what_it_was_asked_before(tmp_path: Path, how: signal.Signals) -> None:
    process = HushProcess(tmp_path / "data")
    key = key_for(tmp_path / "data")
    door = tmp_path / "data/valkey/valkey.sock"
    async with aiohttp.ClientSession() as session:
        site = SiteClient(session, process.address, "site", key)
        await site.post(*(comment(f"c{n}", 40 - n) for n in range(3)))
        with redis.Redis(unix_socket_path=str(door)) as store:
            store.client_pause(60_000, all=False)
            begun = asyncio.Event()
            asked = asyncio.create_task(restored(site, begun))
            await begun.wait()
            ended = asyncio.create_task(asyncio.to_thread(process.end, how))
            while '"stopping"' not in process.log:  # noqa: ASYNC110 - a process of its own says it
                await asyncio.sleep(0.02)
            store.client_unpause()
            assert await asked == "done"
    assert await ended == 0
    assert "Traceback" not in process.log
    assert ask(door) is None
    with running(tmp_path / "data") as again:
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, again.address, "site", key)
            async with asyncio.timeout(20):
                while {c for each in await site.actions(4) if each["do"] == "restore" for c in each["comments"]} != {"c1", "c2"}:  # noqa: ASYNC110 - asked over HTTP, as a site would
                    await asyncio.sleep(0.05)


async def test_a_killed_valkey_is_brought_back_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    with running(tmp_path / "data") as process:
        key = key_for(tmp_path / "data")
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, process.address, "site", key)
            await site.post(*(comment(f"c{n}", 40 - n) for n in range(4)))
            await site.does_all(4)
            door = tmp_path / "data/valkey/valkey.sock"
            server = ask(door)
            assert server
            with until_the_end_of(door):
                os.kill(server.pid, signal.SIGKILL)
            while (answer := await site.ask("POST", "/v1/comments", comment("c9"))).status == 202:
                assert answer.body == {"id": "c9", "judged": False}
            assert answer.body["copies"] == ["c0", "c1", "c2", "c3"]
            texts = [copy["text"] for copy in (await site.incident())["copies"]]
            assert texts == [comment("c")["text"]] * 5
            restored = await site.ask("POST", "/v1/incidents/1/restore", {"by": "ann"})
            assert (restored.status, restored.body.get("decided")) == (200, "done"), restored.body
            back = [action for action in await site.actions(4) if action["do"] == "restore"]
            assert {comment for action in back for comment in action["comments"]} >= {"c1", "c2", "c3"}
        assert '"store lost' in process.log or '"valkey_was_killed"' in process.log


def test_the_log_is_one_object_a_line_and_holds_no_secret(tmp_path: Path) -> None:
    restore = "A" * 43 + "="
    with running(tmp_path / "data", HUSH_RESTORE_KEY=restore) as process:
        key = key_for(tmp_path / "data", HUSH_RESTORE_KEY=restore)
    lines = [json.loads(line) for line in process.log.splitlines()]
    assert {"event", "level", "timestamp"} <= set.intersection(*(set(line) for line in lines))
    assert all(line["timestamp"].endswith("Z") for line in lines)
    for secret in (restore, key):
        assert secret not in process.log
