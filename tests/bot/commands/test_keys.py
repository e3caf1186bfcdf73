"""`hush keys`: made once, listed without secrets, revoked at once; beside a running Hush or alone."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from support.hush_process import running
from support.site_client import SiteClient, comment

Command = Callable[..., Any]


async def test_a_revoked_key_is_refused_at_once_by_the_hush_that_runs(tmp_path: Path, command: Command) -> None:
    data = tmp_path / "data"
    with running(data) as process:
        made = [await asyncio.to_thread(command, "keys", "create", each, "--mode", "enforce") for each in ("site", "my.site/ä")]
        one, two = (each.stdout.strip() for each in made)
        listed = (await asyncio.to_thread(command, "keys", "list")).stdout.splitlines()
        assert [line.split("\t")[1] for line in listed] == ["my.site/ä", "site"]
        for key in (one, two):
            assert all(key.rpartition(".")[2] not in line for line in listed)
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, process.address, "site", one)
            assert (await site.ask("POST", "/v1/comments", comment("c1"))).status == 200
            revoked = await asyncio.to_thread(command, "keys", "revoke", one.split(".")[2])
            assert (revoked.returncode, "is revoked" in revoked.stdout) == (0, True)
            assert (await site.ask("POST", "/v1/comments", comment("c2"))).status == 401
            whole = await asyncio.to_thread(command, "keys", "revoke", two)
            assert whole.returncode == 0
            assert two not in whole.stdout
            assert (await SiteClient(session, process.address, "my.site/ä", two).ask("GET", "/v1/settings")).status == 401
    assert (await asyncio.to_thread(command, "keys", "list")).stdout == ""


def test_a_mode_is_kept_unless_another_is_said(redis_url: str, tmp_path: Path, command: Command) -> None:
    told = [
        command("keys", "create", "site", *mode, REDIS_URL=redis_url).stderr
        for mode in ((), ("--mode", "alert"), (), ("--mode", "enforce", "--label", "blog\nx"))
    ]
    assert [line.partition("mode ")[2].partition(".")[0] for line in told] == ["observe", "alert", "alert", "enforce"]
    listed = command("keys", "list", "site", REDIS_URL=redis_url).stdout.splitlines()
    assert len(listed) == 4
    assert listed[-1].endswith("blog\\nx")
    assert not (tmp_path / "data").exists(), "with REDIS_URL, keys need no folder"


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("create", ""), 2, "COMMUNITY must not be empty"),
        (("create", "x" * 257), 2, "at most 256 characters"),
        (("create", "site", "--mode", "fierce"), 2, 'Choose from: "observe", "alert", "enforce"'),
        (("revoke", "nothing"), 1, "hush keys list"),
        ((), 2, "create|list|revoke"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(arguments: tuple[str, ...], code: int, word: str, redis_url: str, command: Command) -> None:
    ended = command("keys", *arguments, REDIS_URL=redis_url)
    assert (ended.returncode, ended.stdout) == (code, "")
    assert word in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_a_store_there_is_one_line(command: Command) -> None:
    ended = command("keys", "list", REDIS_URL="unix:///nowhere")
    assert ended.returncode == 1
    assert ended.stderr.startswith("hush: the store cannot be reached")
    assert ended.stderr.count("\n") == 1
