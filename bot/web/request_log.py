"""What the HTTP library logs of requests that it cannot read: a line a second at most, and no word of what was sent."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.log import server_logger

LINE_GAP = 1.0
"""Seconds between two lines about malformed requests; those between are counted in the next."""


class MalformedRequests(logging.Filter):
    """Replaces the library's own line about a malformed request, whose traceback quotes the headers: keys and cookies among them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._count = 0
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; one about a malformed request is rewritten first."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        self._count += 1
        if self._now() < self._next:
            return False
        record.msg, record.args = (
            "malformed requests refused: %d, the last from %s (%s)",
            (self._count, _address(record), type(error).__name__),
        )
        record.exc_info, record.exc_text = None, None
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        self._count, self._next = 0, self._now() + LINE_GAP
        return True


def _address(record: logging.LogRecord) -> object:
    return record.args[0] if isinstance(record.args, tuple) and record.args else "somewhere"


def request_logger() -> logging.Logger:
    """The logger that an `aiohttp.web.AppRunner` is given."""
    logger = server_logger.getChild("hush")
    if not any(isinstance(each, MalformedRequests) for each in logger.filters):
        logger.addFilter(MalformedRequests())
    return logger
