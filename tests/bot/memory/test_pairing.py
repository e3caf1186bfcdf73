"""Whose a store is: one restore key, one bot, and nobody changes the key beside a Hush that runs."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from bot.memory.clock import StreamClock
from bot.memory.encryption import Seal
from bot.memory.pairing import LASTS, InUse, Pairing, WrongKey
from bot.memory.store import Store
from support.house import NOON

KEY, OTHER = Seal(b"k" * 32), Seal(b"o" * 32)


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[Store]:
    found = Store.at(redis_url, StreamClock(NOON))
    yield found
    await found.close()


def later(store: Store, seconds: float) -> None:
    assert isinstance(store.clock, StreamClock)
    store.clock.at += seconds


async def test_the_first_key_is_the_stores_and_another_is_refused_with_the_ways_out(store: Store) -> None:
    await Pairing(store, KEY).enter()
    for refuse in (Pairing(store, OTHER).enter, Pairing(store, OTHER).check):
        with pytest.raises(WrongKey, match=f"{KEY.fingerprint}.*{OTHER.fingerprint}.*put that key back.*hush adopt key"):
            await refuse()
    await Pairing(store, KEY).check()


async def test_a_look_at_a_new_store_makes_no_key_its_own(store: Store) -> None:
    await Pairing(store, OTHER).check()
    await Pairing(store, KEY).enter()


async def test_a_key_that_is_being_changed_opens_with_the_older_one(store: Store) -> None:
    await Pairing(store, KEY).enter()
    await Pairing(store, Seal(OTHER.key, older=KEY.key)).enter()
    await Pairing(store, KEY).check()


async def test_nobody_works_alone_beside_another_and_nobody_beside_one_who_works_alone(store: Store) -> None:
    elsewhere = Pairing(store, KEY, "other-machine process 7 (abc)")
    await elsewhere.enter()
    with pytest.raises(InUse, match=r"Hush runs on this store: other-machine process 7.*Stop it first"):
        await Pairing(store, KEY).enter(alone=True)
    await elsewhere.leave()
    alone = Pairing(store, KEY)
    await alone.enter(alone=True)
    with pytest.raises(InUse, match="is being changed by"):
        await elsewhere.enter()
    await alone.leave()
    await elsewhere.enter()


async def test_one_that_was_killed_is_forgotten_at_once_here_and_after_a_while_elsewhere(store: Store) -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await child.wait()
    await Pairing(store, KEY, f"{socket.gethostname()} process {child.pid} (abc)").enter()
    await Pairing(store, KEY, "other-machine process 7 (abc)").enter()
    with pytest.raises(InUse, match="process 7"):
        await Pairing(store, KEY).enter(alone=True)
    later(store, LASTS + 1)
    await Pairing(store, KEY).enter(alone=True)


async def test_a_key_that_is_lost_is_given_up_on_purpose(store: Store) -> None:
    await Pairing(store, KEY).enter()
    lost = Pairing(store, OTHER)
    later(store, LASTS + 1)
    await lost.enter(alone=True, takes=True)
    await lost.forget("key")
    await lost.leave()
    await Pairing(store, OTHER).enter()


async def test_a_store_is_the_first_bots_until_it_is_handed_over(store: Store) -> None:
    pairing = Pairing(store, KEY)
    assert [await pairing.bot(), await pairing.bot("123"), await pairing.bot("456"), await pairing.bot()] == ["", "123", "123", "123"]
    await pairing.forget("bot")
    assert await pairing.bot("456") == "456"
