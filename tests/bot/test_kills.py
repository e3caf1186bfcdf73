"""kill -9 at random points between a comment's arrival and its actions: what was decided is done, and nothing twice.

``HUSH_KILLS`` sets how often Hush is killed (5; 200 in `make faults`), ``HUSH_SEED`` repeats a run; every third kill is Valkey's too.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.memory.embedded.server import ask
from support.hush_process import HushProcess, key_for
from support.site_client import SiteClient, comment
from support.stream import answered

KILLS = int(os.environ.get("HUSH_KILLS", "5"))
SEED = int(os.environ.get("HUSH_SEED", str(random.randrange(2**32))))
COPIES, ACCOUNTS, ROUNDS = 6, 4, 4
"""Copies of each account, accounts that start with each kill, kills that a community lives through: 16 texts, below the brake's 20."""
TIMES = ("lease=3",)
"""A user's leases last ten times as long."""
PROMISED = 60.0
"""Seconds after the last restart within which everything decided is done."""
WORDS = (
    "wonderful",
    "umbrella",
    "factory",
    "discount",
    "voucher",
    "tomorrow",
    "elephant",
    "holiday",
    "crypto",
    "garden",
    "pension",
    "miracle",
)


@dataclass
class Community:
    """Accounts that repeat themselves on one site, which posts again what got no answer."""

    key: str
    accounts: int = 0
    unanswered: list[dict[str, Any]] = field(default_factory=list)

    def more(self, chance: random.Random) -> None:
        """New accounts start to say something each."""
        for _ in range(ACCOUNTS):
            self.accounts += 1
            text = " ".join(chance.sample(WORDS, 6))
            author = f"a{self.accounts}"
            self.unanswered += [comment(f"{author}.{n}", COPIES - n, author=author, text=text) for n in range(COPIES)]

    async def post(self, site: SiteClient) -> None:
        """Post what is unanswered, accounts side by side, until all is answered or Hush is gone."""
        authors = dict.fromkeys(each["author"] for each in self.unanswered)
        await asyncio.gather(*(self._speak(site, author) for author in authors))

    async def _speak(self, site: SiteClient, author: str) -> None:
        for each in [each for each in self.unanswered if each["author"] == author]:
            while True:
                try:
                    answer = await site.ask("POST", "/v1/comments", each)
                except aiohttp.ClientError:
                    return
                if answer.status == 200:
                    break
                assert answer.status == 202, answer.body
            self.unanswered.remove(each)

    async def look_at_the_end(self, site: SiteClient, patient_until: float) -> None:
        """Everything decided is in the feed once; one incident and one strike for each account."""
        accounts = [f"a{n}" for n in range(1, self.accounts + 1)]
        expected = Counter(
            [*(("hide", f"{author}.{n}") for author in accounts for n in range(1, COPIES)), *(("warn", author) for author in accounts)]
        )
        while expected - (done := await offered(site)) and time.monotonic() < patient_until:  # noqa: ASYNC110 - another process's leases run out
            await asyncio.sleep(0.2)
        assert done == expected, f"seed {SEED}"
        incidents = (await answered(site, "/v1/incidents?limit=200")).body["incidents"]
        assert Counter(incident["account"] for incident in incidents) == Counter(accounts)
        assert {incident["strikes"] for incident in incidents} == {1}


def kill_valkey(data: Path) -> None:
    server = ask(data / "valkey/valkey.sock")
    if server:
        os.kill(server.pid, signal.SIGKILL)


async def test_what_was_decided_is_done_once_whatever_is_killed(tmp_path: Path) -> None:
    print(f"HUSH_SEED={SEED} HUSH_KILLS={KILLS}")  # noqa: T201 - pytest shows it where the test fails
    chance = random.Random(SEED)
    data = tmp_path / "data"
    communities: list[Community] = []
    hush = HushProcess(data, times=TIMES)
    try:
        async with aiohttp.ClientSession() as session:
            for kill in range(KILLS):
                if kill % ROUNDS == 0:
                    communities.append(Community(key_for(data, f"site{kill}")))
                now = communities[-1]
                now.more(chance)
                posting = asyncio.create_task(now.post(SiteClient(session, hush.address, "", now.key)))
                await asyncio.wait([posting], timeout=chance.uniform(0.0, 0.5))
                if kill % 3 == 1:
                    kill_valkey(data)
                    await asyncio.wait([posting], timeout=chance.uniform(0.0, 0.3))
                hush.end(signal.SIGKILL)
                await posting
                hush = HushProcess(data, times=TIMES)
            patient_until = time.monotonic() + PROMISED
            for each in communities:
                site = SiteClient(session, hush.address, "", each.key)
                await each.post(site)
                await each.look_at_the_end(site, patient_until)
    finally:
        ended = hush.end()
    assert ended == 0


async def offered(site: SiteClient) -> Counter[tuple[str, str]]:
    """Everything in the feed, and how often."""
    found = (await answered(site, "/v1/actions?limit=1000")).body["actions"]
    assert len({action["id"] for action in found}) == len(found)
    return Counter((action["do"], "".join(action["comments"]) or action["account"]) for action in found)
