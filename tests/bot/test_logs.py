"""One event a line, whatever is in it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

HOSTILE = 'a\r\n{"event": "forged"}\x1b[31m\u2028\u202e\0\ud800 🎉'


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is set up for the whole process; put it back."""
    level = logging.getLogger().level
    handlers = logging.getLogger().handlers[:]
    yield
    structlog.reset_defaults()
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
