"""A real Valkey for every test that wants one.

``redis_url`` is an empty store: ``async with redis.asyncio.Redis.from_url(redis_url) as client: ...``. A test that kills or fills its
server, or wants it set up otherwise, starts its own with ``bot.memory.embedded.throwaway`` or, with a disk, ``embedded(tmp_path)``.
"""

import gc
import os
import signal
from collections.abc import Iterator

import hypothesis
import pytest
import redis
import structlog

from bot.memory.embedded import throwaway
from support.fault_table import show

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)  # the one of the house shows every local variable, which takes seconds

# a run in the background of a shell ignores Ctrl-C, and so would every Hush that a test starts and stops by it
signal.signal(signal.SIGINT, signal.default_int_handler)

# without a deadline, since the machine may be busy with something else
hypothesis.settings.register_profile("small", max_examples=100, deadline=None)
hypothesis.settings.register_profile("large", max_examples=5000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "small"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core, since tests wait about as long as they work; none for a part, which ends sooner in this process."""
    part = config.option.keyword or config.option.markexpr or config.args_source is pytest.Config.ArgsSource.ARGS
    return 0 if part else 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """As `hush run` does: what is there already is not looked at again for garbage, which takes a fifth of a second each time."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What faults did."""
    show(terminalreporter)


@pytest.fixture(scope="session")
def _store_url() -> Iterator[str]:
    with throwaway() as server:
        yield server.url


@pytest.fixture
def redis_url(_store_url: str) -> str:
    """The URL of a store with nothing in it, shared with no other test that runs at the same time."""
    with redis.Redis.from_url(_store_url) as client:
        client.flushall()
    return _store_url
