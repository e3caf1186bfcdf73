"""Discord limits, breaks and loses answers at random: in the end everything is done, and once.

Forty comments; in `make faults` four hundred in ten guilds, where half a minute is waited for again and again.
"""

import random
from collections.abc import Callable

import pytest

from discord_scene import Scene, hush_in, scene
from discord_server.rest.faults import Fault
from discord_server.rest.request_log import Request
from fault_table import Told
from stream import AT_LARGE, WORDS

ACCOUNTS, COPIES = 8, 5
"""Fewer accounts than make one digest of their cards."""
CLUBS = 10 if AT_LARGE else 1
LONGEST = 30.0 if AT_LARGE else 1.0
"""Seconds of a Retry-After; the shortest are half a second."""
PATIENCE = 600.0


def chanced(club: Scene, chance: random.Random, kind: str) -> None:
    """Faults that meet requests at random."""

    def now_and_then(share: float) -> Callable[[Request], bool]:
        return lambda request: not _reading(request) and chance.random() < share

    faults = club.server.faults
    if kind == "429":
        for wait in (0.5, LONGEST):
            faults.add(Fault("", None, 429, retry_after=wait, when=now_and_then(0.1 if wait == LONGEST else 0.3)))
    else:
        faults.add(Fault("", None, 500, when=now_and_then(0.25)))
        faults.add(Fault("", None, cut="after", when=now_and_then(0.25)))


def _reading(request: Request) -> bool:
    """Logins, and answers to interactions, which nobody waits for here."""
    return request.name.startswith(("GET ", "PUT /applications"))


@pytest.mark.parametrize("kind", ["429", "500 and cut"])
async def test_discord_refuses_at_random(club: Scene, table: Told, kind: str) -> None:
    chance = random.Random(20)
    server = club.server
    clubs = [club, *(scene(server, club.redis_url) for _ in range(CLUBS - 1))]
    async with hush_in(club, others=clubs[1:]) as hush:
        chanced(club, chance, kind)
        mark = len(server.requests)
        said = []
        for account in range(ACCOUNTS):
            text = " ".join(WORDS[account * step % len(WORDS)] for step in (1, 2, 3, 5, 7))
            for each in clubs:
                who = each.guild.member(f"m{account}")
                said.append([await who.says(f"{text} of {who.name}", in_=each.general) for _ in range(COPIES)])
        await club.heard()
        await server.until(lambda: not any(one.stands for own in said for one in own[1:]), PATIENCE)
        assert all(own[0].stands for own in said)
        await server.until(lambda: all(len(each.cards) >= ACCOUNTS for each in clubs), PATIENCE)
        await hush.outbox.settle()
        strikes = [incident.strikes for each in clubs for incident in await each.incidents()]
        requests = server.requests.since(mark)
        unlucky = sum(one.status in {0, 429, 500} for one in requests)
        inside = len(server.requests.inside_retry_after())
        cards = sum(len(each.cards) for each in clubs)
    measured = f"{len(said) * COPIES} comments, {unlucky} of {len(requests)} requests failed, {inside} inside a Retry-After, {cards} cards"
    table.tell(f"Discord answers {kind}", "all done, once", measured)
    assert unlucky
    assert not inside
    assert strikes == [1] * ACCOUNTS * CLUBS
    assert cards == ACCOUNTS * CLUBS
