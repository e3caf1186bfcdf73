"""What belongs together with a store: the restore key that its texts are sealed with, the bot whose servers it knows, who works on it now."""

from __future__ import annotations

import os
import re
import secrets
import socket
from dataclasses import dataclass, field

from bot.memory.encryption import Seal
from bot.memory.errors import StoreRefused
from bot.memory.store import Store, prefix

LASTS = 30.0
"""Seconds for which a process is taken to run after it last said so."""
_WHERE = prefix(0)
_PROCESS = re.compile(r"(?P<host>.*) process (?P<pid>\d+) \(\w+\)")


class WrongKey(StoreRefused):
    """The store's texts are sealed with another restore key."""


class InUse(StoreRefused):
    """Somebody works on the store who may not be disturbed, or whom this would disturb."""


@dataclass(slots=True)
class Pairing:
    """One process on one store, with the restore key that it has."""

    store: Store
    seal: Seal
    process: str = field(default_factory=lambda: f"{socket.gethostname()} process {os.getpid()} ({secrets.token_hex(3)})")

    async def enter(self, *, alone: bool = False, takes: bool = False) -> None:
        """Say that this process works on the store for the next `LASTS` seconds; the first one's restore key becomes the store's.

        ``alone``: with nobody beside it. ``takes``: from now on this key is the store's, whatever it was.

        Raises:
            WrongKey: the store's texts are sealed with another key.
            InUse: others work on it, or one works alone.
        """
        keys = [each for each in (self.seal.fingerprint, self.seal.older_fingerprint) if each]
        request = {"process": self.process, "lasts": LASTS, "alone": alone, "keys": keys, "takes": takes}
        state, *who = [each.decode() for each in await self.store.run("enter", _WHERE, request)]
        if dead := [each for each in who if _is_dead(each)]:
            for each in dead:
                await self.store.run("pair", _WHERE, {"leaves": each})
            state, *who = [each.decode() for each in await self.store.run("enter", _WHERE, request)]
        match state:
            case "key":
                raise WrongKey(wrong_key(who[0], self.seal.fingerprint))
            case "alone":
                raise InUse(f"the restore key of this store is being changed by {who[0]}: start again when that is done")
            case "others":
                told = ", ".join(who)
                raise InUse(
                    f"Hush runs on this store: {told}. Stop it first; one that was killed elsewhere is forgotten after {LASTS:.0f} seconds"
                )
            case _:
                return

    async def leave(self) -> None:
        """This process works on the store no longer."""
        await self.store.run("pair", _WHERE, {"leaves": self.process})

    async def check(self) -> None:
        """Look whether this is the store's key, and change nothing. WrongKey where it is not."""
        _, key = await self._read({})
        if key and key not in (self.seal.fingerprint, self.seal.older_fingerprint):
            raise WrongKey(wrong_key(key, self.seal.fingerprint))

    async def bot(self, application: str = "") -> str:
        """Whose servers this store knows, by the bot's id; ``application`` becomes it where nobody's are. Empty where nobody's are."""
        return (await self._read({"bot": application} if application else {}))[0]

    async def forget(self, what: str) -> None:
        """Let the next process decide which ``key`` or which ``bot`` is the store's."""
        await self.store.run("pair", _WHERE, {"forget": what})

    async def _read(self, request: dict[str, str]) -> tuple[str, str]:
        bot, key = await self.store.run("pair", _WHERE, request)
        return bot.decode(), key.decode()


def _is_dead(process: str) -> bool:
    """Whether a process is known to have ended: one of this machine that is not there."""
    found = _PROCESS.fullmatch(process)
    if found is None or found["host"] != socket.gethostname():
        return False
    try:
        os.kill(int(found["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def wrong_key(wanted: str, own: str) -> str:
    """What is wrong, and the ways out of it."""
    return (
        f"what this store hides is sealed with the restore key {wanted}, and this is {own}: put that key back, as restore.key in the data folder "
        "or as HUSH_RESTORE_KEY. If it is lost: hush adopt key (what is hidden by then stays hidden, webhooks have to be set again)"
    )


def other_bot(known: str, own: str) -> str:
    """What is wrong, and the ways out of it."""
    return (
        f"this store belongs to the bot {known}, and DISCORD_TOKEN is of the bot {own}, which would erase that one's servers: give this bot a store "
        "of its own (HUSH_DATA or REDIS_URL), or hand this one over: hush adopt bot"
    )
