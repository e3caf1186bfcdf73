import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.memory.incidents import Decision
from bot.memory.queue import LEASE, Leased, Record
from bot.moderation.decisions import decide
from rules.model import Hide, Original, Outcome, OutcomeState, Restore, TimeOut, Warn
from support.house import DIP, House, Nobody, house, link, taken
from support.patience import patient

DONE = Outcome(OutcomeState.DONE)
WAITING = Outcome(OutcomeState.WAITING)
FAILED = Outcome(OutcomeState.FAILED, "no permission")


@asynccontextmanager
async def decided(url: str) -> AsyncIterator[tuple[House, House]]:
    """Two processes; four copies were said, and what was decided fell from the hands of a dead one, after it had hidden the first of them.

    It is the account's second incident, so that a timeout is among it.
    """
    async with house(url) as here:
        await here.say(*[link(3)] * 3)
        await here.drain()
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 4)
        here.platform.hidden.add(("zoo", "c5"))
        await here.memory.queue.acknowledge("zoo", "2:hide:c5", DONE)
        other = House(patient(url, here.clock), here.clock, here.platform)
        try:
            yield here, other
        finally:
            await other.store.close()


def only(leased: list[Leased], does: str) -> Leased:
    return next(each for each in leased if each.record.does == does)


async def record(here: House, name: str) -> Record:
    return next(each for each in (await here.incidents())[-1].actions if each.id == name)


async def test_each_action_is_leased_to_one_worker(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        here.clock.at += LEASE + 1
        takes = await asyncio.gather(*(each.memory.queue.take(["recording"], 2) for each in (here, other, here, other)))
        names = [each.record.id for leased in takes for each in leased]
        assert sorted(names) == ["2:hide:c6", "2:hide:c7", "2:timeout:1:600", "2:warn"]
        assert not await here.memory.queue.take(["recording"])


async def test_nobody_gets_what_another_platform_has_to_do(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        here.clock.at += LEASE + 1
        assert not await here.memory.queue.take(["discord"])
        assert not await here.memory.queue.take([])
        assert len(await here.memory.queue.take(["discord", "recording"])) == 4


async def test_an_action_is_told_in_the_houses_words(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        actions = [here.memory.queue.action(each) for each in await taken(here)]
        assert Hide("2:hide:c6", "2", "mallory", "c6", "t") in actions
        assert Warn("2:warn", "2", "mallory", "t") in actions
        [timeout] = [each for each in actions if isinstance(each, TimeOut)]
        assert timeout.until == here.clock.at - LEASE - 1 - 60 + 600


async def test_only_a_restore_carries_the_original(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = await taken(here)
        assert not any(each.sealed for each in leased)
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        [restore] = [each for each in await here.memory.queue.take(["recording"]) if each.record.does == "restore"]
        action = here.memory.queue.action(restore)
        assert isinstance(action, Restore)
        assert action.original == Original(DIP)


async def test_a_lease_that_ran_out_is_another_workers(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        first = await taken(here)
        second = await taken(other)
        assert {each.record.id for each in first} == {each.record.id for each in second}
        assert {each.record.tries for each in second} == {2, 3}


async def test_what_a_worker_did_counts_though_its_lease_ran_out(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        first, second = only(await taken(here), "warn"), only(await taken(other), "warn")
        assert (await here.memory.queue.finish(first, DONE)).state == "done"
        assert (await other.memory.queue.finish(second, FAILED)).state == "done"


async def test_what_a_worker_could_not_do_counts_only_while_it_has_the_lease(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        first, second = only(await taken(here), "warn"), only(await taken(other), "warn")
        assert (await here.memory.queue.finish(first, FAILED)).state == "leased"
        assert (await here.memory.queue.retry(first, here.clock.at + 9, "not now")).state == "leased"
        assert (await here.memory.queue.finish(first, WAITING)).state == "leased"
        assert (await other.memory.queue.finish(second, DONE)).state == "done"


async def test_what_was_done_after_all_is_not_tried_again(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        first, second = only(await taken(here), "warn"), only(await taken(other), "warn")
        await other.memory.queue.retry(second, here.clock.at, "not now")
        assert (await here.memory.queue.finish(first, DONE)).state == "done"
        assert not [each for each in await taken(here) if each.record.does == "warn"]


async def test_an_action_that_nobody_knows_has_no_state(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        assert (await here.memory.queue.acknowledge("zoo", "99:warn", DONE)).state == ""
        assert (await here.memory.queue.acknowledge("zoo", "2:kick", DONE)).state == ""
        assert (await here.memory.queue.acknowledge("elsewhere", "2:warn", DONE)).state == ""


async def test_what_is_put_off_comes_at_its_time_and_tells_why(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = only(await taken(here), "timeout")
        await here.memory.queue.retry(leased, here.clock.at + 100, "too many requests")
        here.clock.at += 99
        assert "timeout" not in {each.record.does for each in await here.memory.queue.take(["recording"])}
        assert (await record(here, leased.record.id)).why == "too many requests"
        here.clock.at += 1
        assert [each.record.does for each in await here.memory.queue.take(["recording"])] == ["timeout"]


async def test_what_was_pardoned_while_it_was_done_is_taken_back(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = only(await taken(here), "timeout")
        await decide(here.memory, "zoo", "2", Decision.PARDON, "ann")
        await here.platform.perform("zoo", here.memory.queue.action(leased))
        assert (await here.memory.queue.finish(leased, DONE)).due == 1
        await here.drain()
        assert not here.platform.silenced


async def test_what_was_pardoned_before_it_was_tried_again_is_cancelled(redis_url: str) -> None:
    """It may have been done all the same, so it is taken back: where nothing was done that changes nothing."""
    async with decided(redis_url) as (here, _):
        leased = only(await taken(here), "timeout")
        await here.platform.perform("zoo", here.memory.queue.action(leased))
        await decide(here.memory, "zoo", "2", Decision.PARDON, "ann")
        assert (await here.memory.queue.retry(leased, here.clock.at + 9, "no answer")).state == "cancelled"
        await here.drain()
        assert not here.platform.silenced


async def test_a_restore_says_whether_anybody_knows_that_there_was_something_to_restore(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        for each in await taken(here):
            if each.record.comment == "c6":
                await here.memory.queue.finish(each, DONE)
            else:
                await here.memory.queue.retry(each, here.clock.at + 9, "no answer")
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        back = [here.memory.queue.action(each) for each in await here.memory.queue.take(["recording"])]
        assert {each.comment: each.doubtful for each in back if isinstance(each, Restore)} == {"c5": False, "c6": False, "c7": True}


async def test_what_was_pardoned_while_its_worker_died_is_not_done_again_but_taken_back(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        for each in await taken(here):
            await here.platform.perform("zoo", here.memory.queue.action(each))
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        calls = len(here.platform.calls)
        here.clock.at += LEASE + 1
        await other.drain()
        await other.drain()
        assert {type(action).__name__ for _, action in here.platform.calls[calls:]} == {"Restore", "Lift", "Unwarn"}
        assert not here.platform.silenced
        assert here.hidden() == {"c2", "c3"}


async def test_what_a_lost_worker_does_after_it_was_taken_back_is_taken_back_again(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        leased = only(await taken(here), "hide")
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        here.clock.at += LEASE + 1
        await other.drain()
        await other.drain()
        await here.platform.perform("zoo", here.memory.queue.action(leased))
        assert leased.record.comment in here.hidden()
        await here.memory.queue.finish(leased, DONE)
        await other.drain()
        assert here.hidden() == {"c2", "c3"}


async def test_an_offered_action_waits_until_its_site_says_what_came_of_it(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = only(await taken(here), "hide")
        assert (await here.memory.queue.finish(leased, WAITING)).state == "waiting"
        here.clock.at += 1000
        assert leased.record.id not in {each.record.id for each in await here.memory.queue.take(["recording"])}
        assert (await here.memory.queue.acknowledge("zoo", leased.record.id, FAILED)).state == "failed"
        assert (await here.memory.queue.acknowledge("zoo", leased.record.id, DONE)).state == "failed"
        assert (await record(here, leased.record.id)).why == "no permission"


async def test_a_site_may_be_faster_than_the_worker_that_offered(redis_url: str) -> None:
    async with decided(redis_url) as (here, other):
        leased = only(await taken(here), "hide")
        assert (await other.memory.queue.acknowledge("zoo", leased.record.id, FAILED)).state == "failed"
        assert (await here.memory.queue.finish(leased, WAITING)).state == "failed"


async def test_an_offered_action_that_is_pardoned_is_taken_back_at_once(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = await taken(here)
        for each in leased:
            await here.memory.queue.finish(each, WAITING)
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        back = await here.memory.queue.take(["recording"])
        assert {each.record.of for each in back} == {"2:hide:c5", "2:hide:c6", "2:hide:c7", "2:timeout:1:600", "2:warn"}
        await here.memory.queue.acknowledge("zoo", "2:hide:c6", DONE)
        assert not await here.memory.queue.take(["recording"])


async def test_penalties_that_wait_for_the_notice_wait_for_the_sites_word(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 13, every=1)
        assert (await here.memory.queue.acknowledge("zoo", "1:hide:c2", DONE)).due == 1
        await here.memory.queue.finish(only(await taken(here), "warn"), WAITING)
        assert (await record(here, "1:timeout:2:600")).state == "held"
        assert (await here.memory.queue.acknowledge("zoo", "1:warn", DONE)).due == 1
        assert (await record(here, "1:timeout:2:600")).state == "queued"


async def test_what_is_offered_has_one_number_and_comes_in_that_order(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        actions = [here.memory.queue.action(each) for each in await taken(here)]
        numbers = [await here.memory.queue.publish("zoo", action) for action in (*actions, *actions)]
        assert numbers[:4] == numbers[4:]
        fed = await here.memory.queue.feed("zoo", 0, 10)
        assert [sequence for sequence, _, _ in fed] == sorted(set(numbers[:4]), key=lambda number: number or 0)
        assert [kept and kept.id for _, _, kept in fed] == [action.id for action in actions]
        assert [each[0] for each in await here.memory.queue.feed("zoo", fed[1][0], 1)] == [fed[2][0]]


async def test_what_is_due_first_is_taken_first(redis_url: str) -> None:
    async with decided(redis_url) as (here, _):
        leased = {each.record.id: each for each in await taken(here)}
        for wait, name in enumerate(("2:warn", "2:hide:c6", "2:timeout:1:600", "2:hide:c7")):
            await here.memory.queue.retry(leased[name], here.clock.at + wait, "")
        here.clock.at += 10
        found = [each.record.id for each in await here.memory.queue.take(["recording"], 3)]
        assert found == ["2:warn", "2:hide:c6", "2:timeout:1:600"]


@pytest.mark.parametrize("most", [1, 3, 64])
async def test_a_worker_takes_no_more_than_it_asked_for(redis_url: str, most: int) -> None:
    async with decided(redis_url) as (here, _):
        here.clock.at += LEASE + 1
        assert len(await here.memory.queue.take(["recording"], most)) == min(most, 4)
