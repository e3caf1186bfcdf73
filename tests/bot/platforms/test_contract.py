"""What every platform promises: the same action twice is there once, in the order asked, and what cannot be done now is put off.

A new platform is one more `Stage`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.incidents import Opening
from bot.memory.platform_state import PlatformState
from bot.memory.store import Store, outside, partition, prefix
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.platform import Platform, TryLater
from bot.platforms.site.platform import SitePlatform
from bot.replay.recording import Recording
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Mode, Original, Outcome, OutcomeState, Restore, TimeOut, Warn
from rules.policy import plan
from rules.settings import Settings
from support.house import Nobody
from support.toy_board import Board
from support.toy_platform import Toy

C = "community/{1}:x"
OTHERS = [f"{C}{n}" for n in range(50)]
WHO = ("1", "spammer")
UNTIL = 1_900_000_000.0
ACTIONS: list[Action] = [
    Hide("1:hide:c2", *WHO, "c2", "t"),
    Hide("1:hide:{3}:/%", *WHO, "{3}:/%", "t"),
    Warn("1:warn", *WHO, "t"),
    TimeOut("1:timeout:2:600", *WHO, UNTIL),
    Alert("1:alert", *WHO, "t"),
    Kick("1:kick:3:0", *WHO),
    Ban("1:ban:4:0", *WHO),
    Restore("1:restore:hide:c2", *WHO, "c2", "t", Original("the text")),
    Restore("1:restore:hide:{3}:/%", *WHO, "{3}:/%", "t", None),
    Lift("1:lift:timeout:2:600", *WHO, UNTIL),
    Lift("1:lift:ban:4:0", *WHO, None),
]


@dataclass
class Stage:
    """A platform; ``effects`` are the ids of what it has in effect, ``fail`` makes its next call fail for now."""

    platform: Platform
    effects: Callable[[], Awaitable[list[str]]]
    fail: Callable[[], Awaitable[None]]
    mend: Callable[[], Awaitable[None]]


def opening(community: str, revision: int, settings: Settings, *copies: int) -> Opening:
    """An incident of these copies."""
    began = time.time() - 100
    return Opening(
        community=community,
        account="spammer",
        platform="http",
        by=f"c{copies[-1]}",
        at=began + copies[-1],
        thread="t",
        copies=[(f"c{n}", began + n, "t", False) for n in copies],
        texts=[f"text{copies[0]}"],
        reason="repeats",
        score=1.0,
        accounts=(),
        revision=revision,
        table=plan(settings, "spammer", None),
    )


async def recording(_: str) -> AsyncIterator[Stage]:
    platform = Recording()

    async def effects() -> list[str]:
        seen = {action.id: None for _, action in platform.calls}
        assert len(platform.notices) == len({id_ for id_ in seen if ":warn" in id_})
        assert len(platform.alerts) == len({id_ for id_ in seen if ":alert" in id_})
        return list(seen)

    async def fail() -> None:
        platform.fail([TryLater("not now", 3.0)])

    async def mend() -> None:
        platform.calls.clear()

    yield Stage(platform, effects, fail, mend)


async def http(url: str) -> AsyncIterator[Stage]:
    memory = Memory(Store.at(url), Seal(bytes(32)))
    away = Memory(Store.at("unix:///nowhere"), Seal(bytes(32)))
    await memory.store.meet()
    for community in (C, *OTHERS):
        await memory.incidents.open([opening(community, 0, Settings(), 1, 2)])
    platform = SitePlatform(memory.queue, memory.webhooks)

    async def effects() -> list[str]:
        [names] = await memory.store.read([("ZRANGE", f"{prefix(partition(C))}feed:{outside(C)}", 0, -1)])
        return [name.decode().partition("\n")[2] for name in names]

    async def fail() -> None:
        platform.queue = away.queue

    async def mend() -> None:
        platform.queue = memory.queue

    try:
        yield Stage(platform, effects, fail, mend)
    finally:
        await memory.store.close()
        await away.store.close()


async def toy(url: str) -> AsyncIterator[Stage]:
    memory = Memory(Store.at(url), Seal(bytes(32)))
    await memory.store.meet()
    await PlatformState(memory.store).write(C, log="log")
    board = Board(C, memory.store.clock.now)
    platform = Toy(board, memory, Pipeline(memory, Nobody())).platform

    async def effects() -> list[str]:
        return [action for community, action in platform.effects if community == C]

    async def fail() -> None:
        board.down = True

    async def mend() -> None:
        board.down = False

    try:
        yield Stage(platform, effects, fail, mend)
    finally:
        await memory.store.close()


@pytest.fixture(params=[recording, http, toy], ids=["recording", "http", "toy"])
async def stage(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Stage]:
    async for made in request.param(redis_url):
        yield made


async def test_every_action_has_an_outcome(stage: Stage) -> None:
    for action in ACTIONS:
        outcome = await stage.platform.perform(C, action)
        assert isinstance(outcome, Outcome)
        assert outcome.state in OutcomeState
        assert outcome.why or outcome.state is OutcomeState.DONE


async def test_the_same_action_twice_is_there_once(stage: Stage) -> None:
    for action in ACTIONS:
        once = await stage.platform.perform(C, action)
        assert await stage.platform.perform(C, action) == once
    assert await stage.effects() == [action.id for action in ACTIONS]


async def test_what_is_handed_at_once_is_done_in_that_order(stage: Stage) -> None:
    await asyncio.gather(*(stage.platform.perform(C, action) for action in ACTIONS))
    assert await stage.effects() == [action.id for action in ACTIONS]


async def test_what_concerns_an_incident_that_is_gone_ends(stage: Stage) -> None:
    outcome = await stage.platform.perform("nobody", ACTIONS[0])
    assert outcome.state in (OutcomeState.DONE, OutcomeState.FAILED)


async def test_what_cannot_be_done_now_is_put_off_and_nothing_else_is_raised(stage: Stage) -> None:
    await stage.fail()
    with pytest.raises(TryLater):
        await stage.platform.perform(C, ACTIONS[0])
    await stage.mend()
    await stage.platform.perform(C, ACTIONS[0])
    assert await stage.effects() == [ACTIONS[0].id]


async def test_two_communities_do_not_wait_for_each_other(stage: Stage) -> None:
    async with asyncio.timeout(30):
        await asyncio.gather(*(stage.platform.perform(community, ACTIONS[0]) for community in OTHERS))


@pytest.fixture
async def memory(redis_url: str) -> AsyncIterator[Memory]:
    found = Memory(Store.at(redis_url), Seal(bytes(32)))
    try:
        await found.store.meet()
        yield found
    finally:
        await found.store.close()


async def test_an_offer_made_after_its_incident_was_merged_is_found(memory: Memory) -> None:
    """An action leased under one case number and offered after that became another's still reaches the feed."""
    await memory.communities.configure("c", Settings(mode=Mode.ENFORCE), "test")
    where = ("c", 1, Settings(mode=Mode.ENFORCE))

    [one] = await memory.incidents.open([opening(*where, 1, 2)])
    [two] = await memory.incidents.open([opening(*where, 11, 12)])
    await memory.incidents.open([opening(*where, 2, 12, 13)])
    site = SitePlatform(memory.queue, memory.webhooks)
    for leased in (*two.leased, *one.leased):
        await site.perform("c", memory.queue.action(leased))
        await memory.queue.finish(leased, Outcome(OutcomeState.WAITING))
    offered = [(incident, record) for _, incident, record in await memory.queue.feed("c", 0, 100)]
    assert {record.id for _, record in offered if record} >= {"1:hide:c2", "2:hide:c12"}
    assert {incident for incident, _ in offered} == {"1"}
