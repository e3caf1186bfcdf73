"""Timed jobs: each platform has its own, those of older stores are done too, and erasing a community takes its own along."""

import pytest

from bot.memory.cards import CardRecords
from bot.memory.schedule import (
    CHORE_LEASE,
    Chore,
    Chores,
    CloseThread,
    FadeCard,
    ForgetCommunity,
    RemoveNotice,
    UnknownChore,
    WriteCard,
    WriteDigest,
    chores_waiting,
    read,
    written,
)
from bot.memory.store import Store, partition, prefix
from support.house import DIP, House, house

TOWN = "town/{1}:\n%"
EVERY: list[Chore] = [
    WriteCard(TOWN, "7"),
    FadeCard(TOWN, "7"),
    WriteDigest(TOWN),
    RemoveNotice(TOWN, "thread\n{2}:%", "7:warn"),
    CloseThread(TOWN, "thread\n{2}:%", archived=True, locked=False),
    ForgetCommunity(TOWN),
]
OLD: list[tuple[str, Chore]] = [
    ("card\n42\n7", WriteCard("42", "7")),
    ("fade\n42\n7", FadeCard("42", "7")),
    ("digest\n42", WriteDigest("42")),
    ("unsay\n42\n99\n7:warn", RemoveNotice("42", "99", "7:warn")),
    ("close\n42\n99\n1\n0", CloseThread("42", "99", archived=True, locked=False)),
    ("forget\n42", ForgetCommunity("42")),
]
"""As they have always been written."""


def all_kinds() -> set[type]:
    return {type(each) for each in EVERY}


@pytest.mark.parametrize("chore", EVERY, ids=lambda chore: chore.kind)
def test_a_chore_is_read_as_it_was_written(chore: Chore) -> None:
    assert read(written(chore)) == chore
    assert all_kinds() == set(Chore.__args__)


@pytest.mark.parametrize(("line", "chore"), OLD)
def test_a_chore_is_written_as_ever(line: str, chore: Chore) -> None:
    assert (written(chore), read(line)) == (line, chore)


@pytest.mark.parametrize("line", ["sweep\n42", "card\n42", "card\n42\n7\n8", ""])
def test_what_another_version_wrote_is_told_apart(line: str) -> None:
    assert read(line) == UnknownChore(line)


async def taken(chores: Chores) -> list[str]:
    return sorted(each.line if isinstance(each, UnknownChore) else written(each) for each in await chores.take(100))


async def test_each_platform_takes_its_own_and_has_it_for_a_while(redis_url: str) -> None:
    async with house(redis_url, None) as here:
        one, other = Chores(here.store, "one"), Chores(here.store, "other")
        for each in EVERY:
            await one.put(each, here.clock.at)
        await other.put(EVERY[0], here.clock.at)
        assert await taken(other) == [written(EVERY[0])]
        assert await taken(one) == sorted(map(written, EVERY))
        assert await taken(one) == []
        here.clock.at += CHORE_LEASE + 1
        for each in EVERY[1:]:
            await one.done(each)
        assert await taken(one) == [written(EVERY[0])]
        assert await chores_waiting(here.store, ["one", "other"]) == 2


async def put_of_old(store: Store, at: float, *lines: str) -> None:
    """Into the list that named no platform."""
    for line in lines:
        await store.read([("ZADD", f"{prefix(partition('42'))}chores", at, line)])


async def test_chores_of_an_older_store_are_done_once_by_the_platform_that_adopts_them(redis_url: str) -> None:
    async with house(redis_url, None) as here:
        lines = [line for line, _ in OLD]
        await put_of_old(here.store, here.clock.at, *lines)
        await put_of_old(here.store, here.clock.at + 3600, "card\n42\n8", "forget\n42")
        adopting, other = Chores(here.store, "discord", adopts=True), Chores(here.store, "other")
        assert await chores_waiting(here.store, ["discord"]) == 7
        assert await taken(other) == []
        assert await taken(adopting) == sorted(set(lines) - {"forget\n42"})
        await adopting.done(ForgetCommunity("42"))  # Hush was called back meanwhile
        here.clock.at += CHORE_LEASE + 1
        assert await taken(adopting) == sorted(set(lines) - {"forget\n42"})
        for _, chore in OLD:
            await adopting.done(chore)
        here.clock.at += 3600
        assert await taken(adopting) == ["card\n42\n8"]


async def opened(here: House, *, cards: bool) -> list[str]:
    """The chores after an incident opened and its actions ended."""
    here.pipeline.writes_cards = {here.platform.name} if cards else set()
    await here.say(DIP, DIP, DIP)
    await here.drain()
    return await taken(Chores(here.store, here.platform.name))


async def test_a_card_is_to_be_written_where_the_platform_writes_cards(redis_url: str) -> None:
    async with house(redis_url) as here:
        assert await opened(here, cards=True) == ["card\nzoo\n1"]
        known = await CardRecords(here.store).read("zoo", "1")
        assert known is not None
        assert int(known.changes) > 1


async def test_no_card_is_to_be_written_where_it_does_not(redis_url: str) -> None:
    async with house(redis_url) as here:
        assert await opened(here, cards=False) == []
        known = await CardRecords(here.store).read("zoo", "1")
        assert known is not None
        assert known.changes == "0"


async def test_a_case_with_a_card_keeps_it_whoever_changes_the_case(redis_url: str) -> None:
    async with house(redis_url) as here:
        assert await opened(here, cards=True) == ["card\nzoo\n1"]
        await Chores(here.store, here.platform.name).done(WriteCard("zoo", "1"))
        assert await opened(here, cards=False) == ["card\nzoo\n1"]


async def test_what_changed_while_a_card_was_written_makes_it_due_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        assert await opened(here, cards=True) == ["card\nzoo\n1"]
        cards, chores = CardRecords(here.store), Chores(here.store, here.platform.name)
        known = await cards.read("zoo", "1")
        assert known is not None
        await here.say(DIP)
        assert await cards.shown("zoo", "1", known, here.clock.at + 5)
        here.clock.at += 6
        assert await taken(chores) == ["card\nzoo\n1"]
        known = await cards.read("zoo", "1")
        assert known is not None
        assert await cards.shown("zoo", "1", known, here.clock.at + 5)
        assert await chores_waiting(here.store, [here.platform.name]) == 0


async def test_an_erased_community_leaves_no_chores_and_none_of_a_platform_of_its_name_go(redis_url: str) -> None:
    async with house(redis_url) as here:
        chores = Chores(here.store, "zoo", adopts=True)
        await chores.put(WriteCard("zoo", "1"), here.clock.at)
        await chores.put(RemoveNotice("42", "t", "1:warn"), here.clock.at)
        await put_of_old(here.store, here.clock.at, "card\n42\n7")
        where = prefix(partition("zoo"))
        await here.store.read([("ZADD", f"{where}chores:zoo", here.clock.at, "card\nneighbour\n1")])
        await here.store.read([("ZADD", f"{where}due:zoo", here.clock.at, "neighbour\n1\n1:warn")])
        await here.memory.erasure.community("zoo")
        [due] = await here.store.read([("ZRANGE", f"{where}due:zoo", 0, -1)])
        assert due == [b"neighbour\n1\n1:warn"]
        assert await taken(chores) == ["card\n42\n7", "card\nneighbour\n1", "unsay\n42\nt\n1:warn"]
