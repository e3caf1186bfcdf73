"""An address, taken: by one process, or by several that share it."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bot.runtime.config import Address
from bot.runtime.exits import Refusal

REUSE_PORT: int | None = getattr(socket, "SO_REUSEPORT", None)
"""The option by which several sockets listen at one address, each connection going to one of them (Linux 3.9, socket(7))."""


@contextmanager
def listening(address: Address, *, variable: str = "HUSH_HTTP", reuse_port: bool = False) -> Iterator[socket.socket]:
    """The address, taken; with ``reuse_port`` beside other processes of this account that say the same.

    Connections come in from now on, and wait until they are accepted. Where the address is shared others could have answered them
    meanwhile, so there they come in only once ``listen`` is called, which asyncio does when it serves.

    Raises:
        Refusal: it cannot be had; ``variable`` is the one that named it.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refusal(f"{variable}: {address.host} is no address of this machine ({error.strerror})") from error
    with socket.socket(family, kind, protocol) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what a killed Hush left in TIME_WAIT is no one's
        if reuse_port:
            share(door)
        try:
            door.bind(where)
            if not reuse_port:
                door.listen()
        except OSError as error:
            raise Refusal(_not_listening(address, variable, error)) from error
        yield door


def share(door: socket.socket, option: int | None = REUSE_PORT) -> None:
    """Let others listen where this socket will. Refusal where the system has no such ``option``."""
    if option is None:
        raise Refusal("HUSH_HTTP_REUSE_PORT: this system has no SO_REUSEPORT; give each process its own HUSH_HTTP, behind a proxy")
    door.setsockopt(socket.SOL_SOCKET, option, 1)


def _not_listening(address: Address, variable: str, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"{address} is taken by another program, perhaps another Hush: stop it, or set {variable} to another port; "
                "to share HUSH_HTTP, set HUSH_HTTP_REUSE_PORT=yes in every process"
            )
        case errno.EACCES:
            return f"this account may not listen on {address}: set {variable} to a port above 1023"
        case _:
            return f"cannot listen on {address} ({error.strerror}): set {variable} to an address of this machine"
