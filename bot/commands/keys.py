"""API keys of communities: a key is shown once, when it is made; the store keeps only its hash. And the restore key, changed."""

from __future__ import annotations

import asyncio
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from bot.memory.cluster import store_at
from bot.memory.communities import Communities, split_key
from bot.memory.key_file import begin_change, end_change, kept_seal
from bot.memory.pairing import LASTS, Pairing
from bot.memory.rotation import reseal
from bot.pipeline.ids import wrong_name
from bot.runtime import logs
from bot.runtime.config import Config, read_config
from bot.runtime.exits import WRONG, Refusal
from bot.runtime.logs import tame
from bot.runtime.storage import KEY_FILE, store_of
from rules.model import Mode

NAME = "keys"
HELP = "API keys for sites: create, list, revoke; a new restore key"


def add(parser: ArgumentParser) -> None:
    """What can be done with keys."""
    does = parser.add_subparsers(metavar="create|list|revoke|rotate-restore", required=True)
    create = does.add_parser("create", help="make a key for a community; it is printed once, and only its hash is kept")
    create.add_argument("community", metavar="COMMUNITY")
    create.add_argument("--mode", choices=[mode.value for mode in Mode], help="put the community into this mode (a new one observes)")
    create.add_argument("--label", default="", help="what the key is for, shown in the list")
    create.set_defaults(work=_create)
    show = does.add_parser("list", help="every key by its id, without its secret")
    show.add_argument("community", metavar="COMMUNITY", nargs="?")
    show.set_defaults(work=_list)
    revoke = does.add_parser("revoke", help="take a key out of use at once")
    revoke.add_argument("key", metavar="ID", help="as the list shows it; a whole key will do")
    revoke.set_defaults(work=_revoke)
    rotate = does.add_parser("rotate-restore", help="seal what is hidden with a new restore key; stop every Hush on this store first")
    rotate.set_defaults(work=_rotate)


def run(given: Namespace) -> int:
    """Do it in the store that the environment names."""
    logs.set_up(quiet=True)
    given.config = read_config(os.environ)
    with store_of(given.config) as (url, _):
        asyncio.run(_with(url, given, given.work))
    return 0


async def _with(url: str, given: Namespace, work: Callable[[Communities, Namespace], Awaitable[None]]) -> None:
    store = store_at(url)
    try:
        await store.meet()
        await work(Communities(store), given)
    finally:
        await store.close()


async def _create(communities: Communities, given: Namespace) -> None:
    community = _community(given.community)
    if given.mode is not None:
        chosen = await communities.reload(community)
        done, _ = await communities.configure(community, replace(chosen.settings, mode=Mode(given.mode)), "hush keys", chosen.revision)
        if not done:
            raise Refusal(f"the settings of {community} were changed at the same moment; no key was made, so try again")
    mode = (await communities.reload(community)).settings.mode
    name, key = await communities.make_key(community, given.label)
    print(key)
    print(
        f"Key {name} for {tame(community)}, which is in mode {mode.value}. It is shown only now; send it as: Authorization: Bearer KEY",
        file=sys.stderr,
    )


async def _list(communities: Communities, given: Namespace) -> None:
    named = [_community(given.community)] if given.community is not None else await communities.holding("keys")
    found = [(community, name, key) for community in named for name, key in (await communities.keys(community)).items()]
    for community, name, key in sorted(found, key=lambda each: (each[0], each[2].created)):
        made = datetime.fromtimestamp(key.created, UTC).strftime("%Y-%m-%d %H:%M UTC")
        print(name, tame(community), made, tame(key.label), sep="\t")
    if not found:
        print("There are no keys; make one with: hush keys create COMMUNITY", file=sys.stderr)


async def _revoke(communities: Communities, given: Namespace) -> None:
    whole = split_key(given.key)
    named, name = ([whole[0]], whole[1]) if whole else (await communities.holding("keys"), given.key)
    for community in named:
        if await communities.revoke(community, name):
            print(f"Key {name} of {tame(community)} is revoked.")
            return
    raise Refusal(f"there is no key {name!r}; see them with: hush keys list")


async def _rotate(communities: Communities, given: Namespace) -> None:
    config: Config = given.config
    if config.restore_key is not None:
        raise Refusal(
            "HUSH_RESTORE_KEY is set, and only the key in the data folder can be changed: unset it, and put it into restore.key", WRONG
        )
    path, store = config.data / KEY_FILE, communities.store
    pairing = Pairing(store, kept_seal(path))
    await pairing.enter(alone=True)  # a Hush that runs would go on sealing with the older key
    try:
        async with _held(pairing):
            pairing.seal = seal = begin_change(path)
            await pairing.enter(alone=True, takes=True)
            count = await reseal(store, seal)
            end_change(path, seal)
    finally:
        await pairing.leave()
    if store.durable:
        await store.rewrite()  # what the older key sealed leaves the file too
    print(f"{path} holds a new key, and {count} texts are sealed with it. Back it up; older backups need the older key.")


@asynccontextmanager
async def _held(pairing: Pairing) -> AsyncIterator[None]:
    """Keep others out however long it takes."""

    async def hold() -> None:
        while True:
            await asyncio.sleep(LASTS / 3)
            await pairing.enter(alone=True)

    holding = asyncio.create_task(hold())
    try:
        yield
    finally:
        holding.cancel()


def _community(written: str) -> str:
    if wrong := wrong_name(written):
        raise Refusal(f"COMMUNITY {wrong}", WRONG)
    return written
