"""The folder of one embedded server: its place, its socket, its locks and the version that wrote it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.memory.embedded.binary import EmbeddedError, Version

with suppress(ImportError):  # Windows has none; there find_binary() refuses before a lock is asked for
    import fcntl

LONGEST_SOCKET = 103  # bytes: macOS keeps 104 for a socket's path and its closing zero, Linux 108


class FolderError(EmbeddedError):
    """The data folder cannot be used."""


class NewerFolderError(EmbeddedError):
    """The data folder was written by a newer server."""


class Lock:
    """A flock on a file of its own; the kernel lets go when the last process that has it open ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold it alone, waiting for the others."""
        fcntl.flock(self.fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            self.release()

    def try_alone(self) -> bool:
        """Whether this is now its only holder. A share held before is given up either way."""
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Hold it beside others."""
        fcntl.flock(self.fd, fcntl.LOCK_SH)

    def release(self) -> None:
        """Let go."""
        fcntl.flock(self.fd, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go for good."""
        os.close(self.fd)


class Folder:
    """``<data>/valkey``, made if it is not there, 0700.

    ``users`` is shared by every Hush that uses the server. The server itself inherits ``server.lock``: whether one lives here is asked
    of the kernel, never of a pid, which may since be another's.

    Raises:
        FolderError: it cannot be made or written to.
    """

    def __init__(self, data: Path) -> None:
        # one folder may have several names; all must lead to one server
        self.path = Path(os.path.realpath(data)) / "valkey"
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
            self.path.chmod(0o700)
            self.users = Lock(self.path / "users.lock")
            self._starting = Lock(self.path / "start.lock")
            self._served = Lock(self.path / "server.lock")
            with self._starting.alone():
                pass  # a file system without locks says so here
        except FileExistsError as error:
            raise FolderError(f"{error.filename} is not a folder: set HUSH_DATA to one") from error
        except OSError as error:
            wanted = "a folder on a local disk that this account may write to"
            raise FolderError(f"cannot use the data folder {data} ({error.strerror}): set HUSH_DATA to {wanted}") from error
        self.log = self.path / "valkey.log"
        self.pid = self.path / "valkey.pid"
        self.socket = self._place() / "valkey.sock"
        self._version = self.path / "version"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Alone to start, join or stop the server."""
        with self._starting.alone():
            if self.socket.parent != self.path:
                _make_private(self.socket.parent)
            yield

    def served(self) -> bool:
        """Whether a server lives on this folder. Only within :meth:`held`."""
        if self._served.try_alone():
            self._served.release()
            return False
        return True

    @contextmanager
    def for_server(self) -> Iterator[int]:
        """A file descriptor that holds ``server.lock``, for the server to inherit and for nobody else to keep. Only within :meth:`held`."""
        lock = Lock(self.path / "server.lock")
        try:
            lock.share()
            yield lock.fd
        finally:
            lock.close()

    def holder(self) -> str:
        """The server in words, by what it wrote down itself."""
        with suppress(OSError):
            return f"process {int(self.pid.read_text())}"
        return "a server"

    def clear(self) -> bool:
        """Take away what a killed server left; whether there was anything."""
        left = [path for path in (self.socket, self.pid) if path.exists()]
        for path in left:
            path.unlink()
        return bool(left)

    def leave(self) -> None:
        """Take away the socket's place, if it has one of its own."""
        if self.socket.parent != self.path:
            with suppress(OSError):  # not empty: someone else's doing, and harmless
                self.socket.parent.rmdir()

    def close(self) -> None:
        """Give up all locks."""
        for lock in (self.users, self._starting, self._served):
            lock.close()

    def admit(self, version: Version) -> None:
        """Let a server of this version write here.

        Raises:
            NewerFolderError: a newer server, or one of another kind, wrote what is here.
            FolderError: who wrote it cannot be read.
        """
        if not self._version.exists():
            return
        written = Version.read(self._version.read_text(errors="replace"))
        if written is None:
            raise FolderError(f"{self._version} names no server version: write the right one into it, such as `{version}`")
        if not version.reads(written):
            raise NewerFolderError(
                f"{self.path} was written by {written}, and this is {version}: run a Hush with {written} or newer, or set HUSH_DATA to another folder"
            )

    def record(self, version: Version) -> None:
        """Write down which server wrote here last."""
        fresh = self._version.with_suffix(".new")
        fresh.write_text(f"{version}\n")
        fresh.replace(self._version)

    def _place(self) -> Path:
        if len(os.fsencode(self.path / "valkey.sock")) <= LONGEST_SOCKET:
            return self.path
        # Not $TMPDIR, which may differ between two who must meet. Named by the folder's identity, which all its names share.
        here = self.path.stat()
        return Path(f"/tmp/hush-{os.geteuid()}-{here.st_dev:x}-{here.st_ino:x}")  # noqa: S108 - made 0700, and its owner is checked


def _make_private(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise FolderError(f"{folder} should be a private folder of this account and is not: remove it, or set HUSH_DATA to a shorter path")
