"""All that a store and its data folder hold, to be searched."""

import asyncio
from pathlib import Path
from typing import Any

from bot.memory.store import Store

_READS: dict[bytes, tuple[Any, ...]] = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"zset": ("ZRANGE", 0, -1),
    b"list": ("LRANGE", 0, -1),
    b"set": ("SMEMBERS",),
    b"stream": ("XRANGE", "-", "+"),
}


async def everything(store: Store) -> dict[str, str]:
    """Each key with what it holds, as text."""
    names = sorted(await store.scan("*"))
    kinds = await store.read([("TYPE", name) for name in names])
    reads = [_READS[bytes(kind)] for kind in kinds]
    held = await store.read([(command, name, *rest) for name, (command, *rest) in zip(names, reads, strict=True)])
    return {name: repr(value) for name, value in zip(names, held, strict=True)}


async def on_disk(store: Store, folder: Path) -> bytes:
    """All files of a data folder with their names, once none is being written anew."""
    async with asyncio.timeout(20):
        while await _writing(store):  # noqa: ASYNC110 - the server tells nobody when it is done
            await asyncio.sleep(0.02)
    return await asyncio.to_thread(_read, folder)


async def _writing(store: Store) -> bool:
    [info] = await store.read([("INFO", "persistence")])
    return b"aof_rewrite_in_progress:1" in info or b"aof_rewrite_scheduled:1" in info


def _read(folder: Path) -> bytes:
    return b"\n".join(path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
