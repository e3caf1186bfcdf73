import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.memory.clock import StreamClock
from bot.memory.embedded import throwaway
from bot.memory.encryption import Seal
from bot.memory.errors import StoreAway
from bot.memory.history import MOST_REMEMBERED, Remember, Remembered, Window
from bot.memory.store import DEADLINE
from bot.pipeline.comments import Conflict
from rules.fingerprint import bands, phrase, remembered
from rules.model import Comment, Original, Said
from support.house import DIP, NOON, house, link
from support.patience import PATIENT, patient

SEAL = Seal(b"k" * 32)
HOUR = 3600.0
AWKWARD = ("{1}", "a:b", "100%", "line\nbreak", "naïve 😎", "x" * 256, "'", " ", "é" * 256)


@asynccontextmanager
async def windows(url: str, connections: int = 1) -> AsyncIterator[list[Window]]:
    stores = [patient(url, StreamClock(NOON)) for _ in range(connections)]
    try:
        yield [Window(store) for store in stores]
    finally:
        for store in stores:
            await store.close()


def remember(text: str = DIP, at: float = 0.0, name: str = "", edited_at: float | None = None, author: str = "mallory") -> Remember:
    """A comment of mallory's in an hour's window, some seconds after noon."""
    comment = Comment(
        id=name or f"{at:.1f}",
        community="zoo",
        thread="t",
        author=author,
        at=NOON + at,
        text=text,
        edited_at=None if edited_at is None else NOON + edited_at,
    )
    said = remembered(comment, SEAL.secret)
    secret = SEAL.secret
    return Remember("zoo", author, said, text.encode(), phrase(said.form, secret), HOUR, 24 * HOUR, bands=bands(said.form, secret))


def names(found: Sequence[Said]) -> list[str]:
    return [said.id for said in found]


async def keys(window: Window, pattern: str = "*") -> dict[str, float]:
    """Every key, with how long it lives in seconds; below 0 without end."""
    [found] = await window.store.read([("KEYS", pattern)])
    lives = await window.store.read([("PTTL", name) for name in found]) if found else []
    return {name.decode(): life / 1000 for name, life in zip(found, lives, strict=True)}


async def originals(window: Window) -> dict[str, bytes]:
    [name] = await keys(window, "*raw:*")
    [flat] = await window.store.read([("HGETALL", name)])
    return {name.decode(): original for name, original in zip(flat[::2], flat[1::2], strict=True)}


async def test_of_twenty_racing_comments_none_is_lost_and_the_last_sees_nineteen_others(redis_url: str) -> None:
    async with windows(redis_url, 2) as (one, two):
        found = await asyncio.gather(*((one, two)[i % 2].remember(remember(at=i)) for i in range(20)))
        seen = sorted(len(each.window) for each in found)
        assert seen[-1] == 20
        assert len(set(seen)) == 20
        assert len(await one.said("zoo", "mallory")) == 20


async def test_a_redelivery_is_answered_like_a_new_one_and_changes_nothing(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        first = await window.remember(remember(at=0))
        second = await window.remember(remember(at=1))
        again = await window.remember(remember(at=1))
        assert again.window == second.window
        assert names(first.window) == ["0.0"]
        assert names((await window.remember(remember(at=0))).window) == ["0.0", "1.0"]


async def test_a_known_id_with_another_text_is_a_conflict_and_changes_nothing(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember(at=0, name="a"))
        await window.remember(remember("quite another text", at=1, name="b"))
        for at in (0, 2):
            found = await window.remember(remember("something else entirely", at=at, name="a"))
            assert found.conflict
            assert [said.form.words for said in found.window] == ["buy the dip and enter the market", "quite another text"]
        assert not [name for name in await keys(window) if phrase(remember("something else entirely").said.form, SEAL.secret) in name]


async def test_a_conflict_is_refused_with_what_would_be_right(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(name="a"))
        with pytest.raises(Conflict, match="send the edit with a later edited_at"):
            await here.take_in(here.comment("another text", name="a"))


async def test_the_same_text_under_a_known_id_is_no_conflict_though_its_time_is_another(redis_url: str) -> None:
    """A site that has no time of its own sends the moment of each attempt."""
    async with windows(redis_url) as [window]:
        await window.remember(remember(at=0, name="a"))
        found = await window.remember(remember(at=5, name="a"))
        assert not found.conflict
        assert [said.at for said in found.window] == [NOON]


async def test_a_late_comment_is_put_where_its_time_belongs(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for at in (0, 10, 30, 20):
            await window.remember(remember(at=at))
        found = await window.remember(remember(at=5))
        assert names(found.window) == ["0.0", "5.0", "10.0", "20.0", "30.0"]


async def test_copies_of_one_moment_are_ordered_by_id_whatever_their_lengths(redis_url: str) -> None:
    """Packed ids begin with their length, so "b" would come before "aa" if bytes were compared as packed."""
    for number, late in enumerate(("aa", "b", "B", "é", "a" * 40)):
        async with house(redis_url) as here:
            here.community = f"zoo{number}"
            await here.choose()
            others = [name for name in ("aa", "b", "B", "é", "a" * 40) if name != late]
            for name in (*others, late):
                await here.take_in(here.comment(name=name))
            await here.drain()
            incident = await here.incident()
            assert incident.kept == "B"
            assert sorted(copy.id for copy in incident.copies) == sorted([*others, late])
            assert here.hidden() == {"aa", "b", "é", "a" * 40}


async def test_a_late_copy_of_the_same_moment_makes_the_next_one_a_repeat(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=-60, name="first"))
        await here.take_in(here.comment(name="b"))
        decision = await here.take_in(here.comment(name="aa"))
        await here.drain()
        assert not decision.verdict.flag
        assert here.hidden() == {"aa", "b"}


async def test_a_window_holds_two_hundred_comments_and_no_original_of_others(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for start in range(0, 250, 50):
            await asyncio.gather(*(window.remember(remember("ok", at=start + i)) for i in range(50)))
        held = names(await window.said("zoo", "mallory"))
        assert held == [f"{at:.1f}" for at in range(50, 250)]
        assert set(await originals(window)) == set(held)


async def test_a_window_holds_24_kib_and_no_original_of_others(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for at in range(120):
            await window.remember(remember(f"{at} " + "wörter überall " * 30, at=at))
        [held] = await window.store.read([("LRANGE", *(await keys(window, "*said:*")), 0, -1)])
        assert 22000 < sum(map(len, held)) <= 24576
        assert set(await originals(window)) == set(names(await window.said("zoo", "mallory")))


async def test_a_window_always_holds_the_newest_comment(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember(at=0))
        found = await window.remember(remember(at=1, name="x" * 30000))
        assert names(found.window) == ["x" * 30000]


async def test_a_window_reaches_back_its_length_and_the_longest_delay(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for at in (-1, 0, HOUR):
            await window.remember(remember(at=at))
        found = await window.remember(remember(at=HOUR + 600))
        assert names(found.window) == ["0.0", "3600.0", "4200.0"]
        assert set(await originals(window)) == {"0.0", "3600.0", "4200.0"}


async def test_a_comment_older_than_the_window_is_answered_and_not_kept(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment())
        decision = await here.take_in(here.comment(at=-3 * HOUR, name="old"))
        assert not decision.verdict.flag
        assert "old" not in names(await here.memory.window.said("zoo", "mallory"))


async def test_everything_a_comment_can_cause_ends_by_itself(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[DIP] * 14)
        await here.say(*[f"{DIP} 😎"] * 3, author="trudy")
        await here.drain()
        await here.take_in(here.comment("Another text by edit", name="c1", edited_at=1000))
        await here.say("And something else")
        lives = await keys(here.memory.window)
        kinds = {name.split(":")[2]: life for name, life in lives.items()}
        assert set(kinds) >= {
            "said",
            "raw",
            "phrase",
            "claims",
            "families",
            "strikes",
            "incident",
            "copies",
            "actions",
            "restore",
            "decided",
        }
        assert {kind for kind, life in kinds.items() if life < 0} == {"settings", "cases"}
        assert HOUR < kinds["said"] <= HOUR + 600


async def test_an_edit_after_its_restore_record_ended_leaves_nothing_without_end(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[DIP] * 3)
        await here.drain()
        await here.store.read([("DEL", *(await keys(here.memory.window, "*restore:*")))])
        await here.take_in(here.comment("An edit of it", name="c1", edited_at=500))
        assert not await keys(here.memory.window, "*restore:*")
        assert all(life > 0 for life in (await keys(here.memory.window, "*raw:*")).values())


async def test_what_does_not_fit_into_one_answer_is_asked_again(redis_url: str) -> None:
    """64 comments at once, each answered with up to 24 KiB, are more than the 256 KiB of one answer."""
    async with windows(redis_url) as [window]:
        wordy = "wörter überall " * 30
        for start in (0, 50):
            await asyncio.gather(*(window.remember(remember(f"{start + i} {wordy}", at=start + i)) for i in range(50)))
        found = await asyncio.gather(*(window.remember(remember(f"{i} {wordy}", at=100 + i)) for i in range(MOST_REMEMBERED + 10)))
        assert all(each.said in each.window for each in found)
        assert max(sum(len(said.form.words) for said in each.window) for each in found) * len(found) > 262144


async def test_ids_may_hold_anything(redis_url: str) -> None:
    for community in AWKWARD:
        async with house(redis_url) as here:
            here.community = community
            await here.choose()
            for author in AWKWARD[:4]:
                for name in AWKWARD:
                    here.clock.at += 1
                    await here.take_in(here.comment(link(3), name=name, author=author, thread=name))
            await here.drain()
            assert here.hidden() == set(AWKWARD[1:])
            found = await here.incidents()
            assert [each.account for each in found] == list(AWKWARD[:4])
            assert all({copy.id: copy.thread for copy in each.copies} == {name: name for name in AWKWARD} for each in found)
            decision = await here.take_in(here.comment(link(3), at=len(AWKWARD), name=AWKWARD[-1], author=AWKWARD[0], thread="t"))
            assert {each.comment for each in decision.actions} == {AWKWARD[-1]}


async def test_an_edit_that_leaves_the_canonical_text_equal_changes_nothing(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=-HOUR - 100, name="a"))
        await here.take_in(here.comment(f"{DIP.upper()}!! 😎", at=-HOUR - 100, edited_at=-10, name="a"))
        await here.say(DIP, DIP, every=1)
        assert not await here.incidents()


async def test_an_edit_that_changed_nothing_changes_nothing_when_its_comment_is_long_gone_by(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=0, name="a"))
        here.clock.at = NOON + 3500
        await here.take_in(here.comment(f"{DIP}!", at=0, edited_at=3500, name="a"))
        here.clock.at = NOON + 5000
        await here.say("By the way, something else", DIP, DIP)
        assert not await here.incidents()


async def test_many_edits_that_change_nothing_change_nothing(redis_url: str) -> None:
    async with house(redis_url) as here:
        edits = [here.comment(f"{DIP}{'!' * i}", at=-HOUR, edited_at=i - HOUR, name="a") for i in range(1, 10)]
        await here.take_in(here.comment(at=-HOUR, name="a"))
        for edit in random.Random(1).sample(edits, len(edits)):
            await here.take_in(edit)
        await here.say(DIP, DIP, every=1)
        assert not await here.incidents()
        assert len(await here.memory.window.said("zoo", "mallory")) == 4 + 2


async def test_of_two_edits_the_later_wins_in_any_order(redis_url: str) -> None:
    for number in range(2):
        async with house(redis_url) as here:
            here.community = f"zoo{number}"
            await here.choose()
            await here.take_in(here.comment("The first text of all", name="a"))
            edits = [here.comment("A second text instead", name="a", at=0, edited_at=10), here.comment(name="a", at=0, edited_at=20)]
            for edit in reversed(edits) if number else edits:
                await here.take_in(edit)
            here.clock.at += 30
            decision = (await here.say("The first text of all", "A second text instead", DIP, every=1))[-1]
            assert decision.verdict.copies == ("a",)
            await here.drain()
            sealed = (await originals(here.memory.window))["a"]
            assert here.memory.seal.open(sealed, here.community, "a") == Original(DIP)
            await here.store.read([("FLUSHALL",)])


async def test_an_edit_into_a_copy_is_judged_as_said_at_the_time_of_the_edit(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment("Nothing to see here yet", at=-7000, name="a"))
        await here.say(DIP, DIP)
        here.clock.at += 60
        decision = await here.take_in(here.comment(at=-7000, edited_at=180, name="a"))
        await here.drain()
        assert decision.verdict.flag
        assert {copy.id: copy.at - NOON for copy in (await here.incident()).copies} == {"c2": 60, "c3": 120, "a": 180}
        assert here.hidden() == {"c3", "a"}


async def test_a_text_edited_away_still_counts_for_what_was_said_before_the_edit(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=-120, name="a"))
        await here.take_in(here.comment("Thought better of it", at=-120, edited_at=-20, name="a"))
        await here.take_in(here.comment(at=-60, name="b"))
        late = await here.take_in(here.comment(at=-30, name="c"))
        assert late.verdict.copies == ("a", "b")
        assert (await here.say(DIP))[0].verdict.copies == ("b", "c")


async def test_a_deleted_comment_goes_on_counting_and_its_text_is_gone(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP)
        assert await here.memory.window.remove("zoo", "mallory", "c1")
        assert set(await originals(here.memory.window)) == {"c2"}
        assert (await here.say(DIP))[0].verdict.flag
        await here.drain()
        assert here.hidden() == {"c3"}  # the first that is still there stays
        assert await here.memory.window.remove("zoo", "mallory", "c2")
        assert {copy.id: copy.original is not None for copy in (await here.incident()).copies} == {"c1": False, "c2": False, "c3": True}
        assert not await here.memory.window.remove("zoo", "mallory", "never said")


async def test_an_edit_that_comes_after_the_deletion_brings_no_text_back(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember(at=0, name="a"))
        await window.remember(remember(at=1, name="b"))
        await window.remove("zoo", "mallory", "a")
        found = await window.remember(remember("An edit of it", at=0, edited_at=10, name="a"))
        assert set(await originals(window)) == {"b"}
        assert all(said.gone for said in found.window if said.id == "a")


async def test_the_original_of_an_edited_comment_is_kept_as_long_as_the_edit(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember("The first text of all", at=0, name="a"))
        await window.remember(remember(at=0, edited_at=3000, name="a"))
        await window.remember(remember(at=5000, name="b"))
        assert set(await originals(window)) == {"a", "b"}


async def test_who_else_said_it_is_told_oldest_first_without_the_account_itself(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for at, author in ((0, "trudy"), (5, "eve: {x}"), (10, "trudy")):
            await window.remember(remember(at=at, name=f"{author}{at}", author=author))
        found = await window.remember(remember(at=12))
        assert [(other.account, other.at - NOON) for other in found.others] == [("eve: {x}", 5), ("trudy", 10)]


async def test_the_same_short_text_is_told_too(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember("good morning", author="trudy"))
        found = await window.remember(remember("good morning", at=12))
        assert [(other.account, other.at - NOON) for other in found.others] == [("trudy", 0)]


SALE = "Everything must go at the harbour sale this Sunday"


async def test_who_may_have_said_nearly_the_same_is_told_with_it(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for at, author in ((0, "trudy"), (5, "eve: {x}"), (5.25, "carol")):
            await window.remember(remember(f"{SALE} {'!' * int(at)} from {author}", at=at, author=author))
        await window.remember(remember("Something quite different that nobody else has said", at=6, author="dave"))
        found = await window.remember(remember(SALE, at=12))
        assert not found.others
        assert {(account, said.id) for account, said in found.near} == {("trudy", "0.0"), ("eve: {x}", "5.0"), ("carol", "5.2")}
        again = await window.others("zoo", "mallory", phrase(found.said.form, SEAL.secret), bands(found.said.form, SEAL.secret))
        assert {(account, said.id) for account, said in again[1]} == {(account, said.id) for account, said in found.near}


async def test_the_same_is_told_apart_from_nearly_the_same(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        await window.remember(remember(SALE, author="trudy"))
        await window.remember(remember(f"{SALE} morning", at=5, author="trudy"))
        await window.remember(remember(f"{SALE} morning", at=6, author="eve"))
        found = await window.remember(remember(SALE, at=12))
        assert [other.account for other in found.others] == ["trudy"]
        assert "eve" in {account for account, _ in found.near}


async def test_what_is_asked_of_others_is_bounded(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        for number in range(80):
            await window.remember(remember(f"{SALE} {chr(97 + number % 26) * 2}{chr(97 + number // 26)}", at=number, author=f"a{number}"))
        found = await window.remember(remember(SALE, at=100))
        assert 8 <= len(found.near) <= 16
        assert {account for account, _ in found.near} >= {f"a{number}" for number in range(72, 80)}
        for name in await keys(window, "*near:*"):
            [held] = await window.store.read([("GET", name)])
            assert held.count(b"\n") <= 64


async def test_what_cannot_be_written_is_refused_at_once_and_the_others_are_answered(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        found = await asyncio.gather(
            window.remember(remember(at=0)),
            window.remember(remember(at=1, name="\ud800")),
            window.remember(remember(at=2)),
            return_exceptions=True,
        )
        assert isinstance(found[1], UnicodeEncodeError)
        assert isinstance(found[2], Remembered)
        assert names(found[2].window) == ["0.0", "2.0"]


async def test_one_that_no_longer_waits_leaves_the_others_their_answers(redis_url: str) -> None:
    async with windows(redis_url) as [window]:
        waiting = [asyncio.create_task(window.remember(remember(at=i))) for i in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert isinstance(found[0], asyncio.CancelledError)
        assert isinstance(found[2], Remembered)
        assert len(found[2].window) == 3


async def test_a_store_that_answers_too_late_is_away_and_its_answer_goes_to_nobody() -> None:
    with throwaway() as server:
        async with windows(server.url) as [window]:
            await window.remember(remember(at=0))
            window.store.deadline = DEADLINE
            await window.store.read([("CLIENT", "PAUSE", int(DEADLINE * 2000), "ALL")])
            lost = await asyncio.gather(*(window.remember(remember(at=i)) for i in (1, 2)), return_exceptions=True)
            assert all(isinstance(each, StoreAway) for each in lost)
            await window.store.read([("PING",)])
            window.store.deadline = PATIENT
            found = await window.remember(remember(at=3, author="trudy"))
            assert names(found.window) == ["3.0"]
