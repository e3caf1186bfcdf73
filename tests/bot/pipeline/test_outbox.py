import asyncio
import random
from dataclasses import dataclass, field

import pytest

from bot.memory.errors import StoreAway
from bot.memory.incidents import Incident
from bot.memory.queue import LEASE, Leased
from bot.pipeline.outbox import ACTIONS_AT_ONCE, MOST_TRIES, RETRIES, Outbox
from bot.pipeline.platform import TryLater
from bot.replay.recording import Recording
from rules.model import Action, Outcome, OutcomeState, TimeOut, Warn
from support.house import DIP, House, Nobody, Shaky, house, taken

DONE = Outcome(OutcomeState.DONE)


@dataclass
class Stubborn:
    """A platform that never answers as one would like, and keeps who called."""

    error: Exception
    name: str = "recording"
    calls: list[str] = field(default_factory=list)

    async def perform(self, community: str, action: Action) -> Outcome:  # noqa: ARG002 - the port's
        self.calls.append(action.id)
        raise self.error


@dataclass
class Gate:
    """A platform that begins at once and ends when the gate opens."""

    name: str = "recording"
    open: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)

    async def perform(self, community: str, action: Action) -> Outcome:  # noqa: ARG002 - the port's
        self.begun.append(action.id)
        await self.open.wait()
        return DONE


@dataclass
class Bell(Recording):
    """Rings when one kind of action was done."""

    kind: type[Action] = Warn
    rings: asyncio.Event = field(default_factory=asyncio.Event)

    async def perform(self, community: str, action: Action) -> Outcome:
        outcome = await Recording.perform(self, community, action)
        if isinstance(action, self.kind):
            self.rings.set()
        return outcome


async def one_action(here: House) -> list[Leased]:
    """A notice to give, in the hands of this process; the hides are done."""
    here.pipeline.hands = Nobody()
    await here.say(DIP, DIP, DIP)
    for each in await taken(here):
        await here.memory.queue.finish(each, DONE)
    return await here.memory.queue.take(["recording"])


async def due_in(here: House) -> float:
    """Seconds until the only thing due, put off or leased."""
    [names] = await here.store.read([("KEYS", "*:due:*")])
    [[_, at]] = await here.store.read([("ZRANGE", names[0], 0, -1, "WITHSCORES")])
    return float(at) - here.clock.at


def only(incident: Incident, does: str) -> tuple[str, str]:
    [(state, why)] = [(each.state, each.why) for each in incident.actions if each.does == does]
    return state, why


async def test_what_the_platform_cannot_do_now_is_done_when_it_says(redis_url: str) -> None:
    async with house(redis_url) as here:
        leased = await one_action(here)
        here.platform.fail([TryLater("too many requests", after=90.0)])
        here.outbox.hand(leased)
        await here.outbox.settle()
        assert only(await here.incident(), "warn") == ("queued", "too many requests")
        assert await due_in(here) == 90.0
        here.clock.at += 89.0
        await here.drain()
        assert not here.platform.notices
        here.clock.at += 1.0
        await here.drain()
        assert only(await here.incident(), "warn") == ("done", "")


async def test_attempts_come_further_and_further_apart_and_never_all_at_one_moment(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.outbox.chance = random.Random(7)
        expected = random.Random(7)
        [leased] = await one_action(here)
        waits = []
        while only(await here.incident(), "warn")[0] != "failed":
            here.platform.fail([TryLater("not now")])
            here.outbox.hand([leased])
            await here.outbox.settle()
            if only(await here.incident(), "warn")[0] == "queued":
                waits.append(await due_in(here))
                longest = RETRIES.after(leased.record.tries)
                assert waits[-1] == pytest.approx(longest * expected.uniform(0.5, 1.0), abs=1e-4)
                here.clock.at += waits[-1] + 0.001
                [leased] = await here.memory.queue.take(["recording"])
        assert len(waits) == MOST_TRIES - 1
        assert 600 < sum(waits) < 1800
        assert only(await here.incident(), "warn") == ("failed", f"given up after {MOST_TRIES} attempts: not now")


async def test_where_the_platform_was_not_asked_it_was_no_attempt(redis_url: str) -> None:
    async with house(redis_url) as here:
        [leased] = await one_action(here)
        for _ in range(MOST_TRIES + 5):
            here.platform.fail([TryLater("the site asks to wait", 30.0, asked=False)])
            here.outbox.hand([leased])
            await here.outbox.settle()
            assert only(await here.incident(), "warn") == ("queued", "the site asks to wait")
            assert await due_in(here) == 30.0
            here.clock.at += 30.0
            [leased] = await here.memory.queue.take(["recording"])
        here.outbox.hand([leased])
        await here.outbox.settle()
        assert only(await here.incident(), "warn") == ("done", "")


async def test_no_answer_is_tried_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        leased = await one_action(here)
        here.outbox.platforms = {"recording": Stubborn(TimeoutError())}
        here.outbox.hand(leased)
        await here.outbox.settle()
        state, why = only(await here.incident(), "warn")
        assert (state, why) == ("queued", "no answer within 15 seconds")


async def test_what_cannot_be_done_for_good_is_on_the_card_with_its_reason(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.platform.fail(
            [Outcome(OutcomeState.FAILED, "missing Manage Messages in #general"), Outcome(OutcomeState.UNSUPPORTED, "no hiding here")]
        )
        await here.say(DIP, DIP, DIP)
        await here.drain()
        told = {(each.state, each.why) for each in (await here.incident()).actions}
        assert told == {
            ("failed", "missing Manage Messages in #general"),
            ("unsupported", "no hiding here"),
            ("cancelled", "nothing could be hidden"),
        }
        assert (await here.incident()).strikes == 0
        assert not here.platform.notices


async def test_an_outcome_that_cannot_be_recorded_leaves_the_action_to_be_done_again_with_effect_once(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        assert isinstance(here.store, Shaky)
        leased = await one_action(here)
        for _ in range(2):
            here.store.trouble = 1.0
            here.outbox.hand(leased)
            await here.outbox.settle()
            here.store.trouble = 0.0
            assert only(await here.incident(), "warn") == ("leased", "")
            leased = await taken(here)
        here.outbox.hand(leased)
        await here.outbox.settle()
        assert only(await here.incident(), "warn") == ("done", "")
        assert len(here.platform.calls) == 3
        assert list(here.platform.notices) == ["1:warn"]


async def test_a_retry_that_cannot_be_recorded_comes_when_its_lease_runs_out(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        assert isinstance(here.store, Shaky)
        leased = await one_action(here)
        here.platform.fail([TryLater("not now")])
        here.store.trouble = 1.0
        here.outbox.hand(leased)
        await here.outbox.settle()
        here.store.trouble = 0.0
        await here.much_later()
        assert only(await here.incident(), "warn") == ("done", "")


async def test_a_platform_that_needs_the_store_while_it_is_away_is_asked_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        leased = await one_action(here)
        here.outbox.platforms = {"recording": Stubborn(StoreAway("away"))}
        here.outbox.hand(leased)
        await here.outbox.settle()
        here.outbox.platforms = {"recording": here.platform}
        await here.much_later()
        assert only(await here.incident(), "warn") == ("done", "")


async def test_an_action_whose_workers_all_die_is_given_up(redis_url: str) -> None:
    async with house(redis_url) as here:
        await one_action(here)
        for _ in range(MOST_TRIES - 1):
            assert len(await taken(here)) == 1
        await here.much_later()
        assert only(await here.incident(), "warn") == ("failed", f"given up after {MOST_TRIES + 1} attempts: its workers were lost")
        assert not here.platform.notices


async def test_actions_are_begun_in_the_order_in_which_they_were_decided_so_many_at_once(redis_url: str) -> None:
    async with house(redis_url) as here:
        gate = Gate()
        here.outbox.platforms = {"recording": gate}
        await here.say(*["ok"] * 4, every=0.1)
        for number in range(ACTIONS_AT_ONCE):
            here.clock.at += 0.1
            await here.take_in(here.comment("ok", name=f"more {number}"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(gate.begun) == ACTIONS_AT_ONCE
        assert gate.begun[:5] == ["1:hide:c2", "1:hide:c3", "1:hide:c4", "1:hide:more 0", "1:hide:more 1"]
        gate.open.set()
        await here.outbox.settle()
        assert len(gate.begun) > ACTIONS_AT_ONCE


async def test_what_waited_for_room_longer_than_its_lease_is_left_to_the_next_worker(redis_url: str) -> None:
    async with house(redis_url) as here:
        leased = await one_action(here)
        here.outbox.hand(leased)
        here.clock.at += LEASE / 2 + 1
        await here.outbox.settle()
        assert not here.platform.notices
        await here.much_later()
        assert list(here.platform.notices) == ["1:warn"]


async def test_the_worker_takes_what_became_due_without_waiting_for_its_next_look(redis_url: str) -> None:
    async with house(redis_url) as here:
        bell = Bell(kind=TimeOut)
        here.outbox.platforms = {"recording": bell}
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 13, every=1)
        here.clock.at += LEASE + 1
        await working(here, bell.rings)
        assert list(bell.notices) == ["1:warn"]
        assert bell.silenced


async def test_the_worker_outlives_a_store_that_is_away(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        assert isinstance(here.store, Shaky)
        bell = Bell()
        here.outbox.platforms = {"recording": bell}
        await one_action(here)
        here.clock.at += LEASE + 1
        here.store.trouble = 1.0
        worker = asyncio.create_task(here.outbox.run())
        await asyncio.sleep(0)
        assert not worker.done()
        worker.cancel()
        here.store.trouble = 0.0
        await working(here, bell.rings)
        assert list(bell.notices) == ["1:warn"]


async def working(here: House, enough: asyncio.Event) -> None:
    """The worker, until it did what was waited for."""
    worker = asyncio.create_task(here.outbox.run())
    async with asyncio.timeout(30):
        await enough.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    await here.outbox.settle()


async def test_an_error_nobody_foresaw_is_tried_again_and_told(redis_url: str) -> None:
    async with house(redis_url) as here:
        leased = await one_action(here)
        hands = Outbox(here.memory.queue, {"recording": Stubborn(ZeroDivisionError("by nothing"))})
        hands.hand(leased)
        await hands.settle()
        assert only(await here.incident(), "warn") == ("queued", "an error in Hush itself, its log tells which (ZeroDivisionError)")
        here.clock.at += RETRIES.longest
        await here.outbox.drain()
        assert only(await here.incident(), "warn") == ("done", "")
