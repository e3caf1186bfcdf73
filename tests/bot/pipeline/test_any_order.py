"""Promise 2: whatever the order of arrival and whatever crashes, the end is as if everything had come once, in order.

A history is told once in order to one process, then late, often, to two racing processes that lose answers and die. HUSH_RUNS says how
many histories; a seed that fails is told alone with HUSH_SEED.

What was said cannot be unsaid, so two things stay out: a text that was a copy and is edited into another arrives in its turn (later
verdicts that counted it are not lowered), and an edit comes after its comment (else nobody knows that it changed nothing).
"""

import asyncio
import contextlib
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from bot.memory.clock import StreamClock
from bot.memory.errors import StoreAway
from bot.memory.queue import LEASE, Leased
from bot.pipeline.outbox import RETRIES, Outbox
from bot.pipeline.platform import TryLater
from bot.replay.recording import Recording
from rules.model import Comment, Place
from rules.policy import LATE
from support.house import DIP, NOON, House, Shaky, house, link
from support.patience import PATIENT

LONGEST_DELAY = 590.0
SEEDS = [int(os.environ["HUSH_SEED"])] if "HUSH_SEED" in os.environ else range(int(os.environ.get("HUSH_RUNS", "150")))
LONG = int(os.environ.get("HUSH_FAULTS", "150"))
EVERY = 36.0
"""Comments of the one long history, and the seconds between them."""
FAMILIES = (
    (DIP, DIP.upper(), f"{DIP}!!", "Buy the dip and enter the markets", DIP),
    tuple(link(place) for place in (0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 1)),
    ("lol", "LOL", "lol!"),
)
BRIDGE = ((link(1), 1200), *((link(place), 0) for place in (0, 0, 0, 2, 2, 2)))
"""Texts of two families, and one that is alike to both, with the seconds after which each may come at the earliest."""


@dataclass(frozen=True)
class Told:
    """A comment or an edit as it arrives, or (``gone``) that it is no more. ``prompt``: it comes in its turn."""

    comment: Comment
    prompt: bool = False
    gone: bool = False

    @property
    def at(self) -> tuple[float, str]:
        return self.comment.said_at, self.comment.id


def history(chance: random.Random) -> list[Told]:
    """What one or two accounts say in two hours: copies near and exact, bridges, floods of short texts, edits, deletions."""
    told: list[Told] = []
    families = chance.sample(FAMILIES, chance.randint(1, 3))
    step = chance.choice((1, 1, 60, 600))
    place = chance.choice((Place.COMMENTS, Place.COMMENTS, Place.CHAT))
    starts = [chance.randrange(0, 7200, step) for _ in range(chance.randint(1, 3))]
    count = chance.randint(8, 40)
    names = chance.sample([f"{letter * size}{number}" for letter in "aBé~" for size in (1, 2, 5) for number in range(6)], count)
    bridge = list(BRIDGE) if chance.random() < 0.4 else []
    for number, name in enumerate(names):
        family = chance.choice(families)
        spread = 70 if family is FAMILIES[2] else chance.choice((300, 3600))
        at = NOON + chance.choice(starts) + chance.randrange(0, max(spread, step + 1), step)
        if bridge:
            text, late = bridge.pop()
            told.append(Told(Comment(name, "", "t", "mallory", NOON + starts[0] + late + chance.randrange(1200), text, place=place)))
            continue
        comment = Comment(
            id=name,
            community="",
            thread=chance.choice("tu"),
            author=chance.choice(("mallory", "mallory", "mallory", "trudy")),
            at=at,
            text=chance.choice(family) if chance.random() < 0.9 else f"nobody else says {number * 7919}",
            place=place,
        )
        told.append(Told(comment))
        told += _afterwards(comment, family, chance, number)
    return sorted(told, key=lambda each: each.at)


def _afterwards(comment: Comment, family: Sequence[str], chance: random.Random, number: int) -> Iterator[Told]:
    """What becomes of some comments: edited to no effect, into a copy, out of one; deleted."""
    fate, edited_at = chance.random(), comment.at + chance.randrange(1, 1200)
    if fate < 0.06:
        yield Told(_edit(comment, f"{comment.text.upper()} 😎", edited_at))
    elif fate < 0.12 and comment.text not in family:
        yield Told(_edit(comment, chance.choice(family), edited_at))
    elif fate < 0.18 and comment.text in family:
        yield Told(_edit(comment, f"thought better of it {number * 104729}", edited_at + 0.5), prompt=True)
    elif fate < 0.22:
        yield Told(comment, gone=True)


def _edit(comment: Comment, text: str, edited_at: float) -> Comment:
    return msgspec.structs.replace(comment, text=text, edited_at=edited_at)


def deliveries(told: Sequence[Told], chance: random.Random) -> list[list[tuple[float, Told]]]:
    """Every event one to three times, up to ten minutes late, in groups that race each other."""
    first: dict[str, float] = {}
    arriving: list[tuple[float, Told]] = []
    for each in told:
        said_at, name = each.at
        latest = max(said_at, first.get(name, said_at))
        delays = sorted(chance.choice((0.0, 5.0, chance.uniform(0, LONGEST_DELAY))) for _ in range(chance.choice((1, 1, 2, 3))))
        times = [max(said_at + delay, latest) for delay in delays]
        if each.prompt:
            times = [said_at, *times[1:]]
        first.setdefault(name, times[0])
        arriving += [(at, each) for at in times]
    arriving.sort(key=lambda pair: (pair[0], pair[1].comment.edited_at is not None or pair[1].gone))
    groups: list[list[tuple[float, Told]]] = []
    size, too_late = 0, 0.0
    for at, each in arriving:
        alone = each.comment.edited_at is not None or each.gone
        if alone or size <= 0 or at > too_late:
            groups.append([])
            size, too_late = 0 if alone else chance.choice((1, 2, 5, 9)), each.at[0] + LATE
        groups[-1].append((at, each))
        size, too_late = size - 1, min(too_late, each.at[0] + LATE)
    return groups


@dataclass
class Mortal:
    """Hands of a process that dies: what it was given is not done, or done and nobody is told."""

    outbox: Outbox
    chance: random.Random
    last_words: set[asyncio.Task[None]] = field(default_factory=set)

    def hand(self, leased: Sequence[Leased]) -> None:
        for each in leased:
            fate = self.chance.random()
            if fate < 0.8:
                self.outbox.hand([each])
            elif fate < 0.9:
                self.last_words.add(asyncio.get_running_loop().create_task(self._perform(each)))

    async def settle(self) -> None:
        await asyncio.gather(self.outbox.settle(), *self.last_words)

    async def _perform(self, leased: Leased) -> None:
        with contextlib.suppress(TryLater):
            await self.outbox.platforms[leased.platform].perform(leased.community, self.outbox.queue.action(leased))


async def in_order(url: str, told: Sequence[Told]) -> Any:  # noqa: ANN401 - compared, never looked into
    async with house(url) as here:
        here.community = "in order"
        await here.choose()
        for each in told:
            here.clock.at = max(here.clock.at, each.comment.said_at)
            await deliver(here, each)
        await here.much_later()
        return await end(here)


async def any_order(url: str, told: Sequence[Told], chance: random.Random) -> Any:  # noqa: ANN401 - compared, never looked into
    clock, platform = StreamClock(NOON), Recording()
    stores = [Shaky.at(url, clock, deadline=PATIENT) for _ in range(2)]
    for store in stores:
        store.chance = chance
    houses = [House(store, clock, platform, "any order") for store in stores]
    await houses[0].choose()
    hands = [Mortal(each.outbox, chance) for each in houses]
    for store, each, its in zip(stores, houses, hands, strict=True):
        store.trouble, each.pipeline.hands = chance.choice((0.0, 0.05, 0.1)), its
    for group in deliveries(told, chance):
        clock.at = max(clock.at, group[-1][0])
        await asyncio.gather(*(deliver(chance.choice(houses), each) for _, each in group))
        platform.fail([TryLater("not now", chance.choice((None, 40.0)))] if chance.random() < 0.05 else [])
        worker = chance.randrange(2)
        with contextlib.suppress(StoreAway):
            hands[worker].hand(await houses[worker].memory.queue.take([platform.name], chance.choice((1, 5, 64))))
        await asyncio.gather(*(each.settle() for each in hands))
    for store in stores:
        store.trouble = 0.0
    for _ in range(6):
        clock.at += max(LEASE, RETRIES.longest) + 1
        await houses[0].drain()
    found = await end(houses[0])
    for store in stores:
        await store.close()
    return found


async def deliver(here: House, told: Told) -> None:
    """As a platform does: again, until there is an answer."""
    comment = msgspec.structs.replace(told.comment, community=here.community)
    while True:
        try:
            if told.gone:
                await here.memory.window.remove(comment.community, comment.author, comment.id)
            else:
                await here.take_in(comment)
        except StoreAway:
            continue
        return


async def end(here: House) -> Any:  # noqa: ANN401 - compared, never looked into
    """What stands in the end: what is hidden, and each incident's copies, kept first, strikes, notices and penalties."""
    incidents = await here.incidents()
    left = [action for each in incidents for action in each.actions if action.state not in ("done", "cancelled")]
    assert left == []
    told = []
    unsure = set[str]()
    for each in incidents:
        standing = [action for action in each.actions if action.state == "done" and not action.undone and not action.of]
        notices = sum(action.does == "warn" for action in standing)
        penalties = sorted(action.id.partition(":")[2].rstrip("'") for action in standing if action.does in ("timeout", "alert"))
        copies = sorted(copy.id for copy in each.copies)
        kept = each.kept
        if any(copy.gone for copy in each.copies):  # which of them stays hangs on when Hush heard that another one was gone
            unsure, kept = unsure | set(copies), "one of those that are not gone"
        told.append((each.account, copies, kept, each.strikes, notices, penalties))
    return {"hidden": sorted(here.hidden() - unsure), "incidents": sorted(told)}


def long_history(chance: random.Random, count: int) -> list[Told]:
    """One account that speaks a hundred times an hour, mostly in copies, for as long as it takes."""
    names = [f"n{number}" for number in range(count)]
    chance.shuffle(names)
    told = []
    for number, name in enumerate(names):
        family = chance.choice(FAMILIES)
        text = chance.choice(family) if chance.random() < 0.6 else f"nobody else says {number * 7919} or {chance.random()}"
        told.append(Told(Comment(name, "", chance.choice("tu"), "mallory", NOON + number * EVERY, text)))
    return told


async def test_thousands_of_comments_of_one_account_end_as_in_order(redis_url: str) -> None:
    chance = random.Random(LONG)
    told = long_history(chance, LONG)
    wanted = await in_order(redis_url, told)
    assert wanted["hidden"]
    assert await any_order(redis_url, told, chance) == wanted


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_ends_as_in_order(redis_url: str, seed: int) -> None:
    chance = random.Random(seed)
    told = history(chance)
    wanted = await in_order(redis_url, told)
    assert await any_order(redis_url, told, chance) == wanted, f"HUSH_SEED={seed}"
