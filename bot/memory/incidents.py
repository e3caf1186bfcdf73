"""Incidents: opened and grown in one atomic step, undone once, and read back for cards and pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from bot.memory.encryption import Seal
from bot.memory.queue import LEASE, Leased, Record, leased, read_record
from bot.memory.store import Call, Store, outside, partition, prefix
from rules.model import Original
from rules.policy import INVERSE, STRIKES_LAST, Stance, Table

INCIDENTS_A_PAGE = 50
_read_names = msgspec.msgpack.Decoder(list[str]).decode


@dataclass(frozen=True, slots=True)
class Opening:
    """A flagged comment with its family, and all that may be done about it.

    ``copies`` are (id, said at, thread, whether it went without Hush) of the family, the comment included; ``texts`` their keyed phrases.
    ``by`` is the comment whose arrival led here: the flagged one, or an earlier one that came late. ``cards``: whether the platform writes
    a card of the incident that this opens.
    """

    community: str
    account: str
    platform: str
    by: str
    at: float
    thread: str
    copies: Sequence[tuple[str, float, str, bool]]
    texts: Sequence[str]
    reason: str
    score: float
    accounts: Sequence[str]
    revision: int
    table: Table
    cards: bool = False


class Opened(StrEnum):
    """What became of an opening."""

    OPEN = "open"
    STALE = "stale"
    """The settings have changed since they were read: read them and plan again."""
    SPARED = "spared"
    """A moderator restored this family: it is not acted on for a while."""


@dataclass(frozen=True, slots=True)
class OpeningAnswer:
    """The answer to an opening: the incident's case number, what its comment decided, and what is now ours to do."""

    state: Opened
    incident: str = ""
    stance: Stance = Stance.CARD
    new: bool = False
    decided: tuple[Record, ...] = ()
    leased: tuple[Leased, ...] = ()
    braked: bool = False


class Decision(StrEnum):
    """What a moderator can decide about an incident; `bot.moderation.cases.DECISIONS` says what each does."""

    RESTORE = "restore"
    NOT_SPAM = "not-spam"
    PARDON = "pardon"
    CONFIRM = "confirm"
    WRONG = "wrong"
    HIDE = "hide"
    HIDE_FIRST = "hide-first"
    WARN = "warn"
    TIMEOUT = "timeout"
    BAN = "ban"
    UNDO = "undo"


class Entry(Struct, frozen=True, array_like=True):
    """One decision in a case's history. ``of``: the entry that an undo took back; ``was``: the fields it set, as they were, name after name."""

    verb: str
    who: str
    at: float
    of: int = 0
    was: tuple[str, ...] = ()

    @property
    def before(self) -> dict[str, str]:
        return dict(zip(self.was[::2], self.was[1::2], strict=True))


class Change(Struct, frozen=True):
    """One thing that a decision does to a case, as decide.lua carries it out.

    ``op``: "take back" or "queue" the action ``id``, with ``record``, once the action ``after`` has ended; "void" the case's strikes, or
    "strike" again; "spare" its texts until ``at``. ``entry``: of the history, the decision itself.
    """

    op: str
    id: str = ""
    entry: int = 0
    record: dict[str, Any] = {}
    after: str = ""
    at: float = 0.0


_read_history = msgspec.msgpack.Decoder(list[Entry]).decode
DECIDED = ("state", "right", "spared", "kept", "keep", "allowed")
"""The fields of an incident that decisions set."""


class DecisionState(StrEnum):
    """What became of a decision."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Copy:
    """One comment of an incident; ``thread``, and ``original`` while it is kept, where the whole incident was asked for."""

    id: str
    at: float
    thread: str
    original: Original | None = None
    gone: bool = False
    """It went without Hush."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One account and one family, as a moderator sees it. ``kept`` is the copy that stands.

    ``waits``: the campaign for which a moderator has to say that it goes on, before anybody in it is struck. ``proxied``: a bot posts its words
    under another name, so nobody is warned or struck. ``acts_from``: what was said earlier stands until a moderator hides it. ``version`` changes with
    everything that happens to the case; ``fields`` are those that decisions set, as the store has them.
    """

    n: str
    community: str
    account: str
    platform: str
    state: str
    stance: Stance
    why: str
    opened: float
    closes: float
    thread: str
    reason: str
    score: float
    accounts: tuple[str, ...]
    kept: str
    right: bool | None
    spared: float
    waits: str
    strikes: int
    history: tuple[Entry, ...]
    copies: tuple[Copy, ...] = ()
    actions: tuple[Record, ...] = ()
    version: str = "0"
    proxied: bool = False
    acts_from: float = 0.0
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def field(self, name: str) -> str:
        """What a field that decisions set is now; empty where nobody set it."""
        return self.fields.get(name, "")

    def hiding(self, comment: str) -> tuple[Record | None, Record | None]:
        """The last hiding of a comment, and the restore that takes it back, if there are such."""
        tried = [each for each in self.actions if each.does == "hide" and each.comment == comment]
        hide = max(
            (each for each in tried if each.undone or each.state != "cancelled"), key=lambda each: (each.at, len(each.id)), default=None
        )
        return hide, next((each for each in self.actions if hide is not None and each.of == hide.id), None)


@dataclass(slots=True)
class Incidents:
    """The store's incidents."""

    store: Store
    seal: Seal
    owner: str
    lease: float = LEASE
    """Seconds that the owner has for an action that an opening decides."""

    async def open(self, openings: Sequence[Opening]) -> list[OpeningAnswer]:
        """Each opening's answer, in order, durable before it is returned."""
        calls = [Call("open", prefix(partition(each.community)), self._request(each)) for each in openings]
        return [_opened(answer) for answer in await self.store.lasting(calls)]

    async def carry_out(self, case: Incident, entry: Entry, fields: Mapping[str, str], changes: Sequence[Change]) -> bool | None:
        """Carry out a decision made on this case, durably; False where the case has changed since it was read, None where it is gone."""
        request = {
            "c": outside(case.community),
            "n": case.n,
            "version": case.version,
            "verb": entry.verb,
            "who": entry.who,
            "of": entry.of,
            "fields": dict(fields),
            "before": [part for name in fields for part in (name, case.field(name))],
            "inverse": INVERSE,
            "changes": changes,
        }
        [answer] = await self.store.lasting([Call("decide", prefix(partition(case.community)), request)])
        return {b"done": True, b"changed": False}.get(answer)

    async def strikes(self, community: str, account: str, since: float) -> int:
        """How many strikes of an account stand."""
        name = f"{prefix(partition(community))}strikes:{outside(community)}:{outside(account)}"
        [count] = await self.store.read([("ZCOUNT", name, since, "+inf")])
        return int(count)

    async def read(self, community: str, n: str) -> Incident | None:
        """One incident with all its copies and actions; a merged one's number gives the one it became."""
        found = await self._load(community, [n], whole=True)
        return found[0] if found else None

    async def several(self, community: str, numbers: Sequence[str]) -> list[Incident]:
        """Some incidents with all their copies and actions; those that became another left out."""
        return await self._load(community, numbers, whole=True, follow=False) if numbers else []

    async def page(self, community: str, before: int | None = None, most: int = INCIDENTS_A_PAGE) -> list[Incident]:
        """Incidents from the newest on, those that became another left out, without their copies' texts."""
        if before is None:
            [last] = await self.store.read([("HGET", f"{prefix(partition(community))}cases:{outside(community)}", "case")])
            before = int(last or 0) + 1
        found: list[Incident] = []
        while before > 1 and len(found) < most:
            numbers = [str(number) for number in range(before - 1, max(before - 1 - most, 0), -1)]
            found += await self._load(community, numbers, whole=False)
            before -= len(numbers)
        return found[:most]

    async def claimed(self, community: str, account: str, comment: str) -> str | None:
        """The case number of the incident that claims a comment, if one does."""
        [claim] = await self.store.read(
            [("HGET", f"{prefix(partition(community))}claims:{outside(community)}:{outside(account)}", comment)]
        )
        return claim.decode().partition(" ")[0] if claim else None

    def _request(self, opening: Opening) -> dict[str, Any]:
        plain: dict[str, Any] = {
            name: getattr(opening, name)
            for name in (
                "account",
                "platform",
                "by",
                "at",
                "thread",
                "copies",
                "texts",
                "reason",
                "score",
                "accounts",
                "revision",
                "table",
                "cards",
            )
        }
        return {**plain, "c": outside(opening.community), "a": outside(opening.account), "owner": self.owner, "lease": self.lease}

    async def _load(self, community: str, numbers: Sequence[str], *, whole: bool, follow: bool = True) -> list[Incident]:
        where, c = prefix(partition(community)), outside(community)
        flat = await self.store.read([("HGETALL", f"{where}incident:{c}:{n}") for n in numbers])
        found = [_fields(each) for each in flat]
        if whole and follow:
            while found and (into := found[0].get("into")):
                found = [_fields(each) for each in await self.store.read([("HGETALL", f"{where}incident:{c}:{into.decode()}")])]
        found = [each for each in found if each and "into" not in each and "kind" not in each]  # a campaign has a kind, and its own door
        commands: list[tuple[Any, ...]] = []
        for each in found:
            n, a = each["n"].decode(), each["a"].decode()
            commands += [
                ("ZRANGE", f"{where}copies:{c}:{n}", 0, -1, "WITHSCORES"),
                ("HVALS", f"{where}actions:{c}:{n}"),
                ("ZRANGE", f"{where}strikes:{c}:{a}", f"({self.store.clock.now() - STRIKES_LAST}", "+inf", "BYSCORE"),
                ("HGETALL", f"{where}claims:{c}:{a}"),
                ("HGETALL", f"{where}restore:{c}:{n}") if whole else ("ECHO", ""),
            ]
        answers = await self.store.read(commands) if commands else []
        return [self._incident(community, each, answers[5 * i : 5 * i + 5]) for i, each in enumerate(found)]

    def _incident(self, community: str, fields: dict[str, bytes], answers: Sequence[Any]) -> Incident:
        def told(name: str, otherwise: str = "") -> str:
            return fields[name].decode() if name in fields else otherwise

        copies, actions, strikes, claims, originals = answers
        threads = {name: claim.decode().partition(" ")[2] for name, claim in _fields(claims).items()}
        sealed = _fields(originals or ())
        n, closes = told("n"), float(told("closes", "0"))
        gone = set(_read_names(fields["gone"])) if "gone" in fields else set()
        state = told("state")
        return Incident(
            n=n,
            community=community,
            account=told("account"),
            platform=told("platform"),
            state="closed" if state == "open" and self.store.clock.now() > closes else state,
            stance=Stance(int(told("stance"))),
            why=told("why"),
            opened=float(told("opened")),
            closes=closes,
            thread=told("thread"),
            reason=told("reason"),
            score=float(told("score", "0")),
            accounts=tuple(_read_names(fields["accounts"])) if "accounts" in fields else (),
            kept=told("kept"),
            right={"1": True, "0": False}.get(told("right")),
            spared=float(told("spared") or 0),
            waits=told("waits"),
            proxied=told("proxied") == "1",
            acts_from=float(told("from") or 0),
            strikes=sum(strike.rpartition(b"\0")[2].partition(b":")[0].decode() == n for strike in strikes),
            history=tuple(_read_history(fields["history"])) if "history" in fields else (),
            version=told("version", "0"),
            fields={name: told(name) for name in DECIDED if name in fields},
            copies=tuple(
                Copy(
                    name.decode(),
                    float(at),
                    threads.get(name.decode(), ""),
                    self._original(community, name.decode(), sealed),
                    name.decode() in gone,
                )
                for name, at in zip(copies[::2], copies[1::2], strict=True)
            ),
            actions=tuple(sorted((read_record(each) for each in actions), key=lambda record: (record.at, record.id))),
        )

    def _original(self, community: str, comment: str, sealed: dict[str, bytes]) -> Original | None:
        return self.seal.open(sealed[comment], community, comment) if comment in sealed else None


def _fields(flat: Sequence[bytes]) -> dict[str, bytes]:
    return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}


def _opened(answer: Sequence[Any]) -> OpeningAnswer:
    state = Opened(answer[0].decode())
    if state is not Opened.OPEN:
        return OpeningAnswer(state, answer[1].decode() if len(answer) > 1 else "")
    _, n, stance, new, decided, handed, braked = answer
    return OpeningAnswer(
        state,
        n.decode(),
        Stance(stance),
        bool(new),
        tuple(read_record(each) for each in decided if each),
        tuple(leased(each) for each in handed),
        bool(braked),
    )
