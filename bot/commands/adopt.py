"""`hush adopt key|bot`: a store changes hands."""

from __future__ import annotations

import os
from typing import Literal

from bot.memory.cluster import store_at
from bot.memory.pairing import Pairing
from bot.runtime import logs
from bot.runtime.config import read_config
from bot.runtime.storage import seal_of, store_of

_DONE = {
    "key": "The next Hush that starts brings this store's restore key. What the old one sealed stays hidden; set webhooks again.",
    "bot": "The next bot that logs in has this store. Servers that it is not in are taken for servers that it left.",
}


async def adopt(what: Literal["key", "bot"], /) -> None:
    """Hand a store over to another restore key, or to another bot.

    To another key where the old one is lost. Nothing is erased by it. It is the store that the environment names; stop every Hush on it first.

    Args:
        what: key: the restore key of this data folder or of HUSH_RESTORE_KEY; bot: DISCORD_TOKEN's
    """
    logs.set_up(quiet=True)
    config = read_config(os.environ)
    with store_of(config) as (url, _):
        store = store_at(url)
        pairing = Pairing(store, seal_of(config))
        try:
            await store.meet()
            await pairing.enter(alone=True, takes=what == "key")
            await pairing.forget(what)
            await pairing.leave()
        finally:
            await store.close()
    print(_DONE[what])
