"""`hush keys`: a key is shown once, when it is made; the store keeps only its hash. And the restore key, changed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from bot.commands.group import group
from bot.memory.cluster import store_at
from bot.memory.communities import Communities, split_key
from bot.memory.key_file import begin_change, end_change, kept_seal
from bot.memory.pairing import LASTS, Pairing
from bot.memory.rotation import reseal
from bot.pipeline.ids import wrong_name
from bot.runtime import logs
from bot.runtime.config import read_config
from bot.runtime.exits import WRONG, Refusal
from bot.runtime.logs import tame
from bot.runtime.storage import KEY_FILE, store_of
from rules.model import Mode

keys = group("keys", "Create, list or revoke keys of sites; renew the restore key.")


@keys.command
async def create(community: str, /, *, mode: Mode | None = None, label: str = "") -> None:
    """Make a key for a community; it is printed once.

    Only its hash is kept.

    Args:
        community: the site's name
        mode: put the community into this mode (a new one observes)
        label: what the key is for, shown in the list
    """
    _named(community)
    async with _communities() as communities:
        if mode is not None:
            chosen = await communities.reload(community)
            done, _ = await communities.configure(community, replace(chosen.settings, mode=mode), "hush keys", chosen.revision)
            if not done:
                raise Refusal(f"the settings of {community} were changed at the same moment; no key was made, so try again")
        mode = (await communities.reload(community)).settings.mode
        name, key = await communities.make_key(community, label)
    print(key)
    print(
        f"Key {name} for {tame(community)}, which is in mode {mode.value}. It is shown only now; send it as: Authorization: Bearer KEY",
        file=sys.stderr,
    )


@keys.command(name="list")
async def show(community: str | None = None, /) -> None:
    """Show every key by its id, without its secret."""
    async with _communities() as communities:
        named = [_named(community)] if community is not None else await communities.holding("keys")
        found = [(each, name, key) for each in named for name, key in (await communities.keys(each)).items()]
    for each, name, key in sorted(found, key=lambda one: (one[0], one[2].created)):
        made = datetime.fromtimestamp(key.created, UTC).strftime("%Y-%m-%d %H:%M UTC")
        print(name, tame(each), made, tame(key.label), sep="\t")
    if not found:
        print("There are no keys; make one with: hush keys create COMMUNITY", file=sys.stderr)


@keys.command
async def revoke(key: str, /) -> None:
    """Take a key out of use at once.

    Args:
        key: its id, as the list shows it; a whole key will do
    """
    async with _communities() as communities:
        whole = split_key(key)
        named, name = ([whole[0]], whole[1]) if whole else (await communities.holding("keys"), key)
        for community in named:
            if await communities.revoke(community, name):
                print(f"Key {name} of {tame(community)} is revoked.")
                return
    raise Refusal(f"there is no key {name!r}; see them with: hush keys list")


@keys.command
async def rotate_restore() -> None:
    """Seal what is hidden with a new restore key.

    Stop every Hush on this store first.
    """
    config = read_config(os.environ)
    if config.restore_key is not None:
        raise Refusal(
            "HUSH_RESTORE_KEY is set, and only the key in the data folder can be changed: unset it, and put it into restore.key", WRONG
        )
    path = config.data / KEY_FILE
    async with _communities() as communities:
        store = communities.store
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
async def _communities() -> AsyncIterator[Communities]:
    """Those of the store that the environment names."""
    logs.set_up(quiet=True)
    with store_of(read_config(os.environ)) as (url, _):
        store = store_at(url)
        try:
            await store.meet()
            yield Communities(store)
        finally:
            await store.close()


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


def _named(written: str) -> str:
    if wrong := wrong_name(written):
        raise Refusal(f"COMMUNITY {wrong}", WRONG)
    return written
