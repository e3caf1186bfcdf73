"""How a frame goes over the wire: as text, or in one stream per connection."""

import importlib
import json
import zlib
from collections.abc import Callable

from discord_server.refusal import Json

Encode = Callable[[Json], str | bytes]


def encoder(asked: str | None) -> Encode:
    """An encoder for a new connection. Text is always accepted, so it stands in for a compression that is not installed."""
    if asked == "zlib-stream":
        return _zlib()
    if asked == "zstd-stream":
        return _zstd() or as_text
    return as_text


def as_text(frame: Json) -> str:
    """Plain JSON."""
    return json.dumps(frame, separators=(",", ":"))


def _zlib() -> Encode:
    stream = zlib.compressobj()

    def encode(frame: Json) -> bytes:
        return stream.compress(as_text(frame).encode()) + stream.flush(zlib.Z_SYNC_FLUSH)

    return encode


def _zstd() -> Encode | None:
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        return None
    stream = zstandard.ZstdCompressor().compressobj()

    def encode(frame: Json) -> bytes:
        packed: bytes = stream.compress(as_text(frame).encode()) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return packed

    return encode
