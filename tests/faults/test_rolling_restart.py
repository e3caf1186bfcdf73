"""One process after the other is replaced under load: nothing is lost, nothing is done twice, each ends in time."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.memory.embedded import embedded
from support.fault_table import FaultTable
from support.hush_process import HushProcess
from support.site_client import Answer, SiteClient
from support.stream import ACCOUNTS, AT_LARGE, COPIES, Stream, hidden, judged_in_the_end, sites, unjudged

PER_SECOND = 500 if AT_LARGE else 100
DRAINED = 10.0 if AT_LARGE else 20.0
"""Seconds within which a process that is asked to stop has ended; a busy machine has more."""


@dataclass
class Spread(Stream):
    """A stream that goes to any of the processes that run, as through a proxy, at a steady pace."""

    addresses: list[str] = field(default_factory=list)
    sent_again: int = 0
    began: float = 0.0
    _turns: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(20))

    async def post(self, site: SiteClient, body: dict[str, Any]) -> Answer:
        """The answer of whichever process gives one; who gets none asks another."""
        self.began = self.began or time.monotonic()
        self._turns += 1
        await asyncio.sleep(max(0.0, self.began + self._turns / PER_SECOND - time.monotonic()))
        while True:
            somewhere = SiteClient(site.session, self._chance.choice(self.addresses), site.community, site.key)
            try:
                return await Stream.post(self, somewhere, body)
            except aiohttp.ClientError:
                self.sent_again += 1
                await asyncio.sleep(0.01)


async def test_processes_are_replaced_under_load(tmp_path: Path, table: FaultTable) -> None:
    with embedded(tmp_path / "store") as server:
        told = {"REDIS_URL": server.url}
        running = [await asyncio.to_thread(HushProcess, tmp_path / "data", told) for _ in range(2)]
        drained: list[float] = []
        try:
            async with aiohttp.ClientSession() as session:
                stream = Spread(await sites(server.url, running[0].address, session), addresses=[each.address for each in running])
                speaking = asyncio.create_task(stream.all_say())
                await stream.half.wait()
                for old in list(running):
                    new = await asyncio.to_thread(HushProcess, tmp_path / "data", told)
                    running.append(new)
                    stream.addresses[stream.addresses.index(old.address)] = new.address
                    began = time.monotonic()
                    assert await asyncio.to_thread(old.end) == 0
                    drained.append(time.monotonic() - began)
                    running.remove(old)
                went_on = not speaking.done()
                await speaking
                pace = stream.sent / (time.monotonic() - stream.began)
                for site in stream.sites:
                    site.address = running[0].address
                await judged_in_the_end(stream.waiting)
                lost = await unjudged(stream)
                done, twice = await hidden(stream)
        finally:
            for each in running:
                await asyncio.to_thread(each.end)
    expected = len(stream.sites) * ACCOUNTS * (COPIES - 1)
    measured = (
        f"{stream.sent} sent at {pace:.0f}/s, {stream.sent_again} sent again, {lost} lost, {expected - done} repeats not hidden, {twice} twice; "
        f"drained in {max(drained):.1f} s"
    )
    table.tell("rolling restart of two", f"0 lost, 0 twice, drained in {DRAINED:.0f} s", measured)
    assert (lost, done, twice) == (0, expected, 0), measured
    assert max(drained) < DRAINED, measured
    assert went_on or not AT_LARGE, "the stream ended before both were replaced"
