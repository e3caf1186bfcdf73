"""Discord limits, breaks and loses answers at random: in the end everything is done, and once; who did nothing keeps every word."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from bot.memory import Memory
from bot.memory.incidents import Incident
from discord_server.rest.faults import Fault
from discord_server.rest.request_log import Request
from discord_server.server import DiscordServer
from discord_server.world.channel import Channel
from discord_server.world.guild import Guild
from discord_server.world.message import Message
from support.discord_scene import Scene, hush_in
from support.fault_table import FaultTable
from support.stream import AT_LARGE, COMMENTS, WORDS

ACCOUNTS, COPIES = 8, 5
"""Who repeats in each guild, and how often: fewer than make the brake hold."""
GUILDS = 10 if AT_LARGE else 1
ORDINARY = max(0, COMMENTS // GUILDS - ACCOUNTS * COPIES)
"""Comments of others in each guild, no two alike."""
SHORTEST, LONGEST = (0.5, 30.0) if AT_LARGE else (0.2, 0.4)
"""Seconds of a Retry-After."""
CROSSING = 0.05
"""Seconds: what comes this soon after a 429 was sent before it could be read."""
FAILING = 0.5 if AT_LARGE else 0.2
"""Of the requests, how many are answered 500 or lose their answer."""
PATIENCE = 1800.0
EVERY = {str(number + 1) for number in range(ACCOUNTS)}
"""The numbers of a guild's cases."""
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def chanced(server: DiscordServer, chance: random.Random, kind: str) -> None:
    """Faults that meet requests at random."""

    def now_and_then(share: float) -> Callable[[Request], bool]:
        return lambda request: not _reading(request) and chance.random() < share

    if kind == "429":
        for wait in (SHORTEST, LONGEST):
            server.faults.add(Fault("", None, 429, retry_after=wait, when=now_and_then(0.1 if wait == LONGEST else 0.3)))
    else:
        server.faults.add(Fault("", None, 500, when=now_and_then(FAILING / 2)))
        server.faults.add(Fault("", None, cut="after", when=now_and_then(FAILING / 2 / (1 - FAILING / 2))))


def _reading(request: Request) -> bool:
    """Logins, and answers to interactions, which nobody waits for here."""
    return request.name.startswith(("GET ", "PUT /applications"))


async def storm(guild: Guild, general: int) -> tuple[list[list[Message]], list[Message]]:
    """What those who repeat say, account by account, and what all others say."""
    channel = guild.channels[general]
    repeaters = [guild.member(f"m{number}") for number in range(ACCOUNTS)]
    crowd = [guild.member(f"c{number}") for number in range(max(1, ORDINARY // 4))]
    said: list[list[Message]] = [[] for _ in repeaters]
    ordinary = []
    for number in range(max(COPIES * ACCOUNTS, ORDINARY)):
        if number < ORDINARY:
            counted = " ".join(DIGITS[int(digit)] for digit in str(number))
            text = f"{WORDS[number % len(WORDS)]} {counted} of the {WORDS[number // 7 % len(WORDS)]}, {WORDS[number // 31 % len(WORDS)]}?"
            ordinary.append(await crowd[number % len(crowd)].says(text, in_=channel))
        if number < COPIES * ACCOUNTS:
            account = number % ACCOUNTS
            text = " ".join(WORDS[account * step % len(WORDS)] for step in (1, 2, 3, 5, 7)) + f" of {repeaters[account].name}"
            said[account].append(await repeaters[account].says(text, in_=channel))
        if number % 64 == 63:
            await asyncio.sleep(0)
    return said, ordinary


def told_of(log: Channel) -> set[str]:
    """The numbers of the cases that stand in a log, on a card of their own or in a list."""
    return {number for message in log.standing for number in re.findall(r"Case #(\d+)", json.dumps(message.components))}


async def cases(memory: Memory, guilds: list[Guild]) -> list[Incident]:
    """All incidents of all guilds."""
    return [incident for guild in guilds for incident in await memory.incidents.page(str(guild.id))]


async def all_done(memory: Memory, guilds: list[Guild]) -> list[Incident]:
    """The incidents, once each has an outcome for everything."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await cases(memory, guilds)
            ended = all(action.state in {"done", "failed"} for incident in found for action in incident.actions)
            if len(found) >= len(guilds) * ACCOUNTS and ended:
                return found
            await asyncio.sleep(0.25)


@pytest.mark.parametrize("kind", ["429", "500 and cut"])
async def test_discord_refuses_at_random(club: Scene, table: FaultTable, kind: str) -> None:
    server = club.server
    others = [server.guild(f"club {number}") for number in range(GUILDS - 1)]
    rooms = {club.guild: club.general, **{guild: guild.text_channel("general") for guild in others}}
    logs = {club.guild: club.log, **{guild: guild.text_channel("hush-log") for guild in others}}
    async with hush_in(club, others={str(guild.id): str(logs[guild].id) for guild in others}) as hush:
        chanced(server, random.Random(20), kind)
        mark = len(server.requests)
        heard = [await storm(guild, room.id) for guild, room in rooms.items()]
        incidents = await all_done(hush.memory, list(rooms))
        await server.until(lambda: all(told_of(log) == EVERY for log in logs.values()), PATIENCE)
        requests = server.requests.since(mark)
        unlucky = sum(one.status in {0, 429, 500} for one in requests)
        inside = len(server.requests.inside_retry_after(CROSSING))
    repeats = [message for said, _ in heard for own in said for message in own[1:]]
    others_said = [message for said, ordinary in heard for message in (*ordinary, *(own[0] for own in said))]
    actions = [action for incident in incidents for action in incident.actions]
    hides = Counter((incident.account, action.comment) for incident in incidents for action in incident.actions if action.does == "hide")
    named = Counter(
        account
        for room in rooms.values()
        for message in room.messages.values()
        if message.author is server.bot
        for account in set(re.findall(r"<@!?(\d+)>", message.content))
    )
    twice = sum(count > 1 for count in (*hides.values(), *named.values()))
    measured = (
        f"{len(repeats) + len(others_said)} comments, {unlucky} of {len(requests)} requests failed, {inside} inside a Retry-After; "
        f"{sum(not one.stands for one in repeats)} of {len(repeats)} repeats hidden, {sum(action.does == 'warn' for action in actions)} warned, {twice} twice"
    )
    table.tell(f"Discord answers {kind}", "all done, once", measured)
    assert unlucky
    assert not inside
    assert {action.state for action in actions} == {"done"}, Counter((action.state, action.why) for action in actions)
    assert not any(one.stands for one in repeats), measured
    assert all(one.stands for one in others_said), measured
    assert [one.strikes for one in incidents] == [1] * (GUILDS * ACCOUNTS)
    assert sum(action.does == "warn" for action in actions) == GUILDS * ACCOUNTS
    assert not twice, measured
    assert len(hides) == len(repeats)
