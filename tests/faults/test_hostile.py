"""Texts made to be dear, to break lines, or to break Hush. ``HUSH_FAULTS`` sets how many (150; 10,000 in `make faults`)."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

import aiohttp

from rules.checks import RULES
from rules.engine import judge
from rules.fingerprint import remembered
from rules.model import Case, Comment
from support.fault_table import FaultTable
from support.house import NOON, house
from support.hush_process import PATIENTLY, HushProcess, key_for
from support.site_client import SiteClient, comment
from support.stream import AT_LARGE
from support.stream import COMMENTS as TEXTS

MOST_CPU, MOST_STALL = 0.005, 0.020
"""Seconds of CPU: of judging one text; for which the loop does nothing else."""
LONG = 4000
ALIKE = 10
"""Texts in a row that are nearly the same, so that none is settled at a glance."""
WORDS = ("buy", "the", "dip", "and", "enter", "market", "voucher", "lantern", "harbour", "velvet")
_RULED = [rule() for rule in RULES]


def _words(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=LONG // 6))[:LONG]


def _letters(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnop ", k=LONG))


def _marks(chance: random.Random) -> str:
    return "a" + "".join(map(chr, chance.choices(range(0x300, 0x36F), k=30_000)))


def _dense(chance: random.Random) -> str:
    return "".join(map(chr, chance.choices(range(0x4E00, 0x9FFF), k=LONG)))


def _masked(chance: random.Random) -> str:
    return " ".join("".join(chance.choices("b8u4y1t0h3d1p5", k=9)) for _ in range(LONG // 10))


def _spaced(chance: random.Random) -> str:
    return " ".join(chance.choices("buythedip", k=LONG // 2))


def _dressed(chance: random.Random) -> str:
    return "".join(
        chance.choice(("\u202e", "\u200b", "\u2066", "\x1b[31m", "\r\n", "\x00", "\u00ad", "Ｂ", "𝕦", "ʎ", "🅱", "😎\u200d"))
        for _ in range(LONG)
    )


def _marked_up(chance: random.Random) -> str:
    return "".join(chance.choices(("[", "](", "https://", "<@1>", "**", "||", "`", "www.", ")", "a.example/", ">"), k=LONG // 4))


def _linked(chance: random.Random) -> str:
    return " ".join(f"https://h{chance.randrange(99)}.example/{chance.random()}" for _ in range(LONG // 40))


KINDS: tuple[Callable[[random.Random], str], ...] = (_words, _letters, _marks, _dense, _masked, _spaced, _dressed, _marked_up, _linked)


def hostile(count: int) -> list[str]:
    """Texts of every kind in turn, each kind's in families that are alike."""
    chance = random.Random(20)
    made: list[str] = []
    while len(made) < count:
        for kind in KINDS:
            text = kind(chance)
            for _ in range(ALIKE):
                place = chance.randrange(len(text))
                text = f"{text[:place]}{chance.choice('xyz')}{text[place + 1 :]}"
                made.append(text)
    return made[:count]


def said(number: int, text: str) -> Comment:
    return Comment(f"{number:06}", "zoo", "t", f"a{number // ALIKE % 40}", NOON + number, text)


def test_no_text_costs_more_than_it_may(table: FaultTable) -> None:
    window: list[object] = []
    costs: list[float] = []
    worst = ""
    for number, text in enumerate(hostile(TEXTS)):
        began = time.thread_time()
        mine = remembered(said(number, text), b"secret")
        judge(Case(mine, tuple(window[-ALIKE:]), mine.place), _RULED)  # type: ignore[arg-type]  # filled with the same below
        costs.append(time.thread_time() - began)
        if costs[-1] == max(costs):
            worst = KINDS[number // ALIKE % len(KINDS)].__name__.strip("_")
        window.append(mine)
    above = sum(cost > MOST_CPU for cost in costs)
    p99 = quantiles(costs, n=100)[98]
    measured = f"{len(costs)} texts: most {max(costs) * 1000:.1f} ms ({worst}), p99 {p99 * 1000:.1f} ms, {above} above 5 ms"
    table.tell("hostile texts, judged", "at most 5 ms each", measured, asserted=AT_LARGE)
    assert not AT_LARGE or not above, measured


async def test_the_loop_goes_on(redis_url: str, table: FaultTable) -> None:
    gaps: list[float] = []

    async def tick() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()  # what a busy machine takes away is not Hush's
            gaps.append(now - before)
            before = now

    async with house(redis_url) as here:
        here.clock.at = NOON + TEXTS
        comments = [said(number, text) for number, text in enumerate(hostile(TEXTS))]
        await here.store.meet()  # as at the start of `hush run`
        ticking = asyncio.create_task(tick())
        for first in range(0, len(comments), 64):
            answers = await here.pipeline.take_in_all(comments[first : first + 64], here.platform.name)
            assert not [each for each in answers if isinstance(each, Exception)]
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
    late = sum(gap > MOST_STALL for gap in gaps)
    measured = f"longest {max(gaps) * 1000:.0f} ms, {late} of {len(gaps)} above 20 ms"
    table.tell("hostile texts, 64 at once", "no stall above 20 ms", measured, asserted=AT_LARGE)
    assert gaps
    assert not AT_LARGE or not late, measured


async def test_whatever_is_sent_hush_stands(tmp_path: Path, table: FaultTable) -> None:
    key = key_for(tmp_path / "data")
    hush = await asyncio.to_thread(HushProcess, tmp_path / "data", times=PATIENTLY)
    statuses: dict[int, int] = {}
    try:
        async with aiohttp.ClientSession() as session:
            site = SiteClient(session, hush.address, "site", key)
            before = len(hush.log.splitlines())
            texts = hostile(TEXTS // 2)
            texts += ["a" + "\u0301" * 100_000, "b" * 1_000_000, "\ud800 alone", "\x1b[2J\r\nHush serves http://evil"] * 3
            for number, text in enumerate(texts):
                answer = await site.ask("POST", "/v1/comments", comment(f"h{number}", author=f"a{number % 40}", text=text))
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
            assert (await site.ask("GET", "/readyz")).status == 200
            lines = hush.log.splitlines()[before:]
    finally:
        code = await asyncio.to_thread(hush.end)
    measured = f"{sum(statuses.values())} sent, answered {statuses}, {len(lines)} lines of log, exit code {code}"
    table.tell("hostile texts, over HTTP", "0 crashes, no line broken", measured)
    assert code == 0
    assert set(statuses) <= {200, 400, 413, 422}, measured
    assert not any("Traceback" in line or "\x1b[2J" in line or line.startswith("Hush serves") for line in lines)
