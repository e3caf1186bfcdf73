import asyncio

from bot.memory import Memory
from bot.memory.clock import StreamClock
from bot.memory.encryption import Seal
from bot.pipeline.outbox import Outbox
from bot.pipeline.pipeline import Pipeline
from bot.replay.recording import Recording
from rules.model import Comment, Mode
from rules.settings import Settings
from support.patience import patient
from support.whole_store import everything

DIP = "Buy the dip and enter the market"


async def fill(memory: Memory, clock: StreamClock, community: str, accounts: tuple[str, ...]) -> None:
    """Three copies each, an incident with actions, and what is queued and offered."""
    outbox = Outbox(memory.queue, {"recording": Recording()})
    pipeline = Pipeline(memory, outbox)
    await memory.communities.configure(community, Settings(mode=Mode.ENFORCE), "test")
    for number in range(3):
        for account in accounts:
            clock.at += 1
            comment = Comment(id=f"{account}{number}", community=community, thread="t", author=account, at=clock.at, text=DIP)
            await pipeline.take_in(comment, "recording")
    for leased in await memory.queue.take(["recording"]):
        await memory.queue.publish(leased.community, memory.queue.action(leased))
    await asyncio.wait_for(outbox.settle(), 30)


async def test_an_erased_account_is_nowhere_and_the_others_are_untouched(redis_url: str) -> None:
    clock = StreamClock(1775000000.0)
    store = patient(redis_url, clock)
    memory = Memory(store, Seal(b"k" * 32))
    await fill(memory, clock, "zoo", ("mallory", "trudy"))
    assert "mallory" in repr(await everything(store))
    assert await memory.erasure.account("zoo", "mallory") > 0
    left = repr(await everything(store))
    assert "mallory" not in left
    assert "trudy" in left
    [incident] = await memory.incidents.page("zoo")
    assert incident.account == "trudy"
    assert incident.accounts == ()
    await store.close()


async def test_an_erased_community_is_nowhere_and_the_others_are_untouched(redis_url: str) -> None:
    clock = StreamClock(1775000000.0)
    store = patient(redis_url, clock)
    memory = Memory(store, Seal(b"k" * 32))
    await fill(memory, clock, "zoo", ("mallory",))
    await fill(memory, clock, "zoo:2", ("zoo", "mallory"))
    await memory.erasure.community("zoo")
    names = await everything(store)
    assert names
    assert all(":zoo%3A2" in name or ":due:" in name for name in names)
    assert len(await memory.incidents.page("zoo:2")) == 2
    assert await memory.incidents.page("zoo") == []
    await store.close()
