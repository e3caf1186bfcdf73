"""`hush check`: everything in order, or how to mend it."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.memory.embedded import throwaway
from bot.memory.store import outside, partition, prefix
from rules.model import Outcome, OutcomeState
from support.house import DIP, house
from support.hush_process import running


def lines(told: str) -> dict[str, tuple[str, str]]:
    """What was looked at -> (state, what was said)."""
    return {line[6:18].strip(): (line[:5].strip(), line[19:]) for line in told.splitlines()}


def test_all_is_well_in_a_new_folder(command: Callable[..., Any]) -> None:
    ended = command("check")
    assert (ended.returncode, ended.stderr) == (0, "")
    told = lines(ended.stdout)
    assert set(told) >= {"python", "http", "data folder", "restore key", "store", "on disk", "settings"}
    assert {state for state, _ in told.values()} == {"ok"}
    assert "embedded" in told["store"][1]


def test_it_looks_at_the_hush_that_runs(tmp_path: Path, command: Callable[..., Any]) -> None:
    with running(tmp_path / "data") as process:
        address = process.address.removeprefix("http://")
        ended = command("check", HUSH_HTTP=address)
    assert ended.returncode == 0, ended.stdout
    assert lines(ended.stdout)["http"] == ("ok", f"a Hush answers at {address}")
    assert "joined" in ended.stdout


def test_a_store_without_a_file_is_said_and_works(command: Callable[..., Any]) -> None:
    with throwaway() as server:
        ended = command("check", REDIS_URL=server.url)
    assert ended.returncode == 0
    state, told = lines(ended.stdout)["on disk"]
    assert state == "mind"
    assert "there the promise is up to one second" in told
    assert "CONFIG SET appendonly yes" in told


def test_everything_wrong_is_named_with_what_mends_it(tmp_path: Path, command: Callable[..., Any]) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "restore.key").write_text("nonsense")
    with throwaway("--maxmemory-policy", "allkeys-lru") as server, socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = command("check", REDIS_URL=server.url, HUSH_HTTP=address)
    assert ended.returncode == 1
    told = lines(ended.stdout)
    bad = {what: said for what, (state, said) in told.items() if state == "bad"}
    assert list(bad) == ["http", "data folder", "restore key", "store"]
    for what, word in (("http", "taken"), ("data folder", "chmod 700"), ("restore key", "backup"), ("store", "noeviction")):
        assert word in bad[what]
    assert ended.stderr == "4 of these must be mended.\n"


def test_a_store_that_is_away_is_named(command: Callable[..., Any]) -> None:
    ended = command("check", REDIS_URL="unix:///nowhere")
    assert ended.returncode == 1
    assert "cannot be reached" in lines(ended.stdout)["store"][1]


@pytest.mark.parametrize("data", ['{"mode": "fierce"}', "nonsense"])
def test_settings_that_cannot_be_read_are_named(redis_url: str, data: str, command: Callable[..., Any]) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.hset(f"{prefix(partition('site'))}settings:{outside('site')}", mapping={"revision": 1, "data": data})
    ended = command("check", REDIS_URL=redis_url)
    assert ended.returncode == 1
    state, told = lines(ended.stdout)["settings"]
    assert state == "bad"
    assert "site" in told


async def test_what_could_not_be_done_is_named(redis_url: str, command: Callable[..., Any]) -> None:
    async with house(redis_url) as here:
        here.platform.fail([Outcome(OutcomeState.FAILED, "missing Manage Messages")])
        await here.say(DIP, DIP, DIP)
        await here.drain()
    ended = await asyncio.to_thread(command, "check", REDIS_URL=redis_url)
    assert lines(ended.stdout)["actions"] == ("mind", "some could not be done; the cards say why: zoo #1")
