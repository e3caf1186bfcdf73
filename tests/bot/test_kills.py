"""kill -9 at random points between a comment's arrival and its actions: what was decided is done, and nothing twice.

``HUSH_KILLS`` sets how often Hush is killed (5; 50 in `make faults`), ``HUSH_SEED`` repeats a run; every third kill is Valkey's too.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp

from bot.memory.embedded.server import ask
from hush_process import HushProcess, key_for
from site_client import SiteClient, comment

KILLS = int(os.environ.get("HUSH_KILLS", "5"))
SEED = int(os.environ.get("HUSH_SEED", str(random.randrange(2**32))))
COPIES, ACCOUNTS = 6, 4
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


class Story:
    """Accounts that repeat themselves, and a site that posts again what got no answer."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.accounts = 0
        self.unanswered: list[dict[str, Any]] = []

    def more(self) -> None:
        """New accounts start to say something each."""
        for _ in range(ACCOUNTS):
            self.accounts += 1
            text = " ".join(self.chance.sample(WORDS, 6))
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

    def expected(self) -> Counter[tuple[str, str]]:
        hides = [("hide", f"a{n}.{copy}") for n in range(1, self.accounts + 1) for copy in range(1, COPIES)]
        return Counter([*hides, *(("warn", f"a{n}") for n in range(1, self.accounts + 1))])


def kill_valkey(data: Path) -> None:
    server = ask(data / "valkey/valkey.sock")
    if server:
        os.kill(server.pid, signal.SIGKILL)


async def test_what_was_decided_is_done_once_whatever_is_killed(tmp_path: Path) -> None:
    print(f"HUSH_SEED={SEED} HUSH_KILLS={KILLS}")  # noqa: T201 - pytest shows it where the test fails
    chance = random.Random(SEED)
    data = tmp_path / "data"
    story = Story(chance)
    hush = HushProcess(data)
    key = key_for(data)
    async with aiohttp.ClientSession() as session:
        for kill in range(KILLS):
            story.more()
            posting = asyncio.create_task(story.post(SiteClient(session, hush.address, "site", key)))
            await asyncio.wait([posting], timeout=chance.uniform(0.0, 0.5))
            if kill % 3 == 1:
                kill_valkey(data)
                await asyncio.wait([posting], timeout=chance.uniform(0.0, 0.3))
            hush.end(signal.SIGKILL)
            await posting
            hush = HushProcess(data)
        begun = time.monotonic()
        site = SiteClient(session, hush.address, "site", key)
        await story.post(site)
        expected = story.expected()
        while expected - (done := await offered(site)) and time.monotonic() - begun < PROMISED:  # noqa: ASYNC110 - another process's leases run out
            await asyncio.sleep(0.2)
        assert done == expected, f"seed {SEED}"
        incidents = (await site.ask("GET", "/v1/incidents?limit=200")).body["incidents"]
        assert Counter(incident["account"] for incident in incidents) == Counter(f"a{n}" for n in range(1, story.accounts + 1))
        assert {incident["strikes"] for incident in incidents} == {1}
    assert hush.end() == 0


async def offered(site: SiteClient) -> Counter[tuple[str, str]]:
    """Everything in the feed, and how often."""
    found = (await site.ask("GET", "/v1/actions?limit=1000")).body["actions"]
    assert len({action["id"] for action in found}) == len(found)
    return Counter((action["do"], "".join(action["comments"]) or action["account"]) for action in found)
