"""Real processes for tests: another Hush on a data folder, and the end of a server, awaited."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
import redis
from bot.memory.embedded import embedded

with embedded(Path(sys.argv[1])) as store:
    try:
        print(store.arrival.value, store.server.pid, file=sys.stderr, flush=True)
        sys.stdin.read()
    except KeyboardInterrupt:
        with redis.Redis.from_url(store.url) as client:
            print("still there:", client.ping(), file=sys.stderr, flush=True)
"""


@contextmanager
def until_the_end_of(door: Path) -> Iterator[None]:
    """Whatever ends the server behind the socket ``door`` is done within; then waits until the kernel has closed its connections."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(door))
        line.sendall(b"PING\r\n")
        assert line.recv(16) == b"+PONG\r\n"
        yield
        assert line.recv(1) == b""


class AnotherHush:
    """A process that uses the embedded server of a data folder until it leaves or is killed. Started at once; :meth:`arrives` waits until it has its server."""

    def __init__(self, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # its log
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def says(self) -> str:
        """Its next line."""
        assert self._process.stderr
        return self._process.stderr.readline().strip()

    def arrives(self) -> tuple[str, int]:
        """How it came to its server, and that server's pid."""
        arrival, pid = self.says().split()
        return arrival, int(pid)

    def leaves(self) -> None:
        """Waits until it has left."""
        self._process.communicate(timeout=30)

    def is_killed(self) -> None:
        """As by kill -9."""
        self._process.kill()
        self.leaves()

    def gets_ctrl_c(self) -> None:
        """All of its process group gets it, as from a terminal."""
        os.killpg(self._process.pid, signal.SIGINT)
