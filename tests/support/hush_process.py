"""`hush` as its users start it: real processes on a data folder of their own."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.memory.cluster import store_at
from bot.memory.communities import Communities
from bot.runtime.config import read_config
from bot.runtime.storage import store_of
from rules.model import Mode
from rules.settings import Settings
from support.patience import PATIENT

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENTLY = (f"deadline={PATIENT}",)
"""How a process runs that is not asked about a store that is slow."""


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a process of the test is told, and nothing of the tester's own."""
    own = {"PATH": os.environ["PATH"], "HOME": str(data), "PYTHONWARNINGS": "error", "HUSH_DATA": str(data), "HUSH_HTTP": "127.0.0.1:0"}
    return own | more


def hush(data: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=CHECKOUT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@dataclass
class HushProcess:
    """A `hush run`. `log` is all it said on standard error so far; ``times``: how it differs from a user's, as `timed_hush` takes it."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)
    times: Sequence[str] = ()
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self._log = self.data.with_name(f"{self.data.name}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", *(("support.timed_hush", *self.times) if self.times else ("bot", "run"))],
            cwd=CHECKOUT,
            env=environment(self.data, **self.more) | ({"PYTHONPATH": str(CHECKOUT / "tests")} if self.times else {}),
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
            text=True,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line.startswith("Hush serves http://"):
            self.end(signal.SIGKILL)
            raise AssertionError(self.log)
        self.address = line.split()[-1]

    @property
    def log(self) -> str:
        return self.data.with_name(f"{self.data.name}.log").read_text("utf-8")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.communicate(timeout=30)
        self._log.close()
        return self.process.returncode


@contextmanager
def running(data: Path, **more: str) -> Iterator[HushProcess]:
    """A Hush that gives its store as long as tests do, and is stopped in the end."""
    process = HushProcess(data, more, PATIENTLY)
    try:
        yield process
    finally:
        process.end()


def key_for(data: Path, community: str = "site", **more: str) -> str:
    """A key of a community that enforces, made as `hush keys create` makes it."""
    with store_of(read_config(environment(data, **more))) as (url, _), ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, _make_key(url, community)).result()  # the caller's own thread may have a loop that runs


async def _make_key(url: str, community: str) -> str:
    store = store_at(url)
    try:
        communities = Communities(store)
        await communities.configure(community, Settings(mode=Mode.ENFORCE), "test")
        return (await communities.make_key(community))[1]
    finally:
        await store.close()
