"""Webhooks of communities: Hush tells a site what is to be done, signed, instead of the site fetching it."""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable

from bot.memory.cluster import store_at
from bot.memory.encryption import Seal
from bot.memory.pairing import Pairing
from bot.memory.webhooks import Webhooks
from bot.pipeline.ids import wrong_name
from bot.platforms.site.webhooks import wrong_url
from bot.runtime import logs
from bot.runtime.config import read_config
from bot.runtime.exits import WRONG, Refusal
from bot.runtime.logs import tame
from bot.runtime.storage import seal_of, store_of

NAME = "webhooks"
HELP = "webhooks for sites: set, show, remove"


def add(parser: ArgumentParser) -> None:
    """The three things that can be done with a webhook."""
    does = parser.add_subparsers(metavar="set|show|remove", required=True)
    chosen = does.add_parser("set", help="tell this address from now on; a new signing secret is printed, once")
    chosen.add_argument("community", metavar="COMMUNITY")
    chosen.add_argument("url", metavar="URL")
    chosen.set_defaults(work=_set)
    show = does.add_parser("show", help="the address that is told, without its secret")
    show.add_argument("community", metavar="COMMUNITY")
    show.set_defaults(work=_show)
    remove = does.add_parser("remove", help="tell nobody; the site fetches its actions again")
    remove.add_argument("community", metavar="COMMUNITY")
    remove.set_defaults(work=_remove)


def run(given: Namespace) -> int:
    """Do it in the store that the environment names."""
    logs.set_up(quiet=True)
    if wrong := wrong_name(given.community):
        raise Refusal(f"COMMUNITY {wrong}", WRONG)
    config = read_config(os.environ)
    given.loopback = config.webhooks_loopback
    with store_of(config) as (url, _):
        asyncio.run(_with(url, seal_of(config), given, given.work))
    return 0


async def _with(url: str, seal: Seal, given: Namespace, work: Callable[[Webhooks, Namespace], Awaitable[None]]) -> None:
    store = store_at(url)
    try:
        await store.meet()
        await Pairing(store, seal).check()
        await work(Webhooks(store, seal), given)
    finally:
        await store.close()


async def _set(webhooks: Webhooks, given: Namespace) -> None:
    if wrong := wrong_url(given.url, loopback=given.loopback):
        raise Refusal(f"URL {wrong}", WRONG)
    print((await webhooks.set(given.community, given.url)).secret)


async def _show(webhooks: Webhooks, given: Namespace) -> None:
    target = await webhooks.read(given.community)
    print(tame(target.url) if target else "There is no webhook; actions are fetched with GET /v1/actions.")


async def _remove(webhooks: Webhooks, given: Namespace) -> None:
    await webhooks.remove(given.community)
    print(f"{tame(given.community)} fetches its actions with GET /v1/actions.")
