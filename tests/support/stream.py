"""A stream of comments through sites, and what became of each: every comment has its verdict, every repeat is to be hidden once.

``HUSH_FAULTS`` sets how many comments there are (150; 10,000 in `make faults`). Hush is a process of its own, its store a real one. Three logs
are compared: what was sent, what was judged, what was to be done.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.memory.communities import Communities
from bot.memory.store import Store
from rules.model import Mode
from rules.settings import Settings
from support.site_client import Answer, SiteClient, comment

COMMENTS = int(os.environ.get("HUSH_FAULTS", "150"))
COPIES, ACCOUNTS = 5, 15
"""Copies of an account; accounts of a community, whose texts are fewer than make the brake hold."""
IN_FLIGHT = 16
"""Comments sent at once: what waits for its turn at the sender is not counted as Hush's time."""
LARGE = 10_000
AT_LARGE = COMMENTS >= LARGE
"""Whether this is `make faults`, which also holds Hush to times that a busy machine may miss."""
WORDS = (
    "harbour",
    "lantern",
    "voucher",
    "miracle",
    "garden",
    "holiday",
    "pension",
    "kettle",
    "orchard",
    "ribbon",
    "saddle",
    "timber",
    "velvet",
)


@dataclass
class Stream:
    """What was sent and what was answered."""

    sites: list[SiteClient]
    sent: int = 0
    waiting: list[tuple[SiteClient, str, str]] = field(default_factory=list)
    slowest: float = 0.0
    half: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_FLIGHT))

    @property
    def expected(self) -> int:
        """How many are to be sent."""
        return len(self.sites) * ACCOUNTS * COPIES

    async def post(self, site: SiteClient, body: dict[str, Any]) -> Answer:
        """One comment, sent."""
        return await site.ask("POST", "/v1/comments", body)

    async def all_say(self) -> None:
        """Every account of every site, side by side."""
        async with asyncio.TaskGroup() as group:
            for site in self.sites:
                for account in range(ACCOUNTS):
                    group.create_task(self.say(site, account))

    async def say(self, site: SiteClient, account: int) -> None:
        """One account says its text again and again; what is refused is sent again, as sites do."""
        author = f"a{account}"
        text = (
            " ".join(WORDS[(account * step + step) % len(WORDS)] for step in (1, 2, 3, 5, 7)) + f" {WORDS[account % len(WORDS)]}{account}"
        )
        for number in range(COPIES):
            body = comment(f"{author}-{number}", COPIES - number, author=author, text=text)
            while True:
                async with self.room:
                    began = time.monotonic()
                    answer = await self.post(site, body)
                    self.slowest = max(self.slowest, time.monotonic() - began)
                if answer.status != 503:
                    break
                await asyncio.sleep(0.05)
            assert answer.status in {200, 202}, answer.body
            if answer.status == 202:
                self.waiting.append((site, body["id"], author))
            self.sent += 1
            if self.sent >= self.expected // 2:
                self.half.set()


async def ready(site: SiteClient) -> None:
    """Hush says that it can judge."""
    async with asyncio.timeout(60):
        while (await site.ask("GET", "/readyz")).status != 200:  # noqa: ASYNC110 - asked over HTTP, as a balancer would
            await asyncio.sleep(0.02)


async def sites(url: str, address: str, session: aiohttp.ClientSession) -> list[SiteClient]:
    """Communities that enforce, as many as the comments need."""
    store = Store.at(url)
    try:
        communities = Communities(store)
        found = []
        for number in range(max(1, COMMENTS // (ACCOUNTS * COPIES))):
            await communities.configure(f"site{number}", Settings(mode=Mode.ENFORCE), "test")
            found.append(SiteClient(session, address, f"site{number}", (await communities.make_key(f"site{number}"))[1]))
        return found
    finally:
        await store.close()


async def judged_in_the_end(waiting: Sequence[tuple[SiteClient, str, str]]) -> None:
    """What waited for the store has its verdict."""
    async with asyncio.timeout(60):
        for site, name, author in waiting:
            while (await site.ask("GET", f"/v1/comments/{name}?author={author}")).status != 200:  # noqa: ASYNC110 - asked over HTTP, as a site would
                await asyncio.sleep(0.05)


async def answered(site: SiteClient, path: str) -> Answer:
    """The answer to a site that asks again where it is told 503, as sites do."""
    async with asyncio.timeout(60):
        while (answer := await site.ask("GET", path)).status == 503:  # noqa: ASYNC110 - asked over HTTP, as a site would
            await asyncio.sleep(0.05)
    return answer


async def unjudged(stream: Stream) -> int:
    """How many comments have no verdict."""
    lost = 0
    for site in stream.sites:
        for account in range(ACCOUNTS):
            for number in range(COPIES):
                lost += (await answered(site, f"/v1/comments/a{account}-{number}?author=a{account}")).status != 200
    return lost


async def decided(site: SiteClient) -> list[dict[str, Any]]:
    """What the incidents say is to be done, before its leases have run out."""
    return [action for incident in (await answered(site, "/v1/incidents?limit=200")).body["incidents"] for action in incident["actions"]]


async def hidden(stream: Stream) -> tuple[int, int]:
    """How many comments are to be hidden in the end, and how many of them more than once."""
    expected = ACCOUNTS * (COPIES - 1)
    done = twice = 0
    for site in stream.sites:
        async with asyncio.timeout(60):
            while True:
                actions = await decided(site) if not AT_LARGE else await site.actions()
                counts = Counter(name for action in actions if action["do"] == "hide" for name in action["comments"])
                if len(counts) >= expected:
                    break
                await asyncio.sleep(0.05)
        done += len(counts)
        twice += sum(count > 1 for count in counts.values())
    return done, twice
