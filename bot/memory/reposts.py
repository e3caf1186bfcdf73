"""What a proxy bot posted anew in a member's place: the comment goes on counting once, and its re-post is what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory.encryption import Seal
from bot.memory.store import Store, outside, partition, prefix, text
from rules.model import Original

BUCKET = 60.0
"""Seconds of comments in one hash, so that it ages as a whole."""


@dataclass(slots=True)
class Reposts:
    """The store's side."""

    store: Store
    seal: Seal

    async def original(self, community: str, account: str, comment: str) -> Original | None:
        """What a comment said, as long as it is kept."""
        where, c, a = prefix(partition(community)), outside(community), outside(account)
        sealed, claim = await self.store.read([("HGET", f"{where}raw:{c}:{a}", comment), ("HGET", f"{where}claims:{c}:{a}", comment)])
        if sealed is None and claim is not None:
            [sealed] = await self.store.read([("HGET", f"{where}restore:{c}:{claim.decode().partition(' ')[0]}", comment)])
        return self.seal.open(sealed, community, comment) if sealed else None

    async def note(self, community: str, account: str, comment: tuple[str, float], repost: str, shown: Original) -> None:
        """A comment, (id, when it was said), stands as this re-post from now on, and would be put back as it is ``shown``."""
        name, at = comment
        sealed = text(self.seal.close(shown, community, name))
        request = {"c": outside(community), "a": outside(account), "id": name, "bucket": _bucket(at), "value": f"{account}\n{repost}"}
        await self.store.run("reposted", prefix(partition(community)), {**request, "sealed": sealed})

    async def of(self, community: str, comments: Sequence[tuple[str, float]]) -> dict[str, str]:
        """The re-posts of some comments, (id, when it was said), by comment; those that have one."""
        where = f"{prefix(partition(community))}repost:{outside(community)}"
        found = await self.store.read([("HGET", f"{where}:{_bucket(at)}", comment) for comment, at in comments]) if comments else []
        return {comment: each.decode().partition("\n")[2] for (comment, _), each in zip(comments, found, strict=True) if each}


def _bucket(at: float) -> str:
    return str(int(at // BUCKET))
