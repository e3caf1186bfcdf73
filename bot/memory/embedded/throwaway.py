"""A server for one replay or one test: nothing on disk, and gone with the process that asked for it, however that ends."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.memory.embedded.binary import find_binary
from bot.memory.embedded.server import SERVER_PATIENCE, SERVER_POLL, Server, StartError, StuckError, ask, last_line

# The shell's input ends when Hush closes it or dies, even by kill -9; then the server is killed. When the server has ended, so has the shell.
WATCH = """
folder=$1; shift; exec 3<&0
"$@" 2>&1 & server=$!
{ read -r end; kill -9 $server; } <&3 & watch=$!
wait $server; kill $watch; rm -rf "$folder"
"""


@contextmanager
def throwaway(*options: str) -> Iterator[Server]:
    """An empty server that forgets. ``options`` are added to its own, as in ``throwaway("--maxmemory", "5mb")``.

    Raises:
        EmbeddedError: there is no server program here, or it does not start.
    """
    binary = find_binary()
    folder = tempfile.mkdtemp(prefix="hush-", dir="/tmp")  # not $TMPDIR, which may be too long for a socket
    socket = f"{folder}/valkey.sock"
    own = ["--dir", folder, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--save", "", "--logfile", "/dev/null"]
    with subprocess.Popen(  # noqa: S603 - the arguments are the shell's parameters, never its program
        ["/bin/sh", "-c", WATCH, "hush", folder, str(binary.path), *own, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,  # only what it says before it knows its log, so nobody has to read it
        stderr=subprocess.DEVNULL,  # the shell telling of the kill
        text=True,
        env={"PATH": "/usr/bin:/bin"},
        start_new_session=True,
    ) as shell:
        yield _ready(Path(socket), shell)


def _ready(socket: Path, shell: subprocess.Popen[str]) -> Server:
    patient_until = time.monotonic() + SERVER_PATIENCE
    while time.monotonic() < patient_until:
        if server := ask(socket):
            return server
        if shell.poll() is not None:
            raise StartError(f"a throw-away server did not start: {last_line(shell.communicate()[0])}")
        time.sleep(SERVER_POLL)
    raise StuckError("a throw-away server does not answer")
