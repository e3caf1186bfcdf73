"""CPU per message of Hush's process over a plain discord.py client with an empty `on_message`: both hear the same local Discord.

Run it with ``python -m bench.gateway``; it needs the tests' packages. Each side is a process of its own, measured between the first
and the last message; the store is Hush's own process's child and is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))  # the local Discord is the tests'

from discord_server.addresses import environment  # noqa: E402 - after its path is known
from discord_server.server import DiscordServer  # noqa: E402 - after its path is known

WORDS = [
    "so",
    "we",
    "looked",
    "at",
    "the",
    "numbers",
    "again",
    "this",
    "morning",
    "and",
    "they",
    "are",
    "better",
    "than",
    "anybody",
    "here",
    "would",
    "have",
    "thought",
]


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measured(command: list[str], messages: int, more: dict[str, str]) -> float:
    """Microseconds of CPU per message."""
    async with DiscordServer(faster=1000) as server:
        guild = server.guild()
        rooms = [guild.text_channel(f"room{number}") for number in range(20)]
        people = [guild.member(f"person{number}") for number in range(200)]
        env = {**os.environ, **environment(server), **more}
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603, ASYNC220 - our own commands, started once
        try:
            await server.until(lambda: server.gateway.sessions, 30)
            await asyncio.sleep(3)
            before = cpu(process.pid)
            for number in range(messages):
                text = " ".join(WORDS[(number * 7 + place * (number % 5 + 1)) % len(WORDS)] for place in range(8)) + f" {number}"
                await people[number % 200].says(text, in_=rooms[number % 20])
            await asyncio.sleep(3)
            return (cpu(process.pid) - before) / messages * 1e6
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait)


PLAIN = """
import asyncio, os, sys
sys.path.insert(0, {tests!r})
import discord, yarl
from discord.gateway import DiscordWebSocket
discord.http.Route.BASE = os.environ["HUSH_DISCORD_API"]
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["HUSH_DISCORD_GATEWAY"])
from discord_server.plain_client import hushs_intents
class Client(discord.AutoShardedClient):
    async def on_message(self, message): pass
client = Client(intents=hushs_intents(), max_messages=None, member_cache_flags=discord.MemberCacheFlags.none(), chunk_guilds_at_startup=False)
asyncio.run(client.start(os.environ["DISCORD_TOKEN"]))
"""


def main() -> None:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=4000)
    messages = parser.parse_args().messages
    plain = asyncio.run(measured([sys.executable, "-c", PLAIN.format(tests=str(TESTS))], messages, {}))
    with tempfile.TemporaryDirectory() as data:
        own = {"HUSH_DATA": data, "HUSH_HTTP": "127.0.0.1:0"}
        hush = asyncio.run(measured([sys.executable, "-m", "bot", "run"], messages, own))
    sys.stdout.write(f"plain discord.py {plain:.0f} us a message, Hush {hush:.0f} us, ratio {hush / plain:.2f}\n")


if __name__ == "__main__":
    main()
