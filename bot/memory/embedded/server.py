"""A server behind a unix socket: who answers there, what it said last, and asking it to stop."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from bot.memory.embedded.binary import EmbeddedError, Version

SERVER_PATIENCE = 10.0  # seconds for a server to answer, or to stop
SERVER_POLL = 0.005  # seconds between two looks


class StuckError(EmbeddedError):
    """A server holds its place and does not answer, or not as a server of Hush would."""


class StartError(EmbeddedError):
    """The server program did not start."""


@dataclass(frozen=True)
class Server:
    """A server that answers. ``socket`` is its only door; ``loading`` while it reads its file and refuses all else."""

    socket: Path
    pid: int
    version: Version
    loading: bool

    @property
    def url(self) -> str:
        """For ``Redis.from_url``."""
        return f"unix://{quote(str(self.socket))}"


def ask(socket: Path) -> Server | None:
    """Who answers at the socket; None if nobody does within a second.

    Raises:
        StuckError: something else than a server of Hush's answers.
    """
    with closing(_client(socket)) as client:
        try:
            info = client.info("server", "persistence")
        except (redis.ConnectionError, redis.TimeoutError):
            return None
        except redis.RedisError as error:
            raise StuckError(f"the server at {socket} is not Hush's, it says: {error}") from error
    kind = info.get("server_name", "redis")
    version = Version.read(f"{kind} {info.get(f'{kind}_version')}")
    if version is None:
        raise StuckError(f"the server at {socket} is not Hush's, it is a {kind}")
    return Server(socket, info["process_id"], version, bool(info["loading"]))


def shut(socket: Path) -> None:
    """Ask the server at the socket to write out its file and end. Nobody there is as good; whether it ended shows elsewhere."""
    with closing(_client(socket)) as client:
        try:
            client.shutdown(nosave=True)  # of a snapshot there is none; the append-only file is always written out
        except redis.RedisError:
            return


def last_line(words: str) -> str:
    """What a server said last, without the time and the process before it."""
    lines = words.strip().splitlines() or ["it said nothing"]
    return lines[-1].rpartition(" # ")[2]


def _client(socket: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0))
