"""A real cluster on loopback: three primaries, a replica of each, and the means to kill one."""

import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from bot.memory.embedded.binary import find_binary

PRIMARIES = 3
SLOTS = 16384
_BUS = 10_000  # the cluster's own port is this far above a server's


@dataclass(slots=True)
class Node:
    """One server of the cluster."""

    port: int
    process: subprocess.Popen[bytes]
    client: Redis

    def kill(self) -> None:
        """As a machine that loses its power."""
        self.process.kill()
        self.process.wait()

    def told(self, *command: str | int) -> Any:  # noqa: ANN401 - as the server answers
        """What the server answers; None where it does not yet."""
        try:
            return self.client.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped
        except RedisError:
            return None


@contextmanager
def cluster(folder: Path) -> Iterator[list[Node]]:
    """Six servers that have found each other, the primaries first; ended with the test."""
    program = str(find_binary().path)
    with ExitStack() as stack:
        nodes = []
        for port in _free_ports(2 * PRIMARIES):
            own = folder / str(port)
            own.mkdir()
            process = subprocess.Popen(
                [
                    *(program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(own), "--save", "", "--appendonly", "yes"),
                    *("--maxmemory-policy", "noeviction", "--cluster-enabled", "yes", "--cluster-node-timeout", "1000"),
                    *("--cluster-require-full-coverage", "no"),
                    *("--logfile", str(own / "log")),
                ],
                env={},
            )
            nodes.append(Node(port, process, stack.enter_context(Redis(host="127.0.0.1", port=port))))
            stack.callback(nodes[-1].kill)
        _form(nodes)
        yield nodes


def _form(nodes: list[Node]) -> None:
    _until(lambda: all(node.told("PING") for node in nodes))
    for place, node in enumerate(nodes[:PRIMARIES]):
        node.told("CLUSTER", "ADDSLOTSRANGE", place * SLOTS // PRIMARIES, (place + 1) * SLOTS // PRIMARIES - 1)
        node.told("CLUSTER", "SET-CONFIG-EPOCH", place + 1)
    for node in nodes[1:]:
        node.told("CLUSTER", "MEET", "127.0.0.1", nodes[0].port)
    for primary, replica in zip(nodes[:PRIMARIES], nodes[PRIMARIES:], strict=True):
        name = primary.told("CLUSTER", "MYID")
        _until(lambda replica=replica, name=name: replica.told("CLUSTER", "REPLICATE", name))  # type: ignore[misc]  # mypy types no default
    _until(lambda: all(b"cluster_state:ok" in (node.told("CLUSTER", "INFO") or b"") for node in nodes))
    _until(lambda: all(node.client.info("replication")["master_link_status"] == "up" for node in nodes[PRIMARIES:]))


def _until(holds: Callable[[], object]) -> None:
    """Wait, a minute at most, until something holds."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "the cluster was not formed within a minute"
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    """Ports that are free with their cluster's own beside them. All are held until enough are found, so none is found twice."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < count:
            port = random.randrange(20_000, 50_000)
            with ExitStack() as pair:
                try:
                    for each in (port, port + _BUS):
                        pair.enter_context(socket.socket()).bind(("127.0.0.1", each))
                except OSError:
                    continue
                held.push(pair.pop_all())
                found.append(port)
    return found
