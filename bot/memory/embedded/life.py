"""The life of an embedded server: one for a data folder, shared by every Hush that uses the folder, gone with the last of them."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from bot.memory.embedded.binary import Binary, EmbeddedError, find_binary
from bot.memory.embedded.folder import Folder
from bot.memory.embedded.server import PATIENCE, PAUSE, Server, StuckError, ask, shut

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class StartError(EmbeddedError):
    """The server program did not start."""


class Arrival(StrEnum):
    """How this Hush came to its server."""

    STARTED = "started"
    JOINED = "joined"  # another Hush uses it too
    ADOPTED = "adopted"  # those who used it were killed


@dataclass(frozen=True)
class Embedded:
    """The server of a data folder, as it was when this Hush came to it."""

    server: Server
    arrival: Arrival
    _folder: Folder
    _binary: Binary

    @property
    def url(self) -> str:
        """For ``Redis.from_url``."""
        return self.server.url

    def revive(self) -> Server:
        """The server as it is now, on the same socket; started again if it died.

        Blocks for some 0.1 s, and while the server loads its file, so a running loop calls it in a thread.

        Raises:
            EmbeddedError: it cannot be had.
        """
        with self._folder.held():
            return _ready(self._folder) or _start(self._folder, self._binary)


@contextmanager
def embedded(data: Path) -> Iterator[Embedded]:
    """The server of the folder ``data``: joined if it runs, adopted if its Hush was killed, else started; stopped by the last who leaves.

    Blocks for some 0.1 s to start it, and while it loads its file.

    Raises:
        EmbeddedError: it cannot be had; the message says how to mend it.
    """
    binary = find_binary()
    folder = Folder(data)
    try:
        with folder.held():
            first = folder.users.try_alone()
            if server := _ready(folder):
                arrival = Arrival.ADOPTED if first else Arrival.JOINED
            else:
                server, arrival = _start(folder, binary), Arrival.STARTED
            folder.users.share()
        log.info("valkey_ready", arrival=arrival.value, folder=str(folder.path), pid=server.pid, version=str(server.version))
        try:
            yield Embedded(server, arrival, folder, binary)
        finally:
            with folder.held():
                if folder.users.try_alone():
                    _stop(folder)
    finally:
        folder.close()


def _ready(folder: Folder) -> Server | None:
    """The folder's server, once it answers and has loaded its file, which may take what it takes; None if none lives there."""
    patient_until = time.monotonic() + PATIENCE
    loading = False
    while folder.served():
        server = ask(folder.socket)
        if server and not server.loading:
            return server
        if server and not loading:
            log.info("valkey_loading", folder=str(folder.path))
        loading = loading or server is not None
        if server:
            patient_until = time.monotonic() + PATIENCE
        elif time.monotonic() > patient_until:
            raise StuckError(f"{folder.holder()} holds {folder.path} and does not answer: stop it, or see {folder.log}")
        time.sleep(PAUSE)
    return None


def _start(folder: Folder, binary: Binary) -> Server:
    folder.admit(binary.version)
    if ask(folder.socket):
        # its lock file, or the folder itself, was removed under it; two servers must never write to one folder
        log.warning("valkey_without_lock", socket=str(folder.socket), note="is stopped and started again")
        shut(folder.socket)
    if folder.clear():
        log.warning("valkey_was_killed", folder=str(folder.path), note="what it left is cleared, its data loaded again")
    options = {
        "dir": str(folder.path),
        "port": "0",
        "unixsocket": str(folder.socket),
        "unixsocketperm": "700",
        "daemonize": "yes",  # a session of its own, so that Ctrl-C reaches Hush alone; and nobody's child, so nobody has to reap it
        "pidfile": str(folder.pid),
        "logfile": str(folder.log),
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    with folder.for_server() as lock:
        ran = subprocess.run(  # noqa: S603 - a server program, and no shell
            [binary.path, *(part for name, value in options.items() for part in (f"--{name}", value))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd=folder.path,
            env={},  # the bot's token is none of its business
            umask=0o077,
            pass_fds=[lock],
            start_new_session=True,
        )
    server = _ready(folder)
    if server is None:
        words = ran.stdout if ran.returncode else folder.log.read_text(errors="replace")
        raise StartError(f"{binary.version} did not start on {folder.path}: {_last_line(words)} (all of it is in {folder.log.name} there)")
    folder.record(server.version)
    return server


def _last_line(words: str) -> str:
    lines = words.strip().splitlines() or ["it said nothing"]
    return lines[-1].rpartition(" # ")[2]


def _stop(folder: Folder) -> None:
    shut(folder.socket)
    patient_until = time.monotonic() + PATIENCE
    while folder.served():
        if time.monotonic() > patient_until:
            log.warning("valkey_did_not_stop", folder=str(folder.path), note="the next Hush adopts it")
            return
        time.sleep(PAUSE)
    folder.leave()
    log.info("valkey_stopped", folder=str(folder.path))
