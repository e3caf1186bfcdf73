"""`hush` as its users start it: real processes on a data folder of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


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
    """A `hush run`. `log` is all it said on standard error so far."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self._log = self.data.with_name(f"{self.data.name}.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=CHECKOUT,
            env=environment(self.data, **self.more),
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
    """A Hush that is stopped in the end."""
    process = HushProcess(data, more)
    try:
        yield process
    finally:
        process.end()


def key_for(data: Path, community: str = "site", mode: str = "enforce", **more: str) -> str:
    """A key made by the command."""
    made = hush(data, "keys", "create", community, "--mode", mode, **more)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()
