"""The seam: messages are read out of the gateway's frames before discord.py decodes them, which costs most of what an event costs.

A websocket of discord.py gives each frame to its `received_message`. Here that method of one socket is wrapped: frames that carry a
message are decoded into the few fields that Hush reads, everything else goes on to discord.py unseen. This holds for one version of
discord.py, whose shapes are checked first; with any other, discord.py decodes everything, and `wire` converts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from discord.gateway import DiscordWebSocket

VERSION = "2.7.1"
"""Of discord.py, for which this was written and tested."""
HANDLED = {
    "from_client": {"_update_references"},
    "poll_event": {"received_message"},
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
    if version != VERSION:
        return f"discord.py is {version}, not {VERSION}"
    for name, uses in HANDLED.items():
        code = getattr(getattr(websocket, name, None), "__code__", None)
        if lacking := uses - set(code.co_names if code else ()):
            return f"discord.py's {name} does without {', '.join(sorted(lacking))}"
    return ""


def attach(socket: DiscordWebSocket, hears: dict[str, Hear]) -> None:
    """From now on this socket's messages go to ``hears``, by the name of their event."""
    stock: Any = socket.received_message
    unpacked = socket._decompressor.decompress  # noqa: SLF001 - `misfit` has looked

    async def received(told: bytes | str, /) -> None:
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
