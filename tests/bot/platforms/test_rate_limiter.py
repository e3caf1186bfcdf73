"""Who may send when: urgent ones first, nobody at the others' cost, and not at all where a platform would shut us out."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bot.memory.clock import StreamClock
from bot.memory.rate_limits import Budget, RateLimits
from bot.memory.store import Store
from bot.platforms.discord.rest.rate_limiter import DiscordRateLimiter, Refusal
from bot.platforms.rate_limiter import RateLimiter, Stopped, Urgency
from support.patience import patient

NOW = 1_800_000_000.0
BUDGET = Budget(rate=40.0, share=0.25, slow=2_000, stop=5_000)


async def turns(limiter: RateLimiter, asks: list[tuple[str, Urgency]], done: list[tuple[str, Urgency]]) -> None:
    async def one(community: str, urgency: Urgency) -> None:
        await limiter.turn(community, urgency)
        done.append((community, urgency))

    await asyncio.gather(*(one(*ask) for ask in asks))


async def test_urgent_ones_go_first(redis_url: str) -> None:
    store = patient(redis_url)
    done: list[tuple[str, Urgency]] = []
    levels = [Urgency.BACK_FILL, Urgency.CARD, Urgency.NOTICE, Urgency.HIDE, Urgency.TIMEOUT]
    await turns(RateLimiter(RateLimits(store), BUDGET, "somewhere"), [("c", level) for level in levels], done)
    await store.close()
    assert [urgency for _, urgency in done] == sorted(levels)


async def test_two_processes_share_one_allowance(redis_url: str) -> None:
    clock = StreamClock(NOW)
    store = patient(redis_url, clock)
    one, other = RateLimits(store), RateLimits(store)
    first = await one.ask([("a", 0)] * 30, 0, BUDGET)
    second = await other.ask([("a", 0)] * 30, 0, BUDGET)
    assert sum(first.may) + sum(second.may) == 40
    assert second.processes == 2
    clock.at += 0.5
    third = await one.ask([("a", 0)] * 30, 0, BUDGET)
    assert sum(third.may) == 20
    await store.close()


async def test_no_community_has_more_than_a_quarter_while_others_wait(redis_url: str) -> None:
    store = patient(redis_url, StreamClock(NOW))
    asks = [("loud", 1)] * 30 + [("quiet", 1)] * 5
    answer = await RateLimits(store).ask(asks, 0, BUDGET)
    may = Counter(community for (community, _), each in zip(asks, answer.may, strict=True) if each)
    assert may == {"loud": 10, "quiet": 5}
    await store.close()


async def test_many_refusals_slow_it_and_stop_it(redis_url: str) -> None:
    clock = StreamClock(NOW)
    store = patient(redis_url, clock)
    allowance = RateLimits(store)
    slowed = await allowance.ask([("c", 0)] * 40, BUDGET.slow, BUDGET)
    assert sum(slowed.may) == 10
    stopped = await allowance.ask([("c", 0)] * 40, BUDGET.stop - BUDGET.slow, BUDGET)
    assert not any(stopped.may)
    clock.at += 700
    assert any((await allowance.ask([("c", 0)] * 2, 0, BUDGET)).may)
    await store.close()


async def test_without_the_store_each_keeps_to_its_share(tmp_path: object) -> None:
    store = Store.at(f"unix://{tmp_path}/nobody")
    limiter = RateLimiter(RateLimits(store), replace(BUDGET, rate=200.0), "somewhere")
    began = asyncio.get_running_loop().time()
    done: list[tuple[str, Urgency]] = []
    await turns(limiter, [("c", Urgency.HIDE)] * 8, done)
    assert asyncio.get_running_loop().time() - began >= 7 / 200
    await store.close()


async def test_platforms_have_budgets_of_their_own(redis_url: str) -> None:
    store = patient(redis_url, StreamClock(NOW))
    for platform in ("", "one", "other"):
        assert sum((await RateLimits(store, platform).ask([("a", 0)] * 60, 0, BUDGET)).may) == 40
    assert not any((await RateLimits(store, "one").ask([("a", 0)] * 60, 0, BUDGET)).may)
    await store.close()


async def test_many_refusals_are_told_in_words(redis_url: str) -> None:
    store = patient(redis_url)
    limiter = RateLimiter(RateLimits(store), BUDGET, "Somewhere")
    for _ in range(BUDGET.stop):
        limiter.count_refusal()
    waiting = asyncio.create_task(limiter.turn("c", Urgency.HIDE))
    async with asyncio.timeout(5):
        while not limiter.stopped:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.01)
    assert "Somewhere refused 5000 requests within ten minutes" in limiter.stopped
    with pytest.raises(Stopped, match="5000"):
        await limiter.turn("c", Urgency.HIDE)
    limiter.let_go()
    with pytest.raises(Stopped, match="stopping"):
        await waiting
    await asyncio.gather(*limiter.tasks)
    await store.close()


async def test_who_is_barred_sends_nothing(redis_url: str) -> None:
    store = patient(redis_url)
    limiter = RateLimiter(RateLimits(store), BUDGET, "somewhere", barred="the token is wrong")
    with pytest.raises(Stopped, match="token"):
        await limiter.turn("c", Urgency.HIDE)
    await store.close()


async def test_what_a_channel_refuses_rests_there_until_it_is_forgiven_by_whichever_process(redis_url: str) -> None:
    clock = StreamClock(NOW)
    store = Store.at(redis_url, clock)
    one, other = DiscordRateLimiter(RateLimits(store)), DiscordRateLimiter(RateLimits(store))
    refusal = Refusal("7", "send_messages", 50013)
    assert [await one.refused("c", refusal) for _ in range(4)] == [False, False, True, False]
    for channel, permission, rests in (("7", "send_messages", refusal), ("7", "manage_messages", None), ("8", "send_messages", None)):
        assert await one.paused("c", channel, permission) == rests
    assert await one.paused("d", "7", "send_messages") is None
    assert await other.pauses("c") == [refusal]
    await other.forgive("c", ["8"])
    assert await one.paused("c", "7", "send_messages") == refusal
    await other.forgive("c", ["8", "7"])
    assert await one.paused("c", "7", "send_messages") is None
    assert await one.refused("c", refusal) is False
    await store.close()


@pytest.mark.parametrize(("apart", "rests"), [(599.0, True), (601.0, False)])
async def test_refusals_far_apart_are_no_reason_to_rest(redis_url: str, apart: float, rests: bool) -> None:  # noqa: FBT001 - a column of the table
    clock = StreamClock(NOW)
    store = Store.at(redis_url, clock)
    limiter = DiscordRateLimiter(RateLimits(store))
    for _ in range(3):
        clock.at += apart
        await limiter.refused("c", Refusal("7", "send_messages", 50013))
        await limiter.refused("c", Refusal("8", "send_messages", 60003))
    assert bool(await limiter.pauses("c")) is rests
    clock.at += 601
    assert not await limiter.pauses("c")
    await store.close()
