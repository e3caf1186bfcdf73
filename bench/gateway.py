"""CPU per message of Hush's process over a plain discord.py client with an empty `on_message`: both hear the same local Discord.

``python -m bench.gateway`` needs the tests' packages. Each contestant is a process of its own, and each round a new one, in turn; CPU
is measured between the first message and the last verdict. The store is Hush's own process's child and is not counted. Messages come in
bursts, as they do where there are enough of them for their cost to matter; ``--burst 1`` is a quiet server. Accounts speak in turn, at
most ten times each, and what they say is the workload's: the clean path, with windows of up to ten.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))  # the local Discord is the tests'

from bench.workload import comments  # noqa: E402 - after its path is known
from discord_server.addresses import environment  # noqa: E402 - after its path is known
from discord_server.server import DiscordServer  # noqa: E402 - after its path is known

CONTESTANTS = {
    "plain discord.py": [sys.executable, "-c", "from bench.listening import plain; plain()"],
    "Hush's reader alone": [sys.executable, "-c", "from bench.listening import reader; reader()"],
    "Hush": [sys.executable, "-m", "bot", "run"],
}
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


def main() -> None:
    """A row for each contestant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=6400)
    parser.add_argument("--burst", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    rounds: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    for _ in range(chosen.rounds):
        for name, command in CONTESTANTS.items():
            rounds[name].append(asyncio.run(measured(command, chosen.messages, chosen.burst)))
    plain = rounds["plain discord.py"]
    for name, each in rounds.items():
        ratio = median(own / other for own, other in zip(each, plain, strict=True))
        print(f"{name:24} {median(each):7.0f} us a message, {ratio:5.2f} of discord.py, rounds {', '.join(f'{one:.0f}' for one in each)}")
    print(f"noise of discord.py: widest round {max(plain) / median(plain):.2f} of the median")


if __name__ == "__main__":
    main()
