"""A server for one replay or one test: nothing on disk, and gone with the process that asked for it, however that ends."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.memory.embedded.binary import find_binary
from bot.memory.embedded.server import PATIENCE, PAUSE, Server, StuckError, ask

# The shell is the server's parent and waits for the end of its own input, which comes when Hush closes it or dies, even by kill -9.
WATCH = 'folder=$1; shift; "$@" & read -r end; kill -9 $!; wait; rm -rf "$folder"'


@contextmanager
def throwaway(*options: str) -> Iterator[Server]:
    """An empty server that forgets. ``options`` are added to its own, as in ``throwaway("--maxmemory", "5mb")``.

    Raises:
        EmbeddedError: there is no server program here, or it does not start.
    """
    binary = find_binary()
    folder = Path(tempfile.mkdtemp(prefix="hush-", dir="/tmp"))  # not $TMPDIR, which may be too long for a socket
    socket = folder / "valkey.sock"
    own = ["--dir", str(folder), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(  # noqa: S603 - the arguments are the shell's parameters, never its program
        ["/bin/sh", "-c", WATCH, "hush", str(folder), str(binary.path), *own, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"},
        start_new_session=True,
    ):
        yield _ready(socket, " ".join(options))


def _ready(socket: Path, options: str) -> Server:
    patient_until = time.monotonic() + PATIENCE
    while time.monotonic() < patient_until:
        if server := ask(socket):
            return server
        time.sleep(PAUSE)
    raise StuckError(f"a throw-away server did not start (options: {options or 'none'})")
