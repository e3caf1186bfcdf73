"""`hush check`: everything Hush stands on, looked at."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import msgspec

from bot.memory.cluster import store_at
from bot.memory.communities import Communities
from bot.memory.embedded import Embedded, EmbeddedError
from bot.memory.encryption import KEY_BYTES, Seal, SealError
from bot.memory.errors import StoreError
from bot.memory.incidents import Incidents
from bot.memory.pairing import Pairing, WrongKey
from bot.memory.store import Store
from bot.runtime import logs
from bot.runtime.config import Address, Config, read_config
from bot.runtime.exits import Refusal
from bot.runtime.logs import tame
from bot.runtime.storage import KEY_FILE, seal_of, store_of, unusable
from bot.web.socket import listening
from rules.settings import SettingsError

OLDEST_PYTHON = (3, 11)
PRIVATE = 0o077
"""What a folder or file that holds secrets must not allow anybody else."""


CASES_NAMED = 5
"""Cases of a community that are named."""


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    MIND = "mind"
    """It works, and has a limit that one should know."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; ``told`` says how it is, and how to mend it where it is not well."""

    state: State
    what: str
    told: str

    def __str__(self) -> str:
        return f"{self.state.value:<5} {self.what:<12} {tame(self.told)}"


def check() -> int:
    """Say whether all is in order, and how to mend what is not.

    Looks at what the environment names, as hush run would: HUSH_HTTP, HUSH_DATA, REDIS_URL, HUSH_RESTORE_KEY, DISCORD_TOKEN.
    The exit code is 1 if something must be mended.
    """
    logs.set_up(quiet=True)
    config = read_config(os.environ)
    bad = 0
    for line in _lines(config):
        print(line, flush=True)
        bad += line.state is State.BAD
    if bad:
        print(f"{bad} of these must be mended.", file=sys.stderr)
    return 1 if bad else 0


def _lines(config: Config) -> Iterator[Line]:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= OLDEST_PYTHON
    yield Line(State.OK if good else State.BAD, "python", version if good else f"{version} is too old: 3.11 or newer is needed")
    yield _address("http", config.http, "HUSH_HTTP", reuse_port=config.reuse_port)
    if config.metrics_http is not None:
        yield _address("metrics", config.metrics_http, "HUSH_METRICS_HTTP")
    if config.redis_url is None or config.restore_key is None:
        try:
            yield _folder(config.data)
        except OSError as error:
            yield Line(State.BAD, "data folder", unusable(config.data, error))
            return  # the key and the embedded store live there
    yield _key(config)
    yield from _store(config)
    yield from _discord(config)


def _discord(config: Config) -> Iterator[Line]:
    if config.discord_token is None:
        yield Line(State.OK, "discord", "not asked for; set DISCORD_TOKEN to have Hush in Discord servers (docs/discord.md)")
        return
    from bot.platforms.discord.check import Seen, look  # noqa: PLC0415 - discord.py takes long to import, and only those with a token need it

    async def gathered(token: str) -> list[Seen]:
        return [seen async for seen in look(token, config.discord_api)]

    for seen in asyncio.run(gathered(config.discord_token.reveal())):
        yield Line(State.OK if seen.good else State.BAD, seen.what, seen.told)


def _address(what: str, address: Address, variable: str, *, reuse_port: bool = False) -> Line:
    if _hush_answers(address):
        return Line(State.OK, what, f"a Hush answers at {address}")
    try:
        with listening(address, variable=variable, reuse_port=reuse_port):
            return Line(State.OK, what, f"{address} is free")
    except Refusal as refusal:
        return Line(State.BAD, what, str(refusal))


def _hush_answers(address: Address) -> bool:
    connection = HTTPConnection(address.host, address.port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read(100) == b'{"status":"ok"}'
    except (OSError, HTTPException, socket.gaierror):
        return False
    finally:
        connection.close()


def _folder(data: Path) -> Line:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = stat.S_IMODE(data.stat().st_mode)
    probe = data / f".check.{os.getpid()}"
    probe.touch(mode=0o600)
    probe.unlink()
    if mode & PRIVATE:
        return Line(State.BAD, "data folder", f"{data} may be read by others ({mode:04o}); mend it with: chmod 700 {data}")
    return Line(State.OK, "data folder", f"{data} is private and can be written to")


def _key(config: Config) -> Line:
    if config.restore_key is not None:
        return Line(State.OK, "restore key", "from HUSH_RESTORE_KEY")
    path = config.data / KEY_FILE
    try:
        made = not path.exists()
        seal_of(config)
        mode = stat.S_IMODE(path.stat().st_mode)
    except (SealError, Refusal, OSError) as error:
        return Line(State.BAD, "restore key", str(error))
    if mode & PRIVATE:
        return Line(State.BAD, "restore key", f"{path} may be read by others ({mode:04o}); mend it with: chmod 600 {path}")
    return Line(
        State.OK, "restore key", f"{'made now' if made else 'kept'} in {path}; keep a copy, without it nothing hidden can be restored"
    )


def _store(config: Config) -> Iterator[Line]:
    try:
        with store_of(config) as (url, own):
            yield from asyncio.run(_gathered(url, own, config))
    except EmbeddedError as error:
        yield Line(State.BAD, "store", str(error))


async def _gathered(url: str, own: Embedded | None, config: Config) -> list[Line]:
    store = store_at(url)
    try:
        return [line async for line in _stored(store, own, config)]
    except StoreError as error:
        return [Line(State.BAD, "store", str(error))]
    finally:
        await store.close()


async def _stored(store: Store, own: Embedded | None, config: Config) -> AsyncIterator[Line]:
    what = await store.meet()
    yield Line(State.OK, "store", f"{what}, {'embedded, ' + own.arrival.value if own else 'at REDIS_URL'}, evicts nothing")
    if store.durable:
        yield Line(State.OK, "on disk", "the store keeps an append-only file")
    else:
        lost = "the store keeps no append-only file: what is hidden may be lost with it; there the promise is up to one second at best"
        yield Line(State.MIND, "on disk", f"{lost}. Mend it with: CONFIG SET appendonly yes")
    try:
        await Pairing(store, seal_of(config)).check()
    except (WrongKey, SealError, Refusal) as error:
        yield Line(State.BAD, "store's key", str(error))
    communities = Communities(store)
    names = await communities.holding("settings")
    broken = 0
    for name in names:
        try:
            await communities.reload(name)
        except (SettingsError, msgspec.DecodeError) as error:
            broken += 1
            yield Line(State.BAD, "settings", f"those of {name} cannot be read ({error}); put them anew with PUT /v1/settings")
    if not broken:
        yield Line(State.OK, "settings", f"of {len(names)} communities, all readable")
    yield await _actions(store, names)


async def _actions(store: Store, names: Sequence[str]) -> Line:
    """What could not be done, of the newest cases of each community."""
    incidents = Incidents(store, Seal(bytes(KEY_BYTES)), "")  # texts are not read, so any key does
    failed = {name: [case.n for case in await incidents.page(name) if any(act.state == "failed" for act in case.actions)] for name in names}
    told = "; ".join(f"{name} {', '.join(f'#{n}' for n in cases[:CASES_NAMED])}" for name, cases in failed.items() if cases)
    if not told:
        return Line(State.OK, "actions", "of the newest cases, none failed")
    return Line(State.MIND, "actions", f"some could not be done; the cards say why: {told}")
