"""Hand a store over: to another restore key where the old one is lost, or to another bot. Nothing is erased by it."""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace

from bot.memory.cluster import store_at
from bot.memory.encryption import Seal
from bot.memory.pairing import Pairing
from bot.runtime import logs
from bot.runtime.config import read_config
from bot.runtime.storage import seal_of, store_of

NAME = "adopt"
HELP = "hand a store over to another restore key, or to another bot"
_DONE = {
    "key": "The next Hush that starts brings this store's restore key. What the old one sealed stays hidden; set webhooks again.",
    "bot": "The next bot that logs in has this store. Servers that it is not in are taken for servers that it left.",
}


def add(parser: ArgumentParser) -> None:
    """What the store is handed over to."""
    parser.add_argument(
        "what", choices=list(_DONE), help="key: the restore key of this data folder or of HUSH_RESTORE_KEY; bot: DISCORD_TOKEN's"
    )


def run(given: Namespace) -> int:
    """Do it in the store that the environment names; stop every Hush on it first."""
    logs.set_up(quiet=True)
    config = read_config(os.environ)
    with store_of(config) as (url, _):
        asyncio.run(_adopt(url, seal_of(config), given.what))
    print(_DONE[given.what])
    return 0


async def _adopt(url: str, seal: Seal, what: str) -> None:
    store = store_at(url)
    pairing = Pairing(store, seal)
    try:
        await store.meet()
        await pairing.enter(alone=True, takes=what == "key")
        await pairing.forget(what)
        await pairing.leave()
    finally:
        await store.close()
