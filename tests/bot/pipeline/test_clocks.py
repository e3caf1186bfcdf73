"""A process whose own clock is an hour wrong decides as the others do: time is the store's."""

import itertools
import time
from dataclasses import dataclass

import pytest

from bot.memory import Memory
from bot.memory.clock import ServerClock
from bot.memory.encryption import Seal
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.replay.recording import Recording
from rules.ladder import NOTICE, Penalty
from rules.model import Comment, Mode
from rules.settings import Settings
from support.house import DIP
from support.patience import patient

HOUR = 3600.0
LADDER = Settings(mode=Mode.ENFORCE, ladder=((NOTICE,), (NOTICE, Penalty("timeout", 600.0))))
TEXTS = (DIP,) * 6 + ("A voucher for everybody who writes to me today",) * 6


@dataclass(frozen=True)
class Wrong:
    """A machine's clock that is some seconds ahead, or behind."""

    by: float

    def __call__(self) -> float:
        return time.time() + self.by


async def told(url: str, community: str, *wrong: float) -> object:
    """What comes of one account's comments that processes take in turns, each with its clock so many seconds wrong."""
    stores = [patient(url, ServerClock(Wrong(off))) for off in wrong]
    platform = Recording()
    try:
        for store in stores:
            await store.meet()
        memories = [Memory(store, Seal(b"k" * 32)) for store in stores]
        hands = [Outbox(memory.queue, {platform.name: platform}) for memory in memories]
        houses = itertools.cycle([Pipeline(memory, outbox) for memory, outbox in zip(memories, hands, strict=True)])
        await memories[0].communities.configure(community, LADDER, "test")
        began = memories[0].store.clock.now() - 60
        for number, text in enumerate(TEXTS):
            comment = Comment(f"c{number:02}", community, "t", "mallory", began + number, text)
            await next(houses).take_in(comment, platform.name)
            for outbox in hands:
                await outbox.drain()
        incidents = [
            (each.n, each.strikes, sorted(copy.id for copy in each.copies), sorted((action.does, action.state) for action in each.actions))
            for one in await memories[0].incidents.page(community)
            if (each := await memories[0].incidents.read(community, one.n))
        ]
        return sorted(name for _, name in platform.hidden), len(platform.notices), len(platform.silenced), incidents
    finally:
        for store in stores:
            await store.close()


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
async def test_an_hour_wrong_changes_nothing(redis_url: str, wrong: float) -> None:
    undisturbed = await told(redis_url, "right", 0.0)
    assert undisturbed[:3] == (["c01", "c02", "c03", "c04", "c05", "c07", "c08", "c09", "c10", "c11"], 2, 1)  # type: ignore[index]  # a tuple
    assert await told(redis_url, "wrong", 0.0, wrong) == undisturbed
    assert await told(redis_url, "alone", wrong) == undisturbed
