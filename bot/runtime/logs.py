"""One log for everything: lines for a person at a terminal, one JSON object a line otherwise."""

from __future__ import annotations

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


_SECRET = re.compile(r"(?i)(\bbearer\s+|\btoken=|\bhush-\d+=|\bhush\.[^\s.]+\.[0-9a-f]{12}\.|\bwhsec_)[^\s'\"\\;&,)]+")
"""A key, a cookie or a one-time address, and what begins each: `bot.memory.communities.Communities.make_key`, `Door`, Standard Webhooks."""


def tame(text: str) -> str:
    """The text on one line: control characters, line separators, bidi overrides and lone surrogates as escapes."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def set_up(*, quiet: bool = False, stream: TextIO | None = None) -> None:
    """Send what Hush and its libraries log to ``stream`` (stderr); ``quiet`` leaves out what is no warning."""
    out = stream or sys.stderr
    told: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _one_line,
    ]
    render: Processor = structlog.dev.ConsoleRenderer(colors=True) if out.isatty() else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render], foreign_pre_chain=[*told, _library]
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING if quiet else logging.INFO)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *told, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: value if name.startswith("_") else _tamed(name, value) for name, value in event.items()}


def _tamed(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _SECRET.sub(r"\1...", value if isinstance(value, str) else str(value))
    if name == "exception":  # a traceback keeps its lines, set in so that none can pass for an event
        return "\n".join("    " + tame(line) for line in text.split("\n"))
    return tame(text)


def _library(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return structlog.stdlib.add_logger_name(logger, method, event)


def one_line(text: str, most: int = 100) -> str:
    """A text as it may stand in a line of a terminal: tamed, its spaces folded, at most ``most`` characters."""
    plain = tame(" ".join(text.split()))
    return plain if len(plain) <= most else plain[: most - 1] + "…"
