"""The local page's own threads: what was posted there, what is out of sight, and how its accounts stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.memory.encryption import Seal
from bot.memory.store import Store, outside, partition, prefix
from bot.memory.store import text as packed_text
from rules.model import Comment, Original

THREAD_KEPT = 30 * 86400.0
"""Seconds for which a thread is kept after its last comment."""
MOST_SHOWN, THREADS = 1000, 200
"""Comments in a thread, and threads in a community; what is more goes from the oldest on."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as it stands in its thread. ``incident`` is the case number that claims it, empty where none does."""

    id: str
    author: str
    at: float
    text: str
    veiled: bool = False
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: silenced until a moment, banned, and the notices it got, as (when, thread)."""

    until: float = 0.0
    banned: bool = False
    notices: Sequence[tuple[float, str]] = field(default=())


@dataclass(slots=True)
class Threads:
    """The store's threads. Texts are sealed, as all originals are."""

    store: Store
    seal: Seal

    async def post(self, comment: Comment) -> None:
        """Put a comment into its thread; again with the same id, it takes its own place."""
        sealed = self.seal.close(Original(comment.text, comment.media), comment.community, comment.id)
        request = {
            "c": outside(comment.community),
            "a": outside(comment.author),
            "t": outside(comment.thread),
            "id": comment.id,
            "at": comment.at,
            "sealed": packed_text(sealed),
            "topic": comment.topic or "",
            "keep": THREAD_KEPT,
            "most": MOST_SHOWN,
            "threads": THREADS,
        }
        await self.store.run("post", prefix(partition(comment.community)), request)

    async def veil(self, community: str, account: str, thread: str, comment: str, *, veiled: bool) -> None:
        """Take a comment out of sight, or put it back."""
        request = {
            "c": outside(community),
            "a": outside(account),
            "t": outside(thread),
            "id": comment,
            "veiled": veiled,
            "keep": THREAD_KEPT,
        }
        await self.store.run("veil", prefix(partition(community)), request)

    async def stand(self, community: str, account: str, does: str, action: str, *, until: float | None = None, thread: str = "") -> None:
        """Note a ``notice``, ``no notice``, ``timeout``, ``ban`` or ``lift`` on an account; the same one again changes nothing."""
        request = {
            "c": outside(community),
            "a": outside(account),
            "t": outside(thread) if thread else "",
            "does": does,
            "id": action,
            "until": until,
            "keep": THREAD_KEPT,
        }
        await self.store.run("stand", prefix(partition(community)), {name: value for name, value in request.items() if value is not None})

    async def standing(self, community: str, account: str) -> Standing:
        """How an account stands now."""
        [flat] = await self.store.read([("HGETALL", f"{self._where(community)}standing:{outside(community)}:{outside(account)}")])
        fields = {name.decode(): value.decode() for name, value in zip(flat[::2], flat[1::2], strict=True)}
        told = sorted(value.partition(" ") for name, value in fields.items() if name.startswith("notice:"))
        notices = tuple((float(at), unquote(thread)) for at, _, thread in told)
        return Standing(float(fields.get("until", "0")), "banned" in fields, notices)

    async def listed(self, community: str) -> Mapping[str, str]:
        """Every thread with its topic, the one that was spoken in last first."""
        where, c = self._where(community), outside(community)
        names, topics = await self.store.read([("ZREVRANGE", f"{where}threads:{c}", 0, -1), ("HGETALL", f"{where}topics:{c}")])
        about = dict(zip(topics[::2], topics[1::2], strict=True))
        return {unquote(name.decode()): about.get(name, b"").decode() for name in names}

    async def read(self, community: str, thread: str, most: int) -> tuple[list[Shown], int]:
        """The newest comments of a thread, the oldest of them first; and how many there are in all."""
        where, c = self._where(community), outside(community)
        name = f"{where}thread:{c}:{outside(thread)}"
        flat, count = await self.store.read([("ZRANGE", name, -most, -1, "WITHSCORES"), ("ZCARD", name)])
        placed = [(*member.decode().split("\n", 1), float(at)) for member, at in zip(flat[::2], flat[1::2], strict=True)]
        own: dict[str, list[str]] = {}
        for account, comment, _ in placed:
            own.setdefault(account, []).append(comment)
        found = await self._texts(community, own)
        return [
            Shown(comment, unquote(account), at, *found[account, comment]) for account, comment, at in placed if (account, comment) in found
        ], int(count)

    async def _texts(self, community: str, own: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], tuple[str, bool, str]]:
        """(text, out of sight, case) of each comment whose text is kept, by account and id."""
        where, c = self._where(community), outside(community)
        asked: list[tuple[str, ...]] = []
        for account, comments in own.items():
            asked += [
                ("HMGET", f"{where}posted:{c}:{account}", *comments),
                ("SMISMEMBER", f"{where}veiled:{c}:{account}", *comments),
                ("HMGET", f"{where}claims:{c}:{account}", *comments),
            ]
        answers = await self.store.read(asked) if asked else []
        found = {}
        for i, (account, comments) in enumerate(own.items()):
            for comment, sealed, veiled, claim in zip(comments, *answers[3 * i : 3 * i + 3], strict=True):
                original = self.seal.open(sealed, community, comment) if sealed else None
                if original is not None:
                    case = claim.decode().partition(" ")[0] if claim else ""
                    found[account, comment] = original.text, bool(veiled), case
        return found

    @staticmethod
    def _where(community: str) -> str:
        return prefix(partition(community))
