"""Discord limits, breaks and loses answers at random: in the end everything is done, and once.

Forty comments, in `make faults` too: there half a minute is waited for again and again.
"""

import random
from collections.abc import Callable

import pytest

from discord_scene import Scene, hush_in
from discord_server.rest.faults import Fault
from discord_server.rest.request_log import Request
from fault_table import Told
from stream import AT_LARGE, WORDS

ACCOUNTS, COPIES = 8, 5
"""Fewer accounts than make one digest of their cards."""
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
    async with hush_in(club) as hush:
        chanced(club, chance, kind)
        mark = len(club.server.requests)
        said = []
        for account in range(ACCOUNTS):
            who = club.guild.member(f"m{account}")
            text = " ".join(WORDS[account * step % len(WORDS)] for step in (1, 2, 3, 5, 7)) + f" of {who.name}"
            said.append([await who.says(text, in_=club.general) for _ in range(COPIES)])
        await club.heard()
        await club.server.until(lambda: not any(one.stands for own in said for one in own[1:]), PATIENCE)
        assert all(own[0].stands for own in said)
        incidents = await hush.memory.incidents.several(club.community, [str(n + 1) for n in range(ACCOUNTS)])
        await club.server.until(lambda: len(club.cards) >= ACCOUNTS, PATIENCE)
        await hush.outbox.settle()
        requests = club.server.requests.since(mark)
        unlucky = sum(one.status in {0, 429, 500} for one in requests)
        inside = len(club.server.requests.inside_retry_after())
    measured = f"{ACCOUNTS * COPIES} comments, {unlucky} of {len(requests)} requests failed, {inside} inside a Retry-After, {len(club.cards)} cards"
    table.tell(f"Discord answers {kind}", "all done, once", measured)
    assert unlucky
    assert not inside
    assert [one.strikes for one in incidents] == [1] * ACCOUNTS
    assert len(club.cards) == ACCOUNTS
