"""`hush webhooks`: Hush tells a site what is to be done, signed, instead of the site fetching it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.commands.group import group
from bot.memory.cluster import store_at
from bot.memory.pairing import Pairing
from bot.memory.webhooks import Webhooks
from bot.pipeline.ids import wrong_name
from bot.platforms.site.webhooks import wrong_url
from bot.runtime import logs
from bot.runtime.config import read_config
from bot.runtime.exits import WRONG, Refusal
from bot.runtime.logs import tame
from bot.runtime.storage import seal_of, store_of

webhooks = group("webhooks", "Set, show or remove the webhook of a site.")


@webhooks.command(name="set")
async def put(community: str, url: str, /) -> None:
    """Tell this address from now on; a new signing secret is printed, once."""
    if wrong := wrong_url(url, loopback=read_config(os.environ).webhooks_loopback):
        raise Refusal(f"URL {wrong}", WRONG)
    async with _kept(community) as known:
        print((await known.set(community, url)).secret)


@webhooks.command
async def show(community: str, /) -> None:
    """Show the address that is told, without its secret."""
    async with _kept(community) as known:
        target = await known.read(community)
    print(tame(target.url) if target else "There is no webhook; actions are fetched with GET /v1/actions.")


@webhooks.command
async def remove(community: str, /) -> None:
    """Tell nobody; the site fetches its actions again."""
    async with _kept(community) as known:
        await known.remove(community)
    print(f"{tame(community)} fetches its actions with GET /v1/actions.")


@asynccontextmanager
async def _kept(community: str) -> AsyncIterator[Webhooks]:
    """Those of the store that the environment names."""
    logs.set_up(quiet=True)
    if wrong := wrong_name(community):
        raise Refusal(f"COMMUNITY {wrong}", WRONG)
    config = read_config(os.environ)
    with store_of(config) as (url, _):
        store, seal = store_at(url), seal_of(config)
        try:
            await store.meet()
            await Pairing(store, seal).check()
            yield Webhooks(store, seal)
        finally:
            await store.close()
