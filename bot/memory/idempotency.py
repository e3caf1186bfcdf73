"""First answers, kept for a day under a key that the asker chose: who asks twice is answered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct

from bot.memory.store import Store, outside, partition, prefix, text

ANSWER_KEPT = 86400.0
"""Seconds for which an answer is kept."""


class FirstAnswer(Struct, frozen=True, array_like=True):
    """An answer, and the hash of the question it was given to."""

    asked: bytes
    status: int
    answer: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(FirstAnswer).decode


@dataclass(slots=True)
class FirstAnswers:
    """The store's memory of what was answered."""

    store: Store

    async def first(self, community: str, key: str) -> FirstAnswer | None:
        """The answer first given under this key, if one was."""
        found = await self._once(community, key, b"")
        return _decode(found) if found else None

    async def keep(self, community: str, key: str, answer: FirstAnswer) -> FirstAnswer:
        """Keep an answer unless another was first; the one that is kept."""
        return _decode(await self._once(community, key, _encode(answer)))

    async def _once(self, community: str, key: str, value: bytes) -> Any:  # noqa: ANN401 - bytes or None, as the script answers
        request = {"name": f"idempotency:{outside(community)}:{outside(key)}", "value": text(value), "keep": ANSWER_KEPT}
        return await self.store.run("once", prefix(partition(community)), request)
