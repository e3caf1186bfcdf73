"""The seam: messages are read out of the gateway's frames before discord.py decodes them, which costs most of what an event costs.

A websocket of discord.py gives each frame to its `received_message`. Here that method of one socket is wrapped: frames that carry a
message are decoded into the few fields that Hush reads, everything else goes on to discord.py unseen. This holds for one version of
discord.py, whose shapes are checked first; with any other, discord.py decodes everything, and `wire` converts.

A line that has died is silent. discord.py sets a timer for each frame that it waits for, and unsets it; here one timer watches the line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from discord.gateway import DiscordWebSocket

DISCORD_PY = "2.7.1"
"""Of discord.py, for which this was written and tested."""
HANDLED = {
    "from_client": {"_max_heartbeat_timeout", "_update_references"},
    "poll_event": {"_max_heartbeat_timeout", "received_message", "receive", "socket"},
    "received_message": {"_decompressor", "decompress", "sequence", "_keep_alive", "tick"},
}
"""What each method of discord.py's websocket must use for the seam to do what discord.py would."""

Hear = Callable[[msgspec.Raw], None]
"""Is given an event's data; it must not raise, which would end the client."""


class Frame(msgspec.Struct):
    """A gateway frame with its data left undecoded: https://docs.discord.com/developers/events/gateway-events#payload-structure."""

    op: int
    d: msgspec.Raw = msgspec.Raw()
    s: int | None = None
    t: str | None = None


_decode = msgspec.json.Decoder(Frame).decode


def _read(text: str) -> Frame:
    """The frame; one of no event where it is not as documented, which discord.py may make of what it can."""
    try:
        return _decode(text)
    except msgspec.DecodeError:
        return Frame(0)


def misfit(version: str, websocket: type[DiscordWebSocket] = DiscordWebSocket) -> str:
    """Why the seam does not fit this discord.py; empty where it does."""
    if version != DISCORD_PY:
        return f"discord.py is {version}, not {DISCORD_PY}"
    for name, uses in HANDLED.items():
        code = getattr(getattr(websocket, name, None), "__code__", None)
        if lacking := uses - set(code.co_names if code else ()):
            return f"discord.py's {name} does without {', '.join(sorted(lacking))}"
    return ""


def attach(socket: DiscordWebSocket, hears: dict[str, Hear]) -> None:
    """From now on this socket's messages go to ``hears``, by the name of their event."""
    stock: Any = socket.received_message
    unpacked = socket._decompressor.decompress  # noqa: SLF001 - `misfit` has looked
    heard = _watched(socket)

    async def received(told: bytes | str, /) -> None:
        heard()
        text = unpacked(told) if isinstance(told, bytes) else told
        if text is None:
            return
        frame = _read(text)
        hear = hears.get(frame.t) if frame.t else None
        if hear is None:
            await stock(text)
            return
        if frame.s is not None:
            socket.sequence = frame.s
        beat = socket._keep_alive  # noqa: SLF001 - as discord.py itself, so that a busy line counts as a living one
        if beat:
            beat.tick()
        hear(frame.d)

    socket.received_message = received  # type: ignore[method-assign]  # as discord.py itself exchanges `send` and `log_receive`


def _watched(socket: DiscordWebSocket) -> Callable[[], None]:
    """Close the socket once it has been silent for as long as discord.py would wait for a frame; to be told of each frame.

    A socket that closes ends `poll_event` with the same resuming as its time-out does.
    """
    line: Any = socket.socket
    receive, silence, loop = line.receive, socket._max_heartbeat_timeout, asyncio.get_running_loop()  # noqa: SLF001 - `misfit` has looked
    closing = set[asyncio.Task[None]]()
    last = loop.time()

    def heard() -> None:
        nonlocal last
        last = loop.time()

    def look() -> None:
        left = last + silence - loop.time()
        if line.closed or closing:
            return
        if left > 0:
            loop.call_later(left, look)
        else:
            closing.add(loop.create_task(socket.close(4000)))

    line.receive = lambda timeout: receive()  # noqa: ARG005 - discord.py's own call
    loop.call_later(silence, look)
    return heard
