"""The life of an embedded server: one for a data folder, shared by every Hush that uses the folder, gone with the last of them."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import structlog

from bot.memory.embedded.binary import Binary, find_binary
from bot.memory.embedded.folder import Folder
from bot.memory.embedded.server import SERVER_PATIENCE, SERVER_POLL, Server, StartError, StuckError, ask, last_line, shut

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Arrival(StrEnum):
    """How this Hush came to its server."""

    STARTED = "started"
    JOINED = "joined"  # another Hush uses it too
    ADOPTED = "adopted"  # those who used it were killed


class Embedded:
    """The server of a data folder, as one Hush uses it: :attr:`server` and :attr:`arrival` as they were when this Hush came to it."""

    server: Server
    arrival: Arrival

    def __init__(self, folder: Folder, binary: Binary, patience: float) -> None:
        self._folder = folder
        self._binary = binary
        self._patience = patience

    @property
    def url(self) -> str:
        """For ``Redis.from_url``; the same for as long as the data folder stays where it is."""
        return self.server.url

    def revive(self) -> Server:
        """The server as it is now; started again if it died.

        Blocks for some 0.1 s, and while the server loads its file, so a running loop calls it in a thread.

        Raises:
            EmbeddedError: it cannot be had.
        """
        with self._folder.held():
            return self._ready() or self._start()

    def arrive(self) -> None:
        """Join, adopt or start the server."""
        with self._folder.held():
            first = self._folder.users.try_alone()
            if server := self._ready():
                self.server, self.arrival = server, Arrival.ADOPTED if first else Arrival.JOINED
            else:
                self.server, self.arrival = self._start(), Arrival.STARTED
            self._folder.users.share()
        log.info(
            "valkey_ready", how=self.arrival.value, folder=str(self._folder.path), pid=self.server.pid, version=str(self.server.version)
        )

    def leave(self) -> None:
        """Stop using the server; the last one stops it."""
        with self._folder.held():
            if self._folder.users.try_alone():
                self._stop()

    def _ready(self) -> Server | None:
        """The folder's server, once it answers and has loaded its file, which may take what it takes; None if none lives there."""
        folder = self._folder
        patient_until = time.monotonic() + self._patience
        loading = False
        while folder.served():
            server = ask(folder.socket)
            if server and not server.loading:
                return server
            if server and not loading:
                log.info("valkey_loading", folder=str(folder.path))
            loading = loading or server is not None
            if server:
                patient_until = time.monotonic() + self._patience
            elif time.monotonic() > patient_until:
                raise StuckError(f"{folder.holder()} holds {folder.path} and does not answer: stop it, or see {folder.log}")
            time.sleep(SERVER_POLL)
        return None

    def _start(self) -> Server:
        folder = self._folder
        folder.admit(self._binary.version)
        if ask(folder.socket):
            # its lock file, or the folder itself, was removed under it; two servers must never write to one folder
            log.warning("valkey_without_lock", socket=str(folder.socket), note="is stopped and started again")
            shut(folder.socket)
        if folder.clear():
            log.warning("valkey_was_killed", folder=str(folder.path), note="what it left is cleared, its data loaded again")
        with folder.for_server() as lock:
            ran = subprocess.run(  # noqa: S603 - a server program, and no shell
                [self._binary.path, *_options(folder)],
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
        server = self._ready()
        if server is None:
            words = ran.stdout if ran.returncode else folder.log.read_text(errors="replace")
            raise StartError(f"{self._binary.version} did not start: {last_line(words)} (more in {folder.log})")
        folder.record(server.version)
        return server

    def _stop(self) -> None:
        folder = self._folder
        if not folder.served():
            return
        shut(folder.socket)
        patient_until = time.monotonic() + self._patience
        while folder.served():
            if time.monotonic() > patient_until:
                log.warning("valkey_did_not_stop", folder=str(folder.path), note="the next Hush adopts it")
                return
            time.sleep(SERVER_POLL)
        folder.leave()
        log.info("valkey_stopped", folder=str(folder.path))


@contextmanager
def embedded(data: Path, *, patience: float = SERVER_PATIENCE) -> Iterator[Embedded]:
    """The server of the folder ``data``: joined if it runs, adopted if its Hush was killed, else started; stopped by the last who leaves.

    Blocks for some 0.1 s to start it, and while it loads its file. A server that does not answer is given ``patience`` seconds.

    Raises:
        EmbeddedError: it cannot be had; the message says how to mend it.
    """
    binary = find_binary()
    folder = Folder(data)
    try:
        store = Embedded(folder, binary, patience)
        store.arrive()
        try:
            yield store
        finally:
            store.leave()
    finally:
        folder.close()


def _options(folder: Folder) -> list[str]:
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
    return [part for name, value in options.items() for part in (f"--{name}", value)]
