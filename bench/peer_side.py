"""Discord-Anti-Spam's side of `bench.peer`, run by a Python of its own that has it: propagates messages, and tells its CPU time.

    python bench/peer_side.py memory
    python bench/peer_side.py SOCKET

Each line of its input is a JSON list of rounds, a round a list of [guild, account, text]. All rounds but the last only fill the windows; for the
last it answers a line with the CPU seconds of this process. Every line starts anew. Its messages are discord.py's class with only
the fields that are read, ready before the time is taken.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from types import SimpleNamespace
from typing import Any

import discord
from antispam import AntiSpamHandler, Options  # type: ignore[import-not-found]  # in the peer's own venv
from antispam.caches.redis import RedisCache  # type: ignore[import-not-found]  # as above
from antispam.enums import Library  # type: ignore[import-not-found]  # as above
from redis.asyncio import Redis

LONG = 3_600_000
"""Milliseconds for which messages count: the windows stay full while the benchmark goes on."""
_MAY = SimpleNamespace(kick_members=True, ban_members=True)
_IDS = itertools.count(10_000)


class Told(discord.Message):
    """A message as the gateway would have brought it."""

    @property
    def clean_content(self) -> str:
        return self.content

    def is_system(self) -> bool:
        return False


def message(guild: int, account: int, text: str) -> Told:
    """One message of an account."""
    made = Told.__new__(Told)
    made.id, made.content, made.stickers, made.embeds, made.attachments = next(_IDS), text, [], [], []
    made.author = SimpleNamespace(id=account, name=f"a{account}", bot=False, roles=[])  # type: ignore[assignment]  # the fields that are read
    made.guild = SimpleNamespace(id=guild, me=SimpleNamespace(guild_permissions=_MAY))  # type: ignore[assignment]  # as above
    made.channel = SimpleNamespace(id=guild + 1)  # type: ignore[assignment]  # as above
    return made


async def propagated(rounds: list[list[tuple[int, int, str]]], where: str) -> float:
    """CPU seconds of the last round."""
    options = Options(no_punish=True, message_interval=LONG)
    handler: Any = AntiSpamHandler(SimpleNamespace(user=SimpleNamespace(id=1)), library=Library.DPY, options=options)
    plain = None
    if where != "memory":
        plain = Redis(unix_socket_path=where)
        await plain.flushdb()
        handler.set_cache(RedisCache(handler, plain))
    await handler.init()
    *earlier, last = [[message(*told) for told in each] for each in rounds]
    for each in itertools.chain.from_iterable(earlier):
        await handler.propagate(each)
    start = time.process_time()
    for each in last:
        await handler.propagate(each)
    spent = time.process_time() - start
    if plain is not None:
        await plain.aclose()
    return spent


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        print(asyncio.run(propagated(json.loads(line), sys.argv[1])), flush=True)


if __name__ == "__main__":
    main()
