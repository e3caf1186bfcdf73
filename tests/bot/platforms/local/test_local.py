"""The port's promises on the page: an action again changes nothing, and a store that is away puts it off."""

import pytest

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.store import Store
from bot.pipeline.platform import TryLater
from bot.platforms.local.platform import LocalPlatform
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Original, OutcomeState, Restore, TimeOut, Warn

C, WHO, UNTIL = "local", ("1", "spammer"), 1_900_000_000.0
ACTIONS: list[Action] = [
    Hide("1:hide:c2", *WHO, "c2", "t"),
    Warn("1:warn", *WHO, "t"),
    TimeOut("1:timeout:2:600", *WHO, UNTIL),
    Alert("1:alert", *WHO, "t"),
    Kick("1:kick:3:0", *WHO),
    Ban("1:ban:4:0", *WHO),
    Restore("1:restore:hide:c2", *WHO, "c2", "t", Original("the text")),
    Lift("1:lift:timeout:2:600", *WHO, UNTIL),
    Lift("1:lift:ban:4:0", *WHO, None),
]


async def stands(store: Store) -> dict[str, object]:
    """What the store holds, the stream of changes left out: a change told twice changes nothing."""
    held: dict[str, object] = {}
    for name in sorted(await store.redis.keys("*")):
        if ":changes:" not in str(name):
            held[str(name)] = await store.redis.dump(name)
    return held


async def test_an_action_that_comes_again_changes_nothing(redis_url: str) -> None:
    store = Store.at(redis_url)
    platform = LocalPlatform(Memory(store, Seal(bytes(32))).threads)
    try:
        for action in ACTIONS:
            once = await platform.perform(C, action)
            assert once.why or once.state is OutcomeState.DONE
            after = await stands(store)
            assert await platform.perform(C, action) == once
            assert await stands(store) == after, action
    finally:
        await store.close()


@pytest.mark.parametrize(
    "action", [action for action in ACTIONS if not isinstance(action, Alert | Kick)], ids=lambda action: str(action.id)
)
async def test_a_store_that_is_away_puts_it_off(action: Action) -> None:
    store = Store.at("unix:///nowhere")
    with pytest.raises(TryLater):
        await LocalPlatform(Memory(store, Seal(bytes(32))).threads).perform(C, action)
    await store.close()
