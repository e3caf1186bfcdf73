"""The connection to Redis or Valkey: scripts by name, a deadline on every call, errors in the house's own words."""

from __future__ import annotations

import asyncio
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, ClassVar, Self
from urllib.parse import quote

import msgspec
from redis import exceptions as redis_errors
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.memory.clock import Clock, ServerClock
from bot.memory.errors import StoreAway, StoreError, StoreFull, StoreMoved, StoreRefused

PARTITIONS = 256
DEADLINE = 0.25
"""Seconds a comment's own call may take, unless a store is made with another deadline; then the comment stands, unjudged."""
PATIENCE = 5.0
"""Seconds for what no comment waits for: a moderator's request, a lease, a page."""
REPLICATED = 0.5
"""Seconds that a replica has to take what a primary was told; one that is away keeps nobody longer."""
_SCANNED = 1000
OLDEST_SERVER = (7, 2)
"""WAITAOF came with Redis 7.2: https://redis.io/docs/latest/commands/waitaof/."""

_SHARED: dict[str, tuple[str, ...]] = {
    "remember": (),
    "open": ("queue", "brake", "covered", "opening", "strikes", "merge"),
    "whose": ("queue", "covered"),
    "campaign_read": ("queue", "covered"),
    "campaign_decide": ("queue", "covered"),
}
"""What is put in front of a script; of the others, the queue alone."""
_KINDS: dict[type[StoreError], str] = {StoreAway: "away", StoreMoved: "moved", StoreFull: "full", StoreRefused: "refused"}
_NOT_NOW = ("NOREPLICAS", "MISCONF", "BUSY", "NOAUTH", "NOGOODSLAVE")
"""What a server answers that refuses writes for a while, and will not for ever; nothing was done."""
_SHEBANG = re.compile(r"#!lua[^\n]*\n")


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua file ready to be called; ``sha`` names it to the server."""

    name: str
    text: str
    sha: str


def _script(name: str) -> Script:
    """One file of scripts/, with the shared parts put behind its ``#!lua`` line, which has to come first."""
    folder = resources.files("bot.memory") / "scripts"
    text = (folder / f"{name}.lua").read_text("utf-8")
    shebang = _SHEBANG.match(text)
    if shebang is None:
        raise AssertionError(f"{name}.lua lacks its #!lua line")
    shared = "".join((folder / f"{part}.lua").read_text("utf-8") for part in _SHARED.get(name, ("queue",)))
    text = shebang[0] + shared + text[shebang.end() :]
    return Script(name, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


SCRIPTS = {
    name: _script(name)
    for name in (
        *("remember", "open", "take", "finish", "decide", "configure", "publish", "allow", "remove", "once", "grant", "forget"),
        *("post", "veil", "stand", "tell"),
        *("heard", "whose", "reposted", "chores", "chore", "notice", "shown", "digest", "keep", "allow_requests", "refused", "forgive"),
        *("campaign", "campaign_read", "campaign_decide", "resume", "reseal"),
        *("enter", "pair"),
    )
}


def partition(community: str) -> int:
    """Which of the 256 parts of the key space a community lives in."""
    return zlib.crc32(community.encode()) % PARTITIONS


def prefix(number: int) -> str:
    """What every key of a partition begins with; the braces keep it in one slot of a cluster."""
    return f"h:{{{number}}}:"


def prefix_of(key: str) -> str:
    """The prefix of the partition that a key is of."""
    return key[: key.index("}") + 2]


def outside(name: str) -> str:
    """An id from outside, safe inside a key."""
    if not name:
        raise ValueError("an id must not be empty")
    return name if name.isascii() and name.isalnum() else quote(name, safe="")


# what a msgpack string of so many bytes begins with
_HEADS = tuple(bytes((0xA0 | size,)) if size < 32 else bytes((0xD9, size)) for size in range(256))


def text(raw: bytes) -> msgspec.Raw:
    """Bytes as a msgpack string: the servers' cmsgpack reads no other kind (https://msgpack.org, spec: str family)."""
    size = len(raw)
    if size < 256:
        head = _HEADS[size]
    elif size < 65536:
        head = bytes((0xDA, *size.to_bytes(2)))
    else:
        head = bytes((0xDB, *size.to_bytes(4)))
    return msgspec.Raw(head + raw)


@dataclass(frozen=True, slots=True)
class Call:
    """One script call: where it is routed, and what it is asked."""

    script: str
    prefix: str
    request: Any


@dataclass(slots=True)
class Store:
    """A server, spoken to through scripts only, so that every write is one step and counts against maxmemory."""

    redis: Redis
    clock: Clock = field(default_factory=ServerClock)
    durable: bool = False
    """Whether the server keeps an append-only file that `lasting` can wait for."""
    replicated: bool = False
    """Whether `lasting` waits for a replica too."""
    deadline: float = DEADLINE
    """Seconds that a comment waits for this store."""
    failures: Counter[str] = field(default_factory=Counter)
    """Calls that got no answer or a refusal, by kind: away, moved, full, refused, other."""
    apart: ClassVar[bool] = False
    """Whether one call can reach one partition only."""

    @classmethod
    def at(cls, url: str, clock: Clock | None = None, connections: int = 32, deadline: float = DEADLINE) -> Self:
        """A store at ``redis://...`` or ``unix:///path``; nothing is sent before the first call."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=connections,
            timeout=PATIENCE,
            socket_timeout=None,  # every call has a deadline of its own, and a second timer costs a seventh of a call
            socket_connect_timeout=1.0,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            driver_info=None,  # else each new connection looks up redis-py's version among the installed packages, for 20 ms
        )
        redis = Redis(connection_pool=pool)
        redis.response_callbacks.clear()  # answers as the server gives them: one shape for every command, and less work
        return cls(redis, clock or ServerClock(), deadline=deadline)

    @classmethod
    def knows(cls, url: str) -> bool:
        """Whether a store could be at this URL: its scheme and its options are known. Nothing is sent."""
        try:
            cls.at(url).redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped
        except (ValueError, TypeError):  # a value of the wrong kind; an option that no connection has
            return False
        return True

    async def run(self, script: str, where: str, request: Any, deadline: float = PATIENCE) -> Any:  # noqa: ANN401 - as the script answers
        """The answer of one script call; StoreError where there is none in time."""
        packed = msgspec.msgpack.encode(request)
        return await self._within(deadline, self._evaluate(SCRIPTS[script], where, (repr(self.clock.now()), packed)))

    async def remember(self, where: str, packed: bytes) -> bytes:
        """The answer to one packed batch of comments, within the comments' own deadline."""
        answer = await self._within(self.deadline, self._evaluate(SCRIPTS["remember"], where, (packed,)))
        return bytes(answer)

    async def lasting(self, calls: Sequence[Call]) -> list[Any]:
        """The answers of several calls of one script, once what they wrote is on disk where the server keeps a file; one round trip.

        The wait goes down the same connection, as a pipeline does: on another it would answer at once and prove nothing.
        """
        now = repr(self.clock.now())
        asked = [(SCRIPTS[call.script], call.prefix, now, msgspec.msgpack.encode(call.request)) for call in calls]
        return list(await self._within(PATIENCE, self._lasting(asked, unknown=False)))

    async def _lasting(self, asked: Sequence[tuple[Script, str, str, bytes]], *, unknown: bool) -> list[Any]:
        """The same; ``unknown``: to the server, which was asked by the script's name before and has done none of it."""
        pipeline = self.redis.pipeline(transaction=False)
        for script, *arguments in asked:
            pipeline.execute_command(*(("EVAL", script.text) if unknown else ("EVALSHA", script.sha)), 1, *arguments)
        if self.durable:
            pipeline.execute_command("WAITAOF", 1, 0, int(PATIENCE * 1000))
        if self.replicated:
            pipeline.execute_command("WAIT", 1, int(REPLICATED * 1000))
        answers: list[Any] = await pipeline.execute(raise_on_error=False)
        wrong = next((each for each in answers if isinstance(each, redis_errors.RedisError)), None)
        if isinstance(wrong, redis_errors.NoScriptError) and not unknown:
            return await self._lasting(asked, unknown=True)
        if wrong is not None:
            raise wrong
        return answers[: len(asked)]

    async def read(self, commands: Iterable[tuple[Any, ...]], deadline: float = PATIENCE) -> list[Any]:
        """The answers of several reading commands in one round trip."""
        pipeline = self.redis.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return list(await self._within(deadline, pipeline.execute()))

    async def due(self, names: Sequence[str]) -> Sequence[Sequence[str]]:
        """Which of these sorted sets hold something due now, in groups that one call can reach."""
        return [names] if names else []

    async def scan(self, pattern: str) -> set[str]:
        """The keys that match; it walks the whole server."""
        found: set[str] = set()
        cursor = b"0"
        while True:
            [(cursor, names)] = await self.read([("SCAN", cursor, "MATCH", pattern, "COUNT", _SCANNED)])
            found.update(name.decode() for name in names)
            if cursor == b"0":
                return found

    async def rewrite(self) -> None:
        """Have the append-only file written anew, without what was deleted. A writing that had begun before does not count."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self.read([("BGREWRITEAOF",)])
                except StoreError as error:
                    if "in progress" not in str(error):
                        raise
                    await asyncio.sleep(0.1)
                else:
                    return

    def under(self, clock: Clock) -> Store:
        """The same store under another clock."""
        return Store(self.redis, clock, self.durable, self.replicated, self.deadline, self.failures)

    async def meet(self) -> str:
        """Greet the server: learn its time and whether it keeps what it is told; what it is. StoreRefused names what has to change."""
        (seconds, micros), info = await self.read([("TIME",), ("INFO",)])
        self.clock.heard(int(seconds) + int(micros) / 1e6)
        found = self._facts(info)
        self.durable = found.get("aof_enabled") == "1"
        version = found.get("valkey_version") or found.get("redis_version", "0")
        if tuple(int(part) for part in found.get("redis_version", "0").split(".")[:2]) < OLDEST_SERVER:
            raise StoreRefused(f"the server is version {version}; Hush needs Redis 7.2 or Valkey 7.2 or newer")
        policy = found.get("maxmemory_policy", "noeviction")
        if policy != "noeviction":
            raise StoreRefused(
                f"the server evicts keys when memory runs out (maxmemory-policy {policy}), which would lose incidents; "
                "set it with: CONFIG SET maxmemory-policy noeviction"
            )
        return f"{found.get('server_name', 'redis')} {version}"

    @staticmethod
    def _facts(info: bytes) -> dict[str, str]:
        return dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)

    async def close(self) -> None:
        """Let go of every connection."""
        await self.redis.aclose()
        await self.redis.connection_pool.disconnect()

    async def _evaluate(self, script: Script, where: str, arguments: Sequence[str | bytes]) -> Any:  # noqa: ANN401 - as the script answers
        try:
            return await _send(self.redis, "EVALSHA", script.sha, 1, where, *arguments)
        except redis_errors.NoScriptError:
            return await _send(self.redis, "EVAL", script.text, 1, where, *arguments)

    async def _within(self, deadline: float, answer: Awaitable[Any]) -> Any:  # noqa: ANN401 - as the server answers
        try:
            return await self._in_time(deadline, answer)
        except StoreError as error:
            self.failures[_KINDS.get(type(error), "other")] += 1
            raise

    @staticmethod
    async def _in_time(deadline: float, answer: Awaitable[Any]) -> Any:  # noqa: ANN401 - as the server answers
        task = asyncio.current_task()
        asked = task.cancelling() if task else 0
        try:
            async with asyncio.timeout(deadline):
                told = await answer
        except redis_errors.OutOfMemoryError as error:
            raise StoreFull("the store is out of memory: raise maxmemory, or shorten the windows") from error
        except (TimeoutError, redis_errors.TimeoutError) as error:
            raise StoreAway(f"the store did not answer within {deadline * 1000:.0f} ms") from error
        except (redis_errors.AskError, redis_errors.ClusterDownError, redis_errors.TryAgainError) as error:
            raise StoreMoved(f"the store's servers changed places: {error}") from error
        except (redis_errors.BusyLoadingError, redis_errors.ReadOnlyError) as error:
            raise StoreAway(f"the store is not ready: {error}") from error
        except (redis_errors.ConnectionError, OSError) as error:
            raise StoreAway(f"the store cannot be reached: {error}") from error
        except redis_errors.ResponseError as error:
            if str(error).startswith("OOM"):
                raise StoreFull("the store is out of memory: raise maxmemory, or shorten the windows") from error
            if str(error).startswith(_NOT_NOW):
                raise StoreAway(f"the store is not ready: {error}") from error
            raise StoreError(f"the store answered: {error}") from error
        if task and task.cancelling() > asked:
            raise asyncio.CancelledError  # redis-py swallows one that comes while it reads the answer
        return told


def _send(redis: Redis, *command: str | bytes | int) -> Awaitable[Any]:
    answer: Awaitable[Any] = redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped
    return answer
