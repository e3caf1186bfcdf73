"""A million accounts over half an hour, a window of a minute: what is remembered and what Hush takes stand still, and then nothing is left.

``make soak``: 43 minutes. ``HUSH_SOAK_ACCOUNTS`` sets how many accounts there are (1,000,000). Hush is a process of its own with its own Valkey. A key that
a window needs lives eleven minutes: its minute, and ten for what comes late. So from minute 13 on as many go as come.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.memory.communities import Communities
from bot.memory.store import Store
from rules.checks.copies import Copies
from rules.checks.repeats import Repeats
from rules.model import Mode
from rules.rule import Rule
from rules.settings import Settings
from support.documented_keys import documented, kind
from support.hush_process import HushProcess
from support.site_client import SiteClient, comment

ACCOUNTS = int(os.environ.get("HUSH_SOAK_ACCOUNTS", "1000000"))
MINUTES, STEADY, AFTERWARDS = 30, 13, 12
SITES, AT_ONCE, REPEATS = 20, 50, 1000
"""Communities; comments in a request; of so many accounts one says its text three times."""
WITHIN = 0.05
WINDOW = ("said", "raw")
"""The kinds of keys that live as long as a window."""
_SYLLABLES = [first + vowel + last for first in "bdfgklmnprst" for vowel in "aeiou" for last in "lmnrst"]
_PATIENCE = 60.0


@dataclass
class Reading:
    """How much there is at one moment."""

    minute: float
    window: int
    resident: int


@dataclass
class Soak:
    """The stream and what is seen of it."""

    hush: HushProcess
    store: Store
    sites: list[SiteClient]
    readings: list[Reading] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _chance: random.Random = field(default_factory=lambda: random.Random(13))

    def text(self) -> str:
        """Something that nobody else says."""
        return " ".join("".join(self._chance.choices(_SYLLABLES, k=2)) for _ in range(8))

    async def speak(self) -> None:
        """Every account, at a steady pace; a request is for one site."""
        for start in range(0, ACCOUNTS, AT_ONCE):
            await asyncio.sleep(max(0.0, self.began + start / ACCOUNTS * MINUTES * 60 - time.monotonic()))
            told = []
            for account in range(start, start + AT_ONCE):
                text = self.text()
                told += [comment(f"{account}-{n}", 3 - n, author=f"a{account}", text=text) for n in range(1 if account % REPEATS else 3)]
            site = self.sites[start // AT_ONCE % SITES]
            async with asyncio.timeout(_PATIENCE):
                answer = await site.ask("POST", "/v1/comments", told)
            assert answer.status == 200, answer.body
            assert all(each["judged"] for each in answer.body), "a comment was not judged"

    async def watch(self) -> None:
        """A reading every minute, until nothing of a window can be left."""
        for minute in range(1, MINUTES + AFTERWARDS + 1):
            await asyncio.sleep(max(0.0, self.began + minute * 60 - time.monotonic()))
            held = Counter(kind(name) for name in await self.store.scan("h:*"))
            now = Reading((time.monotonic() - self.began) / 60, sum(held[each] for each in WINDOW), resident(self.hush.process.pid))
            self.readings.append(now)
            print(f"minute {now.minute:4.1f}: {now.window} keys of windows, Hush takes {now.resident >> 10} MiB", flush=True)  # noqa: T201 - it is run by hand

    async def too_long(self) -> list[str]:
        """The kinds of keys that are kept for ever, or for longer than docs/privacy.md says."""
        names, told = sorted(await self.store.scan("h:*")), documented()
        wrong: set[str] = set()
        for start in range(0, len(names), 10_000):
            some = names[start : start + 10_000]
            for name, left in zip(some, await self.store.read([("PTTL", each) for each in some]), strict=True):
                most = told[kind(name)]
                if most is not None and (left == -1 or left > most * 1000):
                    wrong.add(kind(name))
        return sorted(wrong)


def resident(pid: int) -> int:
    """KiB of memory that a process takes."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


def spread(values: list[int]) -> float:
    """How far the values are from their middle at most, as a part of it."""
    middle = (max(values) + min(values)) / 2
    return (max(values) - middle) / middle


async def soak(folder: Path) -> list[str]:
    """What was not as promised."""
    hush = await asyncio.to_thread(HushProcess, folder / "data")
    store = Store.at(f"unix://{folder}/data/valkey/valkey.sock")
    try:
        async with aiohttp.ClientSession() as session:
            communities = Communities(store)
            chosen = Settings(mode=Mode.ENFORCE, rules=_rules())
            sites = []
            for number in range(SITES):
                await communities.configure(f"site{number}", chosen, "soak")
                sites.append(SiteClient(session, hush.address, f"site{number}", (await communities.make_key(f"site{number}"))[1]))
            run = Soak(hush, store, sites)
            await asyncio.gather(run.speak(), run.watch())
            steady = [each for each in run.readings if STEADY <= round(each.minute) <= MINUTES]
            keys, memory = spread([each.window for each in steady]), spread([each.resident for each in steady])
            left, wrong = run.readings[-1].window, await run.too_long()
    finally:
        await store.close()
        ended = await asyncio.to_thread(hush.end)
    told = f"{ACCOUNTS} accounts: from minute {STEADY} on keys of windows within {keys:.1%}, memory within {memory:.1%}; in the end {left} left"
    print(told)  # noqa: T201 - as above
    broken = {
        f"keys of windows vary by {keys:.1%}": keys > WITHIN,
        f"Hush's memory varies by {memory:.1%}": memory > WITHIN,
        f"{left} keys of windows are left": left > 0,
        f"kept for longer than docs/privacy.md says: {', '.join(wrong)}": bool(wrong),
        f"Hush ended with {ended}": ended != 0,
    }
    return [what for what, is_so in broken.items() if is_so]


def _rules() -> tuple[Rule, ...]:
    chosen: dict[str, Rule] = {Repeats.name: Repeats(copies=3, window=60.0), Copies.name: Copies(window=3600.0)}
    return tuple(chosen.get(rule.name, rule) for rule in Settings().rules)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        broken = asyncio.run(soak(Path(folder)))
    sys.exit("; ".join(broken) or 0)
