"""One event a line, whatever is in it."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
import structlog

from bot.runtime import logs
from support.hush_process import PATIENTLY, HushProcess, key_for
from support.site_client import TEXT, SiteClient, comment

HOSTILE = 'a\r\n{"event": "forged"}\x1b[31m\u2028\u202e\0\ud800 🎉'


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is set up for the whole process; put it back."""
    level, before = logging.getLogger().level, structlog.get_config()
    handlers = logging.getLogger().handlers[:]
    yield
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def test_hostile_values_cannot_break_a_json_line() -> None:
    out = io.StringIO()
    logs.set_up(stream=out)
    structlog.get_logger().info("said", text=HOSTILE, many=[HOSTILE], count=3, account=None)
    logging.getLogger("library").warning("warned of %s", HOSTILE)
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["event"], first["count"], first["account"], first["level"]) == ("said", 3, None, "info")
    assert "\\r\\n" in first["text"]
    assert "🎉" in first["text"]
    assert (second["logger"], second["level"]) == ("library", "warning")
    assert first["timestamp"].endswith("Z")


def test_hostile_values_cannot_break_a_terminals_line_nor_colour_it() -> None:
    out = Terminal()
    logs.set_up(stream=out)
    structlog.get_logger().info("said", text=HOSTILE)
    logging.getLogger("library").warning("warned of %s", HOSTILE)
    said = out.getvalue()
    assert said.count("\n") == 2
    for unsafe in ("\r", "\x1b[31m", "\u2028", "\u202e", "\0", "\ud800"):
        assert unsafe not in said


def test_a_traceback_cannot_pass_for_an_event() -> None:
    for out in (io.StringIO(), Terminal()):
        logs.set_up(stream=out)
        try:
            int(HOSTILE)
        except ValueError:
            structlog.get_logger().exception("failed")
        told = out.getvalue()
        if isinstance(out, Terminal):
            assert all(line.startswith("    ") for line in told.splitlines()[1:])
            assert "\x1b[31m\\u2028" not in told
        else:
            assert "ValueError" in json.loads(told)["exception"]


def test_quiet_leaves_out_what_is_no_warning() -> None:
    out = io.StringIO()
    logs.set_up(quiet=True, stream=out)
    structlog.get_logger().info("said")
    structlog.get_logger().warning("warned")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["warned"]


async def test_a_comment_is_followed_from_its_incident_to_its_actions(tmp_path: Path) -> None:
    key = key_for(tmp_path / "data")
    hush = await asyncio.to_thread(HushProcess, tmp_path / "data", times=PATIENTLY)
    try:
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, hush.address, "site", key)
            await site.post(*(comment(f"c{number}", 3 - number) for number in range(3)))
            done = await site.does_all(3)
    finally:
        await asyncio.to_thread(hush.end)
    lines = [json.loads(line) for line in hush.log.splitlines()]
    [opened] = [line for line in lines if line["event"] == "incident opened"]
    followed = [line for line in lines if line.get("comment") == opened["comment"] and line["event"] == "action ended"]
    assert (opened["community"], opened["incident"], opened["comment"] in {"c1", "c2"}) == ("site", "1", True)
    assert followed
    assert {line["incident"] for line in followed} == {"1"}
    acknowledged = {line["action"]: line["outcome"] for line in lines if line["event"] == "action acknowledged"}
    assert acknowledged == {action["id"]: "done" for action in done}
    assert not any(TEXT in line for line in hush.log.splitlines())
