import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from redis.crc import key_slot

from bot.memory.cluster import CLUSTER, Cluster, store_at
from bot.memory.errors import StoreError
from bot.memory.incidents import Decision
from bot.memory.schedule import Chores, UnknownChore, WriteCard
from bot.memory.store import PARTITIONS, Store, partition, prefix
from bot.moderation import decisions
from bot.pipeline.comments import CommentError
from bot.pipeline.pipeline import Judgement as Decided
from rules.model import Comment, Warn
from support.cluster import PRIMARIES, SLOTS, cluster
from support.house import DIP, ENFORCE, House, house

TOWNS = [f"town{number}" for number in range(8)]


async def life(here: House) -> list[object]:
    """What some communities go through, and all that is to be seen of it."""
    for town in TOWNS:
        here.community = town
        await here.choose()
        for author in ("ann", "bob"):
            await here.say(DIP, DIP, DIP, author=author)
    every = [
        Comment(id=f"x{town}{number}", community=town, thread="t", author="cyd", at=here.clock.at, text=DIP)
        for town in TOWNS
        for number in range(3)
    ]
    together = await here.pipeline.take_in_all(every, here.platform.name)
    assert not [each for each in together if isinstance(each, CommentError | StoreError)]
    await here.drain()
    await decisions.decide(here.memory, TOWNS[0], "1", Decision.RESTORE, "mod")
    await here.drain()
    await here.memory.erasure.account(TOWNS[1], "ann")
    await here.memory.erasure.community(TOWNS[2])
    chores = Chores(here.store, "recording")
    for town in TOWNS:
        await chores.put(WriteCard(town, "1"), here.clock.at)
    seen: list[object] = [sorted(here.platform.hidden), await here.memory.communities.holding("settings")]
    seen.append(sorted(each.community for each in await chores.take(100) if not isinstance(each, UnknownChore)))
    for town in TOWNS:
        here.community = town
        seen.append([(each.n, each.account, each.state, each.strikes, len(each.copies)) for each in await here.incidents()])
    return seen


async def test_a_cluster_does_what_one_server_does(redis_url: str, tmp_path: Path) -> None:
    assert len({prefix(partition(town)) for town in TOWNS}) == len(TOWNS)
    async with house(redis_url, None) as here:
        alone = await life(here)
    with cluster(tmp_path) as nodes:
        async with house(f"redis://127.0.0.1:{nodes[-1].port}", None, Cluster) as here:
            assert await here.store.meet()
            assert await life(here) == alone
            assert all(node.told("KEYS", "h:*") for node in nodes[:PRIMARIES])


async def persist(here: House, comment: Comment) -> tuple[Decided, int]:
    """What comes of a comment that is sent again until it is judged, as sites do; how often it was in vain."""
    async with asyncio.timeout(60):
        for tries in range(1_000_000):
            try:
                return await here.pipeline.take_in(comment, here.platform.name), tries
            except StoreError:
                await asyncio.sleep(0.05)
    raise AssertionError


async def test_a_primary_that_dies_under_load_takes_nothing_with_it(tmp_path: Path) -> None:
    with cluster(tmp_path) as nodes:
        async with house(f"redis://127.0.0.1:{nodes[-1].port}", None, Cluster) as here:
            await here.store.meet()
            for town in TOWNS:
                await here.memory.communities.configure(town, ENFORCE, "test")

            async def say(name: str, numbers: Sequence[int]) -> int:
                vain = 0
                for number in numbers:
                    said = Comment(id=f"{name}-{number}", community=name, thread="t", author="mallory", at=here.clock.at + number, text=DIP)
                    vain += (await persist(here, said))[1]
                return vain

            await asyncio.gather(*(say(name, range(5)) for name in TOWNS))
            load = [asyncio.create_task(say(name, range(5, 12))) for name in TOWNS]
            await asyncio.sleep(0)
            nodes[0].kill()
            assert sum(await asyncio.gather(*load)) > 0
            for _ in range(3):
                await persist(here, Comment(id="last", community=TOWNS[0], thread="t", author="late", at=here.clock.at, text="hello there"))
                here.clock.at += 60.0
                await here.drain()
            for name in TOWNS:
                here.community = name
                incident = await here.incident()
                assert len(incident.copies) == 12
                assert here.hidden() == {f"{name}-{number}" for number in range(1, 12)}
                assert incident.strikes == 1
            warned = [community for community, action in here.platform.calls if isinstance(action, Warn)]
            assert sorted(warned) == sorted(TOWNS)


@pytest.mark.parametrize(
    ("url", "kind"), [("redis://127.0.0.1:7000", Store), ("unix:///x", Store), (f"rediss{CLUSTER}://127.0.0.1:7000", Cluster)]
)
async def test_the_scheme_says_whether_it_is_a_cluster(url: str, kind: type[Store]) -> None:
    store = store_at(url)
    assert type(store) is kind
    await store.close()


def test_the_partitions_are_spread_over_the_slots() -> None:
    thirds = [0, 0, 0]
    for number in range(PARTITIONS):
        thirds[key_slot(prefix(number).encode()) * 3 // SLOTS] += 1
    assert min(thirds) > PARTITIONS // 5
