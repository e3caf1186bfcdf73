"""Commands run in this process, where nothing about the process itself is asked."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.__main__ import main
from support.hush_process import environment


@dataclass
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Ended]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs a command with the environment of a test: ``command("keys", "list", REDIS_URL=...)``; the data folder is ``tmp_path / "data"``."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str, **more: str) -> Ended:
        for name, value in environment(tmp_path / "data", **more).items():
            monkeypatch.setenv(name, value)
        code = main(arguments)
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    yield run
    structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(level)
    asyncio.set_event_loop_policy(None)
