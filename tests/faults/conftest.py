"""A club that Discord's faults befall; and the one table, at the end of the run, in which all faults are told of."""

from collections.abc import AsyncIterator

import pytest

from discord_server.server import DiscordServer
from support.discord_scene import Scene, scene
from support.fault_table import Told

_TOLD = Told()


@pytest.fixture
async def club(redis_url: str) -> AsyncIterator[Scene]:
    async with DiscordServer(faster=50) as server:
        yield scene(server, redis_url)


@pytest.fixture
def table() -> Told:
    """Where a test tells what it measured."""
    return _TOLD


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, where there is one."""
    if not _TOLD.rows:
        return
    terminalreporter.section("faults")
    widths = [max(len(row[column]) for row in _TOLD.rows) for column in range(3)]
    for row in _TOLD.rows:
        terminalreporter.write_line("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
