"""The queue in front of the pipeline: in order, bounded, and again until the store takes what waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.memory.errors import StoreAway
from bot.pipeline.intake import INTAKE_BATCH, Intake, Waiting
from bot.pipeline.watermarks import Watermarks
from rules.model import Comment
from support.house import House, Shaky, house

POISON = "half of a sign \ud83d"


@asynccontextmanager
async def running(intake: Intake) -> AsyncIterator[None]:
    task = asyncio.create_task(intake.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def all_judged(intake: Intake) -> None:
    async with asyncio.timeout(20), running(intake):
        await intake.settle()


def waiting(here: House, text: str, name: str, key: str = "", author: str = "alice") -> Waiting:
    return Waiting(here.comment(text, name=name, author=author), here.platform.name, key)


def counted(intake: Intake, outcome: str) -> float:
    return (
        intake.pipeline.metrics.registry.get_sample_value("hush_unjudged_comments_total", {"platform": "recording", "outcome": outcome})
        or 0.0
    )


async def said(here: House, author: str = "alice") -> list[str]:
    return [each.id for each in await here.memory.window.said(here.community, author)]


async def test_what_waits_is_judged_in_order_however_much_it_is(redis_url: str) -> None:
    async with house(redis_url) as here:
        intake = Intake(here.pipeline)
        for number in range(2 * INTAKE_BATCH + 5):
            assert intake.add(waiting(here, f"number {number} of a long morning", str(number), author=f"a{number % 10}"))
        await all_judged(intake)
        for first in range(10):
            assert await said(here, f"a{first}") == [str(number) for number in range(first, 2 * INTAKE_BATCH + 5, 10)]


async def test_what_the_store_cannot_take_is_tried_again_and_no_comment_overtakes_another(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        store = here.store
        assert isinstance(store, Shaky)
        intake = Intake(here.pipeline, Watermarks())
        store.trouble = 1.0
        for number in range(10):
            intake.add(waiting(here, f"number {number} of a long morning", str(number + 1)))
        async with asyncio.timeout(20), running(intake):
            for _ in range(2):
                await intake.tried()
            assert len(intake) == 10
            assert intake.holds(here.community, "alice", "3")
            store.trouble = 0.0
            await intake.settle()
        assert await said(here) == [str(number + 1) for number in range(10)]
        assert not intake.holds(here.community, "alice", "3")


async def test_a_comment_that_nobody_can_judge_holds_up_no_other(redis_url: str) -> None:
    async with house(redis_url) as here:
        intake = Intake(here.pipeline)
        for name, text in (("0", "the first words"), ("1", POISON), ("2", "the last words")):
            intake.add(waiting(here, text, name))
        await all_judged(intake)
        assert await said(here) == ["0", "2"]
        assert counted(intake, "dropped") == 1


async def test_platforms_are_judged_each_under_its_name(redis_url: str) -> None:
    async with house(redis_url) as here:
        intake = Intake(here.pipeline)
        for number, platform in enumerate(("one", "one", "other", "one")):
            intake.add(Waiting(here.comment(f"number {number} of a long morning", author=f"a{number}"), platform))
        await all_judged(intake)
        sample = intake.pipeline.metrics.registry.get_sample_value
        assert sample("hush_comments_total", {"platform": "one", "result": "clean"}) == 3
        assert sample("hush_comments_total", {"platform": "other", "result": "clean"}) == 1


async def test_it_is_bounded_by_number_by_bytes_and_for_strangers_too(redis_url: str) -> None:
    async with house(redis_url) as here:
        intake = Intake(here.pipeline, most=4, most_bytes=10_000, strangers=2)
        assert intake.add(waiting(here, "x" * 7000, "c1"))
        assert not intake.add(waiting(here, "x" * 7000, "c2"))
        assert [intake.add(waiting(here, "x", f"s{n}", key="hush.c.x.y")) for n in range(2)] == [True, False]
        assert len(intake) == 2
        assert intake.holds(here.community, "alice", "c1")
        assert not intake.holds(here.community, "alice", "c2")
        assert "hush.c.x.y" not in repr(waiting(here, "x", "s", key="hush.c.x.y"))
        assert counted(intake, "no_room") == 2
        await all_judged(intake)
        assert [intake.add(waiting(here, "x", f"d{n}")) for n in range(5)] == [True] * 4 + [False]


async def test_what_came_with_a_wrong_key_is_not_judged(redis_url: str) -> None:
    async with house(redis_url) as here:
        _, key = await here.memory.communities.make_key(here.community)
        intake = Intake(here.pipeline)
        intake.add(waiting(here, "let me in", "c1", key=f"{key[:-3]}xyz"))
        intake.add(waiting(here, "let me in too", "c2", key=key))
        await all_judged(intake)
        assert await said(here) == ["c2"]
        assert counted(intake, "dropped") == 1


async def test_a_watermark_moves_once_everything_up_to_it_is_settled(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        store, marks = here.store, Watermarks()
        assert isinstance(store, Shaky)
        intake = Intake(here.pipeline, marks)
        store.trouble = 1.0
        for name in ("11", "12"):
            intake.add(waiting(here, f"number {name} of a long morning", name))
        beside = asyncio.create_task(intake.judge(waiting(here, "read, not heard", "13")))
        async with asyncio.timeout(20):
            async with running(intake):
                await intake.tried()
                assert marks.moved() == {}
                assert marks.holds(here.community, "t", ["12"])
                store.trouble = 0.0
                await intake.settle()
            await beside
        assert marks.moved() == {here.community: {"t": "13"}}


def test_an_edit_behind_its_comment_is_in_hand_until_both_are_settled() -> None:
    marks = Watermarks()
    for _ in range(2):
        marks.begin("c", "t", 7)
    marks.end("c", "t", 7)
    assert marks.holds("c", "t", ["7"])
    assert marks.moved() == {"c": {"t": "6"}}
    marks.end("c", "t", 7)
    assert marks.moved() == {"c": {"t": "7"}}


class Restless(Shaky):
    """Of the servers of a cluster, one is away."""

    apart = True

    async def remember(self, where: str, packed: bytes) -> bytes:
        if b"stuck" in packed:
            raise StoreAway("one server of the cluster is gone")
        return await Shaky.remember(self, where, packed)


async def test_where_one_community_cannot_be_judged_others_are(redis_url: str) -> None:
    async with house(redis_url, kind=Restless) as here:
        intake = Intake(here.pipeline)
        comment = Comment("1", "stuck", "t", "alice", here.clock.at, "hello to all of you")
        intake.add(Waiting(comment, here.platform.name))
        async with asyncio.timeout(20), running(intake):
            await intake.tried()
            intake.add(waiting(here, "good morning to all", "2"))
            while len(intake) > 1:
                await intake.tried()
        assert await said(here) == ["2"]
        assert intake.holds("stuck", "alice", "1")
