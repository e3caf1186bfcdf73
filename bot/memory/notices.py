"""Which message of a thread says a notice, so that a flood of notices does not become the spam."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec import Struct

from bot.memory.store import Store, outside, partition, prefix
from rules.model import Warn

DIRECT_NOTICE_GAP = 86400.0
"""Seconds in which an account gets one direct message."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One message with notices: its constant id, the platform's id once it was said, the accounts it is for.

    ``hidden``: whether something of each of them was hidden.
    """

    id: str
    message: str
    accounts: tuple[str, ...]
    hidden: bool = True


class _Kept(Struct):
    message: str


@dataclass(slots=True)
class Notices:
    """The store's side of one platform's notices."""

    store: Store
    platform: str

    async def join(self, community: str, action: Warn, rules: tuple[float, float, int]) -> Slot:
        """The message for this action's notice; the same for the same action. Its removal is a chore from now on.

        ``rules``: seconds in which notices are merged, seconds one stands, how many stand before the newest takes in the next.
        """
        merge, stands, most = rules
        about = {"action": action.id, "account": action.account, "hidden": action.hidden, "platform": self.platform}
        request = {**about, "merge": merge, "stands": stands, "most": most}
        slot = await self._run(community, action.thread, request)
        if slot is None:
            raise AssertionError("a notice always has a place")
        return slot

    async def first_today(self, community: str, account: str, action: str) -> bool:
        """Whether this notice is the one that an account gets in a day; the same answer for the same action."""
        request = {"name": f"told:{outside(community)}:{outside(account)}", "value": action, "keep": DIRECT_NOTICE_GAP}
        kept: bytes = await self.store.run("once", prefix(partition(community)), request)
        return kept.decode() == action

    async def said(self, community: str, thread: str, slot: str, message: str) -> Slot | None:
        """Note which message says it; the slot as it is now, or None where it is over."""
        return await self._run(community, thread, {"slot": slot, "message": message})

    async def leave(self, community: str, thread: str, action: str, account: str) -> Slot | None:
        """Take one action's notice out of the message that says it; the message as it is now, None where none says it any more."""
        return await self._run(community, thread, {"leaves": action, "account": account})

    async def message(self, community: str, thread: str, slot: str) -> str:
        """The message of a slot, empty where there is none."""
        [packed] = await self.store.read([("HGET", f"{prefix(partition(community))}notices:{outside(community)}:{outside(thread)}", slot)])
        return msgspec.msgpack.decode(packed, type=_Kept).message if packed else ""

    async def _run(self, community: str, thread: str, request: dict[str, object]) -> Slot | None:
        answer = await self.store.run(
            "notice", prefix(partition(community)), {"c": outside(community), "thread": outside(thread), **request}
        )
        if not answer:
            return None
        slot, message, accounts, hidden = answer
        return Slot(slot.decode(), message.decode(), tuple(each.decode() for each in accounts), bool(hidden))
