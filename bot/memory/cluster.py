"""A store that is a cluster: each partition lives on one of its servers, and moves when that one dies.

redis-py finds out which server has what; each server is an ordinary `Store`, so every promise of a call, its deadline and its wait for the
disk on the same connection included, is kept in one place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import chain
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlsplit

from redis import exceptions as redis_errors
from redis.asyncio import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.crc import key_slot

from bot.memory.clock import Clock, ServerClock
from bot.memory.errors import StoreAway, StoreMoved
from bot.memory.store import DEADLINE, PATIENCE, Call, Store, prefix, prefix_of

CLUSTER = "+cluster"
"""What a URL's scheme ends with where it names servers of a cluster; so one setting says where the store is."""
_TRIES = 3
_T = TypeVar("_T")


def store_at(url: str, clock: Clock | None = None, deadline: float = DEADLINE) -> Store:
    """The store at a URL: one server, or a cluster where its scheme says so. Nothing is sent before the first call."""
    scheme, rest = url.split(":", 1)
    if scheme.endswith(CLUSTER):
        return Cluster.at(f"{scheme.removesuffix(CLUSTER)}:{rest}", clock, deadline=deadline)
    return Store.at(url, clock, deadline=deadline)


class Cluster(Store):
    """Servers that share the partitions. ``redis`` is one that was named, to begin with."""

    apart: ClassVar[bool] = True

    def __init__(self, url: str, topology: RedisCluster, servers: dict[tuple[str, int], Store], clock: Clock, deadline: float) -> None:
        super().__init__(Store.at(url, clock).redis, clock, deadline=deadline)
        self._url, self._topology, self._servers = url, topology, servers
        self._looking: asyncio.Task[None] | None = None
        self._met = False

    @classmethod
    def at(cls, url: str, clock: Clock | None = None, connections: int = 32, deadline: float = DEADLINE) -> Self:  # noqa: ARG003 - as many as one server's store has, to each
        """The cluster that the server at this URL is one of; it is asked for the others at the first call."""
        topology = RedisCluster.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=1.0, require_full_coverage=False, retry=Retry(NoBackoff(), 0)
        )
        return cls(url, topology, {}, clock or ServerClock(), deadline)

    def under(self, clock: Clock) -> Store:
        """The same cluster under another clock."""
        servers = {place: server.under(clock) for place, server in self._servers.items()}
        return Cluster(self._url, self._topology, servers, clock, self.deadline)

    async def run(self, script: str, where: str, request: Any, deadline: float = PATIENCE) -> Any:  # noqa: ANN401 - as the script answers
        """As one server's, of the server that has the partition."""
        return await self._asked(where, lambda server: server.run(script, where, request, deadline), deadline)

    async def remember(self, where: str, packed: bytes) -> bytes:
        """As one server's; the comments are of one partition."""
        return await self._asked(where, lambda server: server.remember(where, packed), self.deadline)

    async def lasting(self, calls: Sequence[Call]) -> list[Any]:
        """As one server's; what was written is with a replica too, where one is there."""
        places: dict[str, list[int]] = {}
        for place, call in enumerate(calls):
            places.setdefault(call.prefix, []).append(place)

        async def ask(where: str, group: Sequence[int]) -> list[Any]:
            return await self._asked(where, lambda server: server.lasting([calls[i] for i in group]), PATIENCE)

        return _in_order(places.values(), await asyncio.gather(*(ask(where, group) for where, group in places.items())), len(calls))

    async def read(self, commands: Iterable[tuple[Any, ...]], deadline: float = PATIENCE) -> list[Any]:
        """As one server's; one round trip to each server at once. What names no key is asked with what came before it."""
        asked: list[tuple[str, tuple[Any, ...]]] = []
        where = prefix(0)
        for command in commands:
            where = next((prefix_of(each) for each in command[1:] if isinstance(each, str) and each.startswith("h:{")), where)
            asked.append((where, command))

        async def once() -> list[Any]:
            places: dict[int, list[int]] = {}
            servers: dict[int, Store] = {}
            for place, (where, _) in enumerate(asked):
                server = self._server_of(where)
                servers[id(server)] = server
                places.setdefault(id(server), []).append(place)
            reads = (servers[which].read([asked[i][1] for i in own], deadline) for which, own in places.items())
            return _in_order(places.values(), await asyncio.gather(*reads), len(asked))

        return await self._again(once, deadline)

    async def due(self, names: Sequence[str]) -> Sequence[Sequence[str]]:
        """Each set that holds something due, by itself."""
        counts = await self.read([("ZCOUNT", name, "-inf", self.clock.now()) for name in names])
        return [[name] for name, count in zip(names, counts, strict=True) if count]

    async def scan(self, pattern: str) -> set[str]:
        """As one server's, of each that has partitions."""
        return set().union(*[await server.scan(pattern) for server in await self._primaries()])

    async def rewrite(self) -> None:
        """As one server's, of each that has partitions."""
        await asyncio.gather(*(server.rewrite() for server in await self._primaries()))

    async def meet(self) -> str:
        """Greet every server that has partitions, and learn which has what."""
        await self._look()
        servers = await self._primaries()
        told = [await server.meet() for server in servers]
        self.durable = all(server.durable for server in servers)
        return f"{told[0]}, a cluster of {len(told)}"

    async def close(self) -> None:
        """Let go of every connection."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        for server in self._servers.values():
            await server.close()
        await super().close()
        await self._topology.aclose()

    async def _asked(self, where: str, ask: Callable[[Store], Awaitable[_T]], deadline: float) -> _T:
        return await self._again(lambda: ask(self._server_of(where)), deadline)

    async def _again(self, ask: Callable[[], Awaitable[_T]], deadline: float) -> _T:
        """The answer of whoever has the partition: a server that has it no longer did nothing, so the next is asked."""
        for _ in range(_TRIES):
            try:
                return await ask()
            except StoreMoved:
                await self._looked(deadline)
            except StoreAway:
                self._soon()
                raise
        raise StoreAway("the store's servers are changing places")

    def _server_of(self, where: str) -> Store:
        try:
            node = self._topology.nodes_manager.get_node_from_slot(key_slot(where.encode()))
        except (redis_errors.RedisClusterException, KeyError) as error:  # the latter before anybody has looked
            raise StoreMoved("no server of the cluster is known to have this partition") from error
        return self._server(node.host, int(node.port))

    def _server(self, host: str, port: int) -> Store:
        if (host, port) not in self._servers:
            parts = urlsplit(self._url)
            login = parts.netloc.rpartition("@")[0]
            place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            url = parts._replace(netloc=f"{login}@{place}" if login else place).geturl()
            self._servers[host, port] = Store.at(url, self.clock, deadline=self.deadline)
            self._servers[host, port].replicated = True
            self._servers[host, port].durable = self.durable
            self._servers[host, port].failures = self.failures
        return self._servers[host, port]

    async def _primaries(self) -> list[Store]:
        return [self._server(node.host, int(node.port)) for node in self._topology.get_primaries()]

    def _soon(self) -> None:
        """A server did not answer: look which has what now, while its callers go on."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._quietly())

    async def _quietly(self) -> None:
        try:
            await self._look()
        except StoreAway:
            return  # the next call that fails looks again

    async def _looked(self, deadline: float) -> None:
        """Which server has what, looked up by whoever came first."""
        self._soon()
        if self._looking is not None:
            await self._within(deadline, asyncio.shield(self._looking))

    async def _look(self) -> None:
        try:
            await self._within(PATIENCE, self._topology.nodes_manager.initialize() if self._met else self._topology.initialize())
        except redis_errors.RedisClusterException as error:
            raise StoreAway(f"no server of the cluster can be reached: {error}") from error
        self._met = True


def _in_order(places: Iterable[Sequence[int]], answers: Iterable[Sequence[Any]], count: int) -> list[Any]:
    """Answers that came in groups, each where its question stood."""
    found = dict(zip(chain(*places), chain(*answers), strict=True))
    return [found[place] for place in range(count)]
