"""Sealing anew, with a new restore key, what an older one sealed."""

from __future__ import annotations

import base64
from urllib.parse import unquote

from bot.memory.encryption import Seal
from bot.memory.store import Call, Store, prefix_of, text
from bot.memory.webhooks import SECRET

_ORIGINALS = ("raw", "restore", "posted")


async def reseal(store: Store, seal: Seal) -> int:
    """Seal what ``seal.older`` sealed with ``seal.key``; how many values that were. Each is on disk when this returns.

    May be ended at any moment and called again: both keys open until it is done. What neither opens stays as it is.
    """
    changed = 0
    for kind in (*_ORIGINALS, "kept"):
        for name in sorted(await store.scan(f"h:{{*}}:{kind}:*")):
            changed += await _resealed(store, seal, name, kind)
    return changed


async def _resealed(store: Store, seal: Seal, name: str, kind: str) -> int:
    new, community = Seal(seal.key), unquote(name.split(":")[3])
    [flat] = await store.read([("HGETALL", name)])
    fields = []
    for field, value in zip(flat[::2], flat[1::2], strict=True):
        about, plain = field.decode(), kind in _ORIGINALS
        if not plain and about != SECRET:
            continue
        sealed = value if plain else base64.b64decode(value)
        original = seal.open(sealed, community, about)
        if original is None or new.open(sealed, community, about) is not None:
            continue
        again = new.close(original, community, about)
        fields.append((text(field), text(value), text(again if plain else base64.b64encode(again))))
    if not fields:
        return 0
    where = prefix_of(name)
    [count] = await store.lasting([Call("reseal", where, {"name": name.removeprefix(where), "fields": fields})])
    return int(count)
