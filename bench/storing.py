"""What the store spends: CPU of its server for `remember`, beside the four commands that any window needs, and its memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import msgspec
from redis import Redis

from bench.measure import UNBOUNDED, Measure
from bot.memory.embedded import throwaway
from bot.memory.history import Remember, packed
from bot.memory.store import SCRIPTS, partition, prefix
from rules.fingerprint import bands, phrase, remembered
from rules.model import Comment

AT_ONCE = 64
SIZE = 30
"""Characters of a text."""
ACCOUNTS = 20_000
KB = 1024.0
_SECRET = b"k" * 32
NOW = 1_775_000_000.0
APART = 0.001
"""Seconds between two comments: so few that no window lets go of any."""


def letters(chance: Random, count: int) -> str:
    """A text that nobody else says."""
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(count))


def comment(account: str, number: int, said: str) -> tuple[object, ...]:
    """One comment as `remember` takes it."""
    told = remembered(Comment(f"{account}-{number}", "c", "t", account, NOW + number * APART, said), _SECRET)
    sealed = b"s" * (len(said) + 60)
    return packed(Remember("c", account, told, sealed, phrase(told.form, _SECRET), 3600.0, 86400.0, bands=bands(told.form, _SECRET)))


class Measured:
    """A store of its own for what is measured, so that its CPU is nothing else's."""

    def __init__(self, url: str) -> None:
        self.client = Redis(unix_socket_path=url.removeprefix("unix://"))
        self.sha = self.client.script_load(SCRIPTS["remember"].text)
        self.chance = Random(7)  # noqa: S311 - the same letters in every run are wanted
        self.number = 0

    def cpu(self) -> float:
        """Seconds of CPU that the server has used."""
        told = self.client.info("cpu")
        return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])

    def remember(self, group: str, times: int) -> None:
        """So many comments of each account of a group, a call for each time."""
        for _ in range(times):
            self.number += 1
            told = [comment(f"{group}{i}", self.number * AT_ONCE + i, letters(self.chance, SIZE)) for i in range(AT_ONCE)]
            self.take(told)

    def take(self, told: list[tuple[object, ...]]) -> None:
        """One call."""
        self.client.evalsha(self.sha, 1, prefix(partition("c")), msgspec.msgpack.encode(told))

    def plainly(self, group: str, times: int, keep: int) -> None:
        """The same with a list's own commands, in pipelines as long as a call."""
        for _ in range(times):
            self.number += 1
            pipeline = self.client.pipeline(transaction=False)
            for i in range(AT_ONCE):
                key = f"plain:{group}{i}"
                entry = comment("a", self.number * AT_ONCE + i, letters(self.chance, SIZE))[3]
                pipeline.lrange(key, 0, -1)
                pipeline.rpush(key, msgspec.msgpack.encode(entry)[2:])
                pipeline.ltrim(key, -keep, -1)
                pipeline.pexpire(key, 4_200_000)
            pipeline.execute()


def server_cpu(entries: int) -> tuple[float, float]:
    """CPU seconds of the server for a `remember` on a window of so many entries, and for the list's own commands on as many."""
    groups = [f"g{number}-" for number in range(max(4, 400 // entries))]
    with throwaway() as server:
        store = Measured(server.url)
        for group in groups:
            store.remember(group, entries - 1)
            store.plainly(group, entries - 1, entries)
        began = store.cpu()
        for group in groups:
            store.remember(group, 1)
        between = store.cpu()
        for group in groups:
            store.plainly(group, 1, entries)
        ended = store.cpu()
        store.client.close()
    comments = len(groups) * AT_ONCE
    return (between - began) / comments, (ended - between) / comments


def to_plain(entries: int) -> float:
    """The one to the other."""
    own, plain = server_cpu(entries)
    return own / plain


def memory() -> float:
    """Kilobytes of an account with three comments of 64 characters, every key counted."""
    with throwaway() as server:
        store = Measured(server.url)
        before = int(store.client.info("memory")["used_memory"])
        for start in range(0, 3 * ACCOUNTS, AT_ONCE):
            store.take(
                [comment(f"{i % ACCOUNTS:019}", i, letters(store.chance, 64)) for i in range(start, min(start + AT_ONCE, 3 * ACCOUNTS))]
            )
        used = int(store.client.info("memory")["used_memory"]) - before
        store.client.close()
    return used / ACCOUNTS / KB


@contextmanager
def storing() -> Iterator[list[Measure]]:
    """The store's measures; each round has a server of its own."""
    yield [
        Measure("server CPU of remember, 10 entries of 30 characters, to LRANGE + RPUSH + LTRIM + PEXPIRE", 4.0, lambda: to_plain(10)),
        Measure("the same, 200 entries", 5.0, lambda: to_plain(200)),
        Measure("CPU of the store's server for a comment, 10 entries", UNBOUNDED, lambda: server_cpu(10)[0] * 1e6, unit="us"),
        Measure("memory of an account with three comments of 64 characters", 2.2, memory, unit="KB"),
    ]
