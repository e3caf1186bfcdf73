"""Decided actions, until each has an outcome: leased to one worker at a time, and due again when a lease runs out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from bot.memory.encryption import Seal
from bot.memory.store import PARTITIONS, Store, outside, partition, prefix, prefix_of
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Outcome, Restore, TimeOut, Unwarn, Warn
from rules.policy import INVERSE

LEASE = 30.0
"""Seconds a worker has for an action before it is given to another, unless a queue is made with another lease."""
QUEUE_POLL = 1.0
"""Seconds between looks for what is due: retries, timed work, and what a process left behind that died."""
MOST_LEASED = 64


class Record(Struct, frozen=True, rename={"does": "do"}):
    """An action as the store keeps it. ``by`` is the comment that decided it, ``of`` the action it takes back.

    ``doubtful``: nobody knows whether what it takes back was ever done. ``campaign``: the one on whose card it was asked for.
    ``stands``: the platform's ids of what stands because of it; ``instead``: of what stands in the comment's place. ``entry`` and ``taken``: the entries of the case's history that asked
    for it and took it back, counted from 1. ``undo``: it is taken back as soon as whoever has it in hand is done.
    """

    id: str
    does: str
    account: str
    state: str
    at: float
    tries: int = 0
    by: str = ""
    comment: str = ""
    thread: str = ""
    till: float | None = None
    clears: float = 0.0
    of: str = ""
    why: str = ""
    ended: float | None = None
    undone: bool = False
    doubtful: bool = False
    campaign: str = ""
    instead: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    entry: int = 0
    taken: int = 0
    undo: dict[str, str] | None = None


read_record = msgspec.msgpack.Decoder(Record).decode


@dataclass(frozen=True, slots=True)
class Leased:
    """One action in this process's hands.

    ``sealed`` is the encrypted original of the comment it puts back, if kept; ``said`` when the text was said that it hides; ``hidden``
    whether something of its case was hidden, or its site was told to hide it.
    """

    platform: str
    community: str
    incident: str
    record: Record
    sealed: bytes = field(repr=False)
    said: float = 0.0
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """The state an action is in now, empty where there is no such action; and how many others became due by it."""

    state: str
    due: int


@dataclass(slots=True)
class Queue:
    """What is to be done, shared by every process."""

    store: Store
    seal: Seal
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    lease: float = LEASE

    async def take(self, platforms: Sequence[str], most: int = MOST_LEASED) -> list[Leased]:
        """Up to ``most`` due actions of these platforms, leased to this process."""
        taken: list[Leased] = []
        for names in await self.store.due([f"{prefix(number)}due:{platform}" for number in range(PARTITIONS) for platform in platforms]):
            due = [(where := prefix_of(name), name.removeprefix(where)) for name in names]
            request = {"due": due, "owner": self.owner, "lease": self.lease, "most": most - len(taken), "inverse": INVERSE}
            taken += [leased(handed) for handed in await self.store.run("take", due[0][0], request)]
        return taken

    async def depths(self, platforms: Sequence[str]) -> dict[str, int]:
        """How many actions of each platform have no outcome yet, in the whole store."""
        counts = await self.store.read([("ZCARD", f"{prefix(number)}due:{each}") for each in platforms for number in range(PARTITIONS)])
        return {each: sum(counts[place * PARTITIONS : (place + 1) * PARTITIONS]) for place, each in enumerate(platforms)}

    async def finish(self, done: Leased, outcome: Outcome) -> Finished:
        """Record what came of an action."""
        result: dict[str, Any] = {"state": outcome.state.value, "why": outcome.why, "owner": self.owner}
        if outcome.stands:
            result["stands"] = outcome.stands
        return await self._finish(done.community, done.incident, done.record.id, result)

    async def retry(self, undone: Leased, at: float, why: str, *, asked: bool = True) -> Finished:
        """Put an action back until ``at``, saying why it could not be done now; where the platform was not ``asked``, it is no attempt."""
        result = {"state": "queued", "why": why, "at": at, "asked": asked, "owner": self.owner}
        return await self._finish(undone.community, undone.incident, undone.record.id, result)

    async def acknowledge(self, community: str, action: str, outcome: Outcome) -> Finished:
        """A site says what came of an action it fetched."""
        return await self._finish(community, action.partition(":")[0], action, {"state": outcome.state.value, "why": outcome.why})

    async def publish(self, community: str, action: Action) -> int | None:
        """Put an action into its site's feed; its number there, the same however often this is called; None where its incident is gone."""
        request = {"c": outside(community), "n": action.incident, "id": action.id}
        sequence = await self.store.run("publish", prefix(partition(community)), request)
        return None if sequence is None else int(sequence)

    async def feed(self, community: str, after: int, most: int) -> list[tuple[int, str, Record | None]]:
        """What a site was offered: (sequence, incident, action) after a sequence number, in order; None for what is no longer kept."""
        where, c = prefix(partition(community)), outside(community)
        [names] = await self.store.read([("ZRANGE", f"{where}feed:{c}", f"({after}", "+inf", "BYSCORE", "LIMIT", 0, most, "WITHSCORES")])
        found = []
        for name, sequence in zip(names[::2], names[1::2], strict=True):
            incident, _, action = name.decode().partition("\n")
            found.append((int(sequence), incident, action))
        packed = (
            await self.store.read([("HGET", f"{where}actions:{c}:{incident}", action) for _, incident, action in found]) if found else []
        )
        return [
            (sequence, incident, read_record(each) if each else None) for (sequence, incident, _), each in zip(found, packed, strict=True)
        ]

    def action(self, leased: Leased) -> Action:
        """The leased action in the house's words, with the original opened where one is to be put back."""
        return as_action(leased, self.seal)

    async def _finish(self, community: str, incident: str, action: str, result: dict[str, Any]) -> Finished:
        request = {"c": outside(community), "n": incident, "id": action, "inverse": INVERSE, **result}
        answer = await self.store.run("finish", prefix(partition(community)), request)
        return Finished(answer[0].decode(), answer[1]) if answer else Finished("", 0)


def leased(handed: Sequence[bytes]) -> Leased:
    """One action as the scripts hand it over."""
    platform, community, incident, packed, sealed, said, hidden = handed
    record = read_record(packed)
    return Leased(platform.decode(), unquote(community.decode()), incident.decode(), record, sealed, float(said), bool(hidden))


def as_action(leased: Leased, seal: Seal) -> Action:  # noqa: PLR0911 - one match over every action is one idea
    """A stored action in the house's words."""
    record = leased.record
    common = (record.id, leased.incident, record.account)
    match record.does:
        case "hide":
            return Hide(*common, record.comment, record.thread, record.instead, leased.said)
        case "warn":
            return Warn(*common, record.thread, leased.hidden)
        case "unwarn":
            return Unwarn(*common, record.thread, record.of, record.stands)
        case "timeout":
            return TimeOut(*common, record.till or 0.0)
        case "kick":
            return Kick(*common)
        case "ban":
            return Ban(*common, record.clears)
        case "alert":
            return Alert(*common, record.thread, record.campaign)
        case "restore":
            original = seal.open(leased.sealed, leased.community, record.comment) if leased.sealed else None
            return Restore(*common, record.comment, record.thread, original, record.doubtful)
        case "lift":
            return Lift(*common, record.till)
        case unknown:
            raise AssertionError(f"the store holds an action {unknown!r} that this version does not know")
