"""What the environment says, read once into one frozen object. A wrong value is refused by its variable's name."""

from __future__ import annotations

import ipaddress
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.memory.cluster import CLUSTER
from bot.memory.encryption import SealError, read_key
from bot.memory.queue import LEASE, QUEUE_POLL
from bot.memory.store import DEADLINE, Store
from bot.runtime.exits import WRONG, Refusal

_SERVERS = frozenset({"redis", "rediss"})
SHORTEST_KEY = 16
"""Letters in a key that nobody guesses over a network."""
_STORES = _SERVERS | {"unix"}


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no repr, log line or message shows; only `reveal` gives it out."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        return self._text

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Address:
    """Where Hush listens. Port 0 is any free one."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Shards:
    """Which of the bot's shards this process has, and how many there are in all; Discord decides where nothing is said."""

    ids: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Public:
    """Where the page is opened when Hush listens beyond this machine: at ``origins``, and with ``any_address`` at every address by number."""

    origins: tuple[str, ...] = ()
    any_address: bool = False

    def __bool__(self) -> bool:
        return bool(self.origins) or self.any_address


@dataclass(frozen=True, slots=True)
class Config:
    """All that the environment decides. ``redis_url`` is secret because it may hold a password; None means the embedded server.

    ``reuse_port``: other processes listen at ``http`` too. ``metrics_http``: where this one's own health and metrics are told besides.
    ``deadline``: seconds that a comment waits for the store; ``lease``: seconds that a worker has for an action; ``poll``: seconds between
    looks for what is due. No variable sets these three.
    """

    http: Address = Address("127.0.0.1", 8080)
    reuse_port: bool = False
    public: Public = Public()
    webhooks_loopback: bool = False
    data: Path = Path("data")
    redis_url: Secret | None = None
    discord_token: Secret | None = None
    discord_api: str | None = None
    discord_gateway: str | None = None
    shards: Shards | None = None
    restore_key: bytes | None = field(default=None, repr=False)
    metrics_key: Secret | None = None
    metrics_http: Address | None = None
    deadline: float = DEADLINE
    lease: float = LEASE
    poll: float = QUEUE_POLL


class ConfigError(Refusal):
    """A variable of the environment is wrong."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable} {problem}", WRONG)
        self.variable = variable


def read_config(environment: Mapping[str, str]) -> Config:
    """The configuration in these variables; an empty one is as good as none. ConfigError names the first that is wrong."""
    said = {name: value.strip() for name, value in environment.items() if value.strip()}
    if "REDIS_CLUSTER_URL" in said and "REDIS_URL" in said:
        raise ConfigError("REDIS_CLUSTER_URL", "and REDIS_URL are both set: unset the one that is not meant")
    own = Config()
    http = _address("HUSH_HTTP", said) or own.http
    reuse_port = _yes("HUSH_HTTP_REUSE_PORT", said)
    if reuse_port and http.port == 0:
        raise ConfigError("HUSH_HTTP_REUSE_PORT", f"needs one port in HUSH_HTTP for every process, such as 127.0.0.1:8080, not {http}")
    return Config(
        http=http,
        reuse_port=reuse_port,
        public=_public(said["HUSH_HTTP_PUBLIC"]) if "HUSH_HTTP_PUBLIC" in said else own.public,
        webhooks_loopback=_yes("HUSH_WEBHOOKS_LOOPBACK", said),
        data=_folder(said["HUSH_DATA"]) if "HUSH_DATA" in said else own.data,
        redis_url=_cluster(said["REDIS_CLUSTER_URL"])
        if "REDIS_CLUSTER_URL" in said
        else _store(said["REDIS_URL"])
        if "REDIS_URL" in said
        else None,
        discord_token=_token(said["DISCORD_TOKEN"]) if "DISCORD_TOKEN" in said else None,
        discord_api=_link("HUSH_DISCORD_API", said, "http"),
        discord_gateway=_link("HUSH_DISCORD_GATEWAY", said, "ws"),
        shards=_shards(said["HUSH_SHARDS"]) if "HUSH_SHARDS" in said else None,
        restore_key=_key(said["HUSH_RESTORE_KEY"]) if "HUSH_RESTORE_KEY" in said else None,
        metrics_key=_metrics_key(said["HUSH_METRICS_KEY"]) if "HUSH_METRICS_KEY" in said else None,
        metrics_http=_address("HUSH_METRICS_HTTP", said),
    )


def _address(variable: str, said: Mapping[str, str]) -> Address | None:
    written = said.get(variable)
    if written is None:
        return None
    host, colon, port = written.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        host = ""  # an IPv6 address without its brackets cannot be told from its port
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise ConfigError(variable, f"must be host:port, such as 127.0.0.1:8080 or [::1]:8080, not {written!r}")
    return Address(host, int(port))


def _public(written: str) -> Public:
    if written.lower() in ("yes", "no"):
        return Public(any_address=written.lower() == "yes")
    origins = [each.strip().rstrip("/").lower() for each in written.split(",")]
    for each in origins:
        parts = urlsplit(each)
        if parts.scheme not in ("http", "https") or not parts.hostname or each != f"{parts.scheme}://{parts.netloc}":
            raise ConfigError(
                "HUSH_HTTP_PUBLIC", f"must be yes, or where the page is opened, such as https://mod.example.org, not {written!r}"
            )
    return Public(tuple(origins))


def _yes(variable: str, said: Mapping[str, str]) -> bool:
    written = said.get(variable, "no").lower()
    if written not in ("yes", "no"):
        raise ConfigError(variable, f"must be yes or no, not {written!r}")
    return written == "yes"


def _folder(written: str) -> Path:
    if "\0" in written:
        raise ConfigError("HUSH_DATA", "must be a folder's path, such as ./data")
    try:
        return Path(written).expanduser()
    except RuntimeError as error:
        raise ConfigError("HUSH_DATA", f"begins with the home folder of somebody who is not known here: {written!r}") from error


def _cluster(written: str) -> Secret:
    """The same with a scheme that says so, since one setting tells where the store is."""
    if not _whereabouts(written, _SERVERS) or not Store.knows(written):
        raise ConfigError(
            "REDIS_CLUSTER_URL",
            "must be redis://host:port or rediss://host:port of any server of the cluster, such as redis://127.0.0.1:7000",
        )
    scheme, rest = written.split(":", 1)
    return Secret(f"{scheme}{CLUSTER}:{rest}")


def _whereabouts(written: str, schemes: Container[str]) -> bool:
    try:
        parts = urlsplit(written)
        return bool(parts.scheme in schemes and (parts.hostname or parts.scheme == "unix") and parts.port != 0)
    except ValueError:
        return False


def _store(written: str) -> Secret:
    if not _whereabouts(written, _STORES):  # the value may hold a password, so it is not repeated
        raise ConfigError("REDIS_URL", "must be redis://host:port, rediss://host:port or unix:///path, such as redis://127.0.0.1:6379")
    if not Store.knows(written):
        raise ConfigError("REDIS_URL", "has options after the ? that no connection knows: leave them out, or see redis-py's Redis.from_url")
    return Secret(written)


def _token(written: str) -> Secret:
    if any(not 33 <= ord(letter) <= 126 for letter in written):
        raise ConfigError(
            "DISCORD_TOKEN", "holds spaces or letters that no token has: copy it again from the bot's page in the developer portal"
        )
    return Secret(written)


def _link(variable: str, said: Mapping[str, str], scheme: str) -> str | None:
    """An address of another Discord than the real one, for tests; used exactly as given."""
    written = said.get(variable)
    if written is None:
        return None
    parts = urlsplit(written)
    if parts.scheme not in {scheme, f"{scheme}s"} or not parts.hostname:
        raise ConfigError(variable, f"must be an address such as {scheme}://127.0.0.1:9000/..., not {written!r}")
    return written


def _shards(written: str) -> Shards:
    ids, _, count = written.partition("/")
    numbers = [each.strip() for each in ids.split(",")]
    good = count.isdigit() and all(each.isdigit() and int(each) < int(count) for each in numbers) and len(set(numbers)) == len(numbers)
    if not good:
        raise ConfigError("HUSH_SHARDS", f'must be this process\'s shards and their number in all, such as "0,1/4", not {written!r}')
    return Shards(tuple(map(int, numbers)), int(count))


def _key(written: str) -> bytes:
    try:
        return read_key(written)
    except (SealError, ValueError) as error:  # ValueError: letters beyond ASCII
        raise ConfigError("HUSH_RESTORE_KEY", "must be 32 bytes in base64; make one with: openssl rand -base64 32") from error


def _metrics_key(written: str) -> Secret:
    if len(written) < SHORTEST_KEY or any(not 33 <= ord(letter) <= 126 for letter in written):
        raise ConfigError("HUSH_METRICS_KEY", f"must be {SHORTEST_KEY} or more visible letters; make one with: openssl rand -base64 32")
    return Secret(written)
