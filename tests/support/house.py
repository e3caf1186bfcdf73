"""A whole house for tests: a store, a clock that the test moves, a platform that keeps account, and the way between them."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.encryption import Seal
from bot.memory.errors import StoreAway
from bot.memory.incidents import Incident
from bot.memory.queue import LEASE, Leased
from bot.memory.store import Call, Store
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Judgement, Pipeline
from bot.replay.recording import Recording
from rules.model import Comment, Mode, Outcome, OutcomeState
from rules.settings import Settings
from support.patience import PATIENT

NOON = 1775000000.0
DIP = "Buy the dip and enter the market"
ENFORCE = Settings(mode=Mode.ENFORCE)
_WORDS = (
    *("alpha", "bravo", "candle", "delta", "ember", "falcon", "garden", "harbor", "island", "jungle", "kettle", "lantern", "meadow"),
    *("needle", "orchard", "pepper", "quarry", "ribbon", "saddle", "timber", "umbrella", "velvet", "window", "yellow", "zephyr"),
    *("anchor", "basket", "copper", "dragon", "engine"),
)


def link(place: int) -> str:
    """A text of a chain: alike to the one before and the one after, to no other. 0 to 6."""
    return " ".join(_WORDS[3 * place : 3 * place + 10])


@dataclass(slots=True)
class House:
    """One process, and one community of it. ``say`` is what a platform would hand in; ``later`` moves the clock."""

    store: Store
    clock: StreamClock
    platform: Recording = field(default_factory=Recording)
    community: str = "zoo"
    memory: Memory = field(init=False)
    outbox: Outbox = field(init=False)
    pipeline: Pipeline = field(init=False)
    _said: int = 0

    def __post_init__(self) -> None:
        self.memory = Memory(self.store, Seal(b"k" * 32))
        self.outbox = Outbox(self.memory.queue, {self.platform.name: self.platform})
        self.pipeline = Pipeline(self.memory, self.outbox)

    async def choose(self, settings: Settings = ENFORCE) -> int:
        """Put settings in force; their revision."""
        return (await self.memory.communities.configure(self.community, settings, "test"))[1]

    def comment(self, text: str = DIP, at: float | None = None, name: str = "", **more: Any) -> Comment:  # noqa: ANN401 - a comment's own fields
        """A comment of mallory's, said or edited some seconds after noon, or said now."""
        self._said += 1
        told = {"author": "mallory", "thread": "t", **more}
        if "edited_at" in more:
            told["edited_at"] += NOON
        return Comment(
            id=name or f"c{self._said}", community=self.community, at=self.clock.at if at is None else NOON + at, text=text, **told
        )

    async def take_in(self, comment: Comment) -> Judgement:
        return await self.pipeline.take_in(comment, self.platform.name)

    async def say(self, *texts: str, every: float = 60.0, author: str = "mallory") -> list[Judgement]:
        """Texts of one account, one after the other, each some seconds after the one before."""
        decisions = []
        for text in texts:
            self.clock.at += every
            decisions.append(await self.take_in(self.comment(text, author=author)))
        return decisions

    async def drain(self) -> None:
        """Perform what is due until nothing is."""
        await self.outbox.drain()

    async def much_later(self) -> None:
        """Let leases run out, and perform what is due."""
        self.clock.at += LEASE + 1
        await self.drain()

    async def incidents(self) -> list[Incident]:
        """Every incident with all its parts, from the oldest on."""
        found = [await self.memory.incidents.read(self.community, each.n) for each in await self.memory.incidents.page(self.community)]
        return [each for each in reversed(found) if each is not None]

    async def incident(self) -> Incident:
        """The only one."""
        [only] = await self.incidents()
        return only

    def hidden(self) -> set[str]:
        return {comment for community, comment in self.platform.hidden if community == self.community}


@asynccontextmanager
async def house(url: str, settings: Settings | None = ENFORCE, kind: type[Store] = Store) -> AsyncIterator[House]:
    """A house that enforces, at noon."""
    store = kind.at(url, StreamClock(NOON), deadline=PATIENT)
    assert isinstance(store.clock, StreamClock)
    here = House(store, store.clock)
    try:
        if settings is not None:
            await here.choose(settings)
        yield here
        await here.outbox.settle()
    finally:
        await store.close()


class Shaky(Store):
    """A store whose calls are lost now and then, half of them after they were carried out; all of them with ``trouble`` 1."""

    chance = random.Random(0)
    trouble = 0.0

    def _lose(self) -> None:
        if self.chance.random() < self.trouble:
            raise StoreAway("lost")

    async def run(self, script: str, where: str, request: Any, deadline: float = 5.0) -> Any:  # noqa: ANN401 - as the store's own
        self._lose()
        answer = await Store.run(self, script, where, request, deadline)
        self._lose()
        return answer

    async def remember(self, where: str, packed: bytes) -> bytes:
        self._lose()
        answer = await Store.remember(self, where, packed)
        self._lose()
        return answer

    async def lasting(self, calls: Sequence[Call]) -> list[Any]:
        self._lose()
        answer = await Store.lasting(self, calls)
        self._lose()
        return answer


class Nobody:
    """Hands of a process that died before it began."""

    def hand(self, leased: Sequence[Leased]) -> None:
        """Let it fall."""


async def hide_one(here: House) -> None:
    """The first hide that was decided last is done, so that its account is told."""
    case = (await here.incidents())[-1]
    hide = next(each for each in case.actions if each.does == "hide" and each.state in ("queued", "leased"))
    here.platform.hidden.add((here.community, hide.comment))
    await here.memory.queue.acknowledge(here.community, hide.id, Outcome(OutcomeState.DONE))


async def taken(here: House) -> list[Leased]:
    """What is due once the leases have run out, in the hands of this process."""
    here.clock.at += LEASE + 1
    return await here.memory.queue.take([here.platform.name])
