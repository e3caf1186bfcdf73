"""Campaigns: one text from several accounts, found or made in one atomic step, decided once, and read back for cards and pages.

A campaign is a case among the incidents: it has their numbers, their queue and their cards. It gives nobody a strike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import msgspec

from bot.memory.encryption import Seal
from bot.memory.incidents import DecisionState, Entry
from bot.memory.queue import Record, read_record
from bot.memory.store import Call, Store, outside, partition, prefix
from rules.model import Original
from rules.policy import INVERSE, Brake

MOST_MEMBERS = 500
"""Accounts of one campaign, and copies; what comes beyond is not on its card, and is judged as ever."""
ORIGINALS_SHOWN = 8
"""Originals that are read from each end of a campaign's copies."""
OVER = 3600.0
"""Seconds without a copy after which a campaign is over; a later copy goes on with it while its text is remembered."""
_read_history = msgspec.msgpack.Decoder(list[Entry]).decode


class Known(IntEnum):
    """What is known of an account in a campaign: nothing yet, that it may be acted on, that it moderates or is exempt."""

    UNKNOWN = 0
    ORDINARY = 1
    SPARED = 2


class CampaignDecision(StrEnum):
    """What a moderator can decide about a campaign."""

    HIDE_ALL = "hide-all"
    TIME_OUT_ALL = "time-out-all"
    RESTORE = "restore"
    NOT_SPAM = "not-spam"
    CONTINUE = "continue"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Joining:
    """What belongs to the campaign of a text: ``texts``, that one and its near-copies; ``members`` with what is known of each.

    ``copies`` are (account, id, said at, thread). ``named`` are accounts that are said to take part; ``keep`` for how many seconds
    the text leads to its campaign, ``restore`` for how many the originals are kept. ``cards``: whether the platform writes a card of the
    campaign that this makes.
    """

    community: str
    texts: Sequence[str]
    platform: str
    why: str
    thread: str
    members: Sequence[tuple[str, Known]]
    copies: Sequence[tuple[str, str, float, str]]
    named: Sequence[str]
    keep: float
    restore: float
    cards: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment of a campaign. ``state``: stands, hiding, hidden, failed (``why``), restoring, restored.

    ``own``: its account's case; ``here``: whether it was hidden from the campaign's card.
    """

    id: str
    at: float
    account: str
    thread: str
    state: str
    why: str
    own: str
    here: bool
    original: Original | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """One text from several accounts, as a moderator sees it: ``state`` open, closed, continued, restored, not spam.

    ``waits``: so many accounts take part that nobody is struck until a moderator says that it goes on.
    """

    n: str
    community: str
    platform: str
    state: str
    why: str
    opened: float
    thread: str
    accounts: tuple[tuple[str, Known], ...]
    copies: tuple[Voice, ...]
    actions: tuple[Record, ...]
    history: tuple[Entry, ...]
    waits: bool

    @property
    def spared(self) -> tuple[str, ...]:
        """The accounts that nothing is done about, because they moderate here or are exempt."""
        return tuple(account for account, known in self.accounts if known is Known.SPARED)

    @property
    def texts(self) -> tuple[str, ...]:
        """The different texts that are still kept, in the order in which they were said."""
        return tuple(dict.fromkeys(each.original.text for each in self.copies if each.original))


@dataclass(slots=True)
class Campaigns:
    """The store's campaigns."""

    store: Store
    seal: Seal

    async def join(self, joining: Joining) -> tuple[str, list[str]]:
        """The campaign's case number, and those of the named accounts of which it does not know yet."""
        request = {
            "c": outside(joining.community),
            "texts": list(joining.texts),
            "platform": joining.platform,
            "cards": joining.cards,
            "why": joining.why,
            "thread": joining.thread,
            "members": [(account, outside(account), int(known)) for account, known in joining.members],
            "copies": [(outside(account), comment, at, thread) for account, comment, at, thread in joining.copies],
            "named": [outside(account) for account in joining.named],
            "keep": joining.keep,
            "restore": joining.restore,
            "most": MOST_MEMBERS,
            "held": Brake().campaign,
        }
        n, _, unknown = await self.store.run("campaign", prefix(partition(joining.community)), request)
        strange = {each.decode() for each in unknown}
        return n.decode(), [account for account in joining.named if outside(account) in strange]

    async def decide(
        self, community: str, n: str, entry: Entry, *, till: float = 0.0, spared: Iterable[str] = (), observes: bool = False
    ) -> tuple[DecisionState, str]:
        """Carry out a decision once; what became of it, and the campaign's state.

        ``till``: of timeouts; ``spared``: accounts that are left alone; in a community that ``observes`` nothing is done.
        """
        request = {
            "c": outside(community),
            "n": n,
            "who": entry.who,
            "how": entry.verb,
            "of": entry.of,
            "till": till,
            "spared": [outside(account) for account in spared],
            "inverse": INVERSE,
            "held": Brake().campaign,
            "observes": observes,
        }
        [answer] = await self.store.lasting([Call("campaign_decide", prefix(partition(community)), request)])
        return DecisionState(answer[0].decode()), answer[1].decode() if len(answer) > 1 else ""

    async def read(self, community: str, n: str) -> Campaign | None:
        """One campaign with its accounts, copies and actions."""
        answer = await self.store.run(
            "campaign_read", prefix(partition(community)), {"c": outside(community), "n": n, "shown": ORIGINALS_SHOWN}
        )
        return self._campaign(community, *answer) if answer else None

    async def page(self, community: str, before: int | None = None, most: int = 50) -> list[Campaign]:
        """Campaigns from the newest on; ``before``: with smaller case numbers."""
        high = f"({before}" if before else "+inf"
        name = f"{prefix(partition(community))}campaigns:{outside(community)}"
        [numbers] = await self.store.read([("ZRANGE", name, high, "-inf", "BYSCORE", "REV", "LIMIT", 0, most)])
        found = [await self.read(community, n.decode()) for n in numbers]
        return [each for each in found if each is not None]

    async def braked(self, community: str) -> float:
        """Until when the brake is on; 0 where it is not."""
        [until] = await self.store.read([("GET", f"{prefix(partition(community))}brake:{outside(community)}")])
        moment = float(until or 0)
        return moment if moment > self.store.clock.now() else 0.0

    async def resume(self, community: str) -> bool:
        """End the brake; False where it was not on."""
        return bool(await self.store.run("resume", prefix(partition(community)), {"c": outside(community)}))

    def _campaign(
        self, community: str, flat: Sequence[bytes], members: Sequence[bytes], copies: Sequence[Any], actions: Sequence[bytes]
    ) -> Campaign:
        fields = {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}
        accounts = {a.decode(): (told[1:].decode(), Known(int(told[:1]))) for a, told in zip(members[::2], members[1::2], strict=True)}
        records = sorted((read_record(each) for each in actions), key=lambda record: (record.at, record.id))
        latest = {each.comment: each for each in records if each.comment}
        voices = tuple(self._voice(community, each, accounts, latest) for each in copies)
        state, why = fields["state"].decode(), fields["why"].decode()
        newest = max((each.at for each in voices), default=0.0)
        return Campaign(
            n=fields["n"].decode(),
            community=community,
            platform=fields["platform"].decode(),
            state="closed" if state == "open" and self.store.clock.now() > newest + OVER else state,
            why=why,
            opened=float(fields["opened"]),
            thread=fields["thread"].decode(),
            accounts=tuple(sorted(accounts.values())),
            copies=voices,
            actions=tuple(records),
            history=tuple(_read_history(fields["history"])) if "history" in fields else (),
            waits=why == "enforce" and len(accounts) >= Brake().campaign and not fields.get("continued"),
        )

    def _voice(self, community: str, told: Sequence[bytes], accounts: dict[str, tuple[str, Known]], latest: dict[str, Record]) -> Voice:
        comment, at, a, thread, own, hide, sealed = told
        record = latest.get(comment.decode()) or (read_record(hide) if hide else None)
        return Voice(
            id=comment.decode(),
            at=float(at),
            account=accounts[a.decode()][0],
            thread=thread.decode(),
            state=_state(record),
            why=record.why if record else "",
            own=own.decode(),
            here=record is not None and bool(record.campaign) and not record.undone,
            original=self.seal.open(sealed, community, comment.decode()) if sealed else None,
        )


_STATES = {
    "hide": {"done": "hidden", "failed": "failed", "unsupported": "failed", "cancelled": "stands", "needless": "stands"},
    "restore": {"done": "restored", "failed": "hidden", "unsupported": "hidden"},
}


def _state(record: Record | None) -> str:
    if record is None:
        return "stands"
    return _STATES[record.does].get(record.state, "hiding" if record.does == "hide" else "restoring")
