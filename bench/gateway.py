"""CPU per message of Hush's process over a plain discord.py client with an empty `on_message`: both hear the same local Discord.

Each contestant is a process of its own, and each round a new one, in turn; CPU is measured between the first message and the last
verdict. The store is Hush's own process's child and is not counted. Messages come in bursts, as they do where there are enough of
them for their cost to matter, and one at a time, as on a quiet server. Accounts speak in turn, at
most ten times each, and what they say is the workload's: the clean path, with windows of up to ten.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))  # the local Discord is the tests'

from bench.measure import Measure  # noqa: E402 - after its path is known
from bench.workload import comments  # noqa: E402 - after its path is known
from discord_server.addresses import environment  # noqa: E402 - after its path is known
from discord_server.server import DiscordServer  # noqa: E402 - after its path is known

PLAIN, READER, HUSH = "plain discord.py", "Hush's reader alone", "Hush"
CONTESTANTS = {
    PLAIN: [sys.executable, "-c", "from bench.listening import plain; plain()"],
    READER: [sys.executable, "-c", "from bench.listening import reader; reader()"],
    HUSH: [sys.executable, "-m", "bot", "run"],
}
MESSAGES, BURST = 6400, 64
GUILDS = 64
"""So many that hardly any two accounts of one say the same: the workload has some thousands of sentences."""
CALM = 1.0
"""Seconds in which a process that has nothing left to do uses no more than a few ticks of CPU."""


def cpu(process: int) -> float:
    """Seconds of CPU that a process's threads have used, to the nanosecond (Linux, Documentation/scheduler/sched-stats.rst)."""
    return sum(int(thread.read_text().split()[0]) for thread in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e9


async def calm(process: int) -> float:
    """The CPU used when a process has come to rest."""
    used = cpu(process)
    while True:
        await asyncio.sleep(CALM)
        if (now := cpu(process)) - used <= 0.03 * CALM:
            return now
        used = now


async def measured(command: list[str], messages: int, burst: int) -> float:
    """Microseconds of CPU per message."""
    async with DiscordServer(faster=1000) as server:
        server.gateway.compressed = True
        guilds = [server.guild() for _ in range(GUILDS)]
        rooms = [guild.text_channel("room") for guild in guilds]
        roles = [guild.role("role") for guild in guilds]
        people = [guilds[number % GUILDS].member(f"person{number}", [roles[number % GUILDS]]) for number in range(-(-messages // 10))]
        told = [text for _, text in comments(messages)]
        with tempfile.TemporaryDirectory() as data:
            env = {**os.environ, **environment(server), "HUSH_DATA": data, "HUSH_HTTP": "127.0.0.1:0"}
            process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603, ASYNC220 - our own commands, started once
            try:
                await server.until(lambda: server.gateway.sessions, 30)
                before = await calm(process.pid)
                for start in range(0, messages, burst):
                    with server.gateway.held():
                        for number in range(start, min(start + burst, messages)):
                            speaker = number % len(people)
                            await people[speaker].says(told[number], in_=rooms[speaker % GUILDS])
                    await server.gateway.drained()
                return (await calm(process.pid) - before) / messages * 1e6
            finally:
                process.terminate()
                await asyncio.to_thread(process.wait)


@contextmanager
def gateway() -> Iterator[list[Measure]]:
    """Its measures."""

    def ratio(name: str, burst: int) -> float:
        plain, own = (asyncio.run(measured(CONTESTANTS[each], MESSAGES, burst)) for each in (PLAIN, name))
        return own / plain

    yield [
        Measure(
            "CPU of Hush for a message, socket to verdict, to discord.py's empty on_message", 0.9, lambda: ratio(HUSH, BURST), rounds=3
        ),
        Measure("the reader alone", 0.25, lambda: ratio(READER, BURST), rounds=3),
        Measure("CPU of Hush for messages that come one at a time, to the same", 0.9, lambda: ratio(HUSH, 1), rounds=3),
        Measure("the reader alone, one at a time", 0.25, lambda: ratio(READER, 1), rounds=3),
    ]
