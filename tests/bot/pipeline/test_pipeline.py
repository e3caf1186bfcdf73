import asyncio

import pytest

from bot.memory.errors import StoreAway
from bot.pipeline.comments import CommentError, Conflict
from bot.pipeline.pipeline import Judgement
from rules.policy import LATE
from rules.settings import read
from rules.text import canonical
from support.house import DIP, NOON, House, Nobody, Shaky, house, link
from support.patience import patient

DAY = 86400.0


async def test_a_comment_five_times_from_two_processes_is_acted_on_once(redis_url: str) -> None:
    async with house(redis_url) as here:
        other = House(patient(redis_url, here.clock), here.clock, here.platform)
        said = [here.comment(at=at, name=f"{at}") for at in (-30, -20, -10, 0)]
        await asyncio.gather(*(each.take_in(comment) for _ in range(3) for comment in said for each in (here, other)))
        await asyncio.gather(here.outbox.settle(), other.outbox.settle())
        await here.much_later()
        assert here.hidden() == {"-20", "-10", "0"}
        assert sorted(action.id for _, action in here.platform.calls) == ["1:hide:-10", "1:hide:-20", "1:hide:0", "1:warn"]
        await other.store.close()


async def test_a_repeat_whose_process_died_before_opening_is_opened_when_it_comes_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP)
        last = here.comment()
        await here.pipeline.remember(last)
        assert not await here.incidents()
        assert (await here.take_in(last)).actions
        await here.drain()
        assert here.hidden() == {"c2", "c3"}


async def test_a_late_comment_whose_process_died_makes_repeats_when_it_comes_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP)
        late = here.comment(at=30, name="late")
        await here.pipeline.remember(late)
        decision = await here.take_in(late)
        await here.drain()
        assert not decision.verdict.flag
        assert [action.comment for action in decision.actions if action.does == "hide"] == ["c1", "c2"]
        assert (await here.incident()).kept == "late"


async def test_what_was_decided_is_done_though_its_process_died(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.pipeline.hands = Nobody()
        await here.say(DIP, DIP, DIP)
        await here.drain()
        assert not here.platform.calls
        await here.much_later()
        assert here.hidden() == {"c2", "c3"}
        assert list(here.platform.notices) == ["1:warn"]


async def test_a_comment_is_not_answered_for_while_the_store_is_away(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        assert isinstance(here.store, Shaky)
        here.store.trouble = 1.0
        with pytest.raises(StoreAway):
            await here.take_in(here.comment())


async def test_a_comment_from_more_than_ten_minutes_ahead_is_refused(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=LATE))
        with pytest.raises(CommentError, match="more than 10 minutes ahead"):
            await here.take_in(here.comment(at=LATE + 1))


async def test_copies_exactly_an_hour_apart_are_within_the_hour(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP, every=1800)
        assert (await here.say(DIP, every=1800))[0].verdict.flag
        here.clock.at = NOON + 4 * 3600
        assert [each.verdict.flag for each in await here.say(link(0), link(0), link(0), every=1800.5)] == [False] * 3


async def test_an_allowed_phrase_is_left_alone_until_its_time_is_over(redis_url: str) -> None:
    """Nobody changes the settings in between, so nothing else makes a process read them again."""
    async with house(redis_url) as here:
        await here.memory.communities.allow("zoo", [canonical(link(3))], NOON + DAY)
        assert not (await here.say(*[link(3)] * 3))[-1].verdict.flag
        here.clock.at = NOON + DAY - 1
        assert not (await here.say(*[link(3)] * 3, every=0.1))[-1].verdict.flag
        here.clock.at = NOON + DAY
        assert (await here.say(*[link(3)] * 3, every=0.1))[-1].verdict.flag


async def test_an_edit_that_adds_an_emoji_changes_nothing(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.take_in(here.comment(at=-3700, name="a"))
        await here.take_in(here.comment(f"{DIP} 🚀🚀", at=-3700, edited_at=-5, name="a"))
        assert not (await here.say(DIP, DIP, every=1))[-1].verdict.flag


async def test_a_late_comment_in_a_flood_costs_a_few_openings(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(3)] * 50, every=2)
        await here.drain()
        before = await calls(here, "evalsha")
        await here.take_in(here.comment(link(3), at=1, name="late"))
        assert await calls(here, "evalsha") - before <= 4  # remembered, opened first and last, its first copy hidden
        assert (await here.incident()).kept == "late"


async def calls(here: House, command: str) -> int:
    [told] = await here.store.read([("INFO", "commandstats")])
    [line] = [line for line in told.decode().splitlines() if line.startswith(f"cmdstat_{command}:")]
    return int(line.partition("calls=")[2].partition(",")[0])


async def test_comments_taken_in_together_are_judged_as_one_after_the_other(redis_url: str) -> None:
    async with house(redis_url) as here:
        said = [here.comment(at=at, name=f"{at}") for at in (-20, -10, 0)]
        others = [here.comment("good morning to all of you", author="alice"), here.comment(at=LATE + 1), here.comment("else", -10, "-10")]
        came = await here.pipeline.take_in_all([said[0], others[0], said[1], *others[1:], said[2]], here.platform.name)
        await here.drain()
        assert [type(each) for each in came] == [Judgement, Judgement, Judgement, CommentError, Conflict, Judgement]
        assert [isinstance(each, Judgement) and each.verdict.flag for each in came] == [False, False, False, False, False, True]
        assert here.hidden() == {"-10", "0"}


async def test_comments_taken_in_together_are_not_answered_for_while_the_store_is_away(redis_url: str) -> None:
    async with house(redis_url, kind=Shaky) as here:
        assert isinstance(here.store, Shaky)
        await here.take_in(here.comment("something else"))
        here.store.trouble = 1.0
        came = await here.pipeline.take_in_all([here.comment(at=LATE + 1), here.comment(), here.comment()], here.platform.name)
        assert [type(each) for each in came] == [CommentError, StoreAway, StoreAway]


async def test_where_others_are_not_to_be_remembered_only_short_phrases_are(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.choose(read({"rules": {"copies": {"enabled": False}}}))
        await here.say("good morning")  # its answer tells of the new settings
        await here.say("Everything must go at the harbour sale this Sunday")
        names = await here.store.scan("*")
        kinds = [name.split(":")[2] for name in names]
        assert (kinds.count("near"), kinds.count("phrase")) == (0, 1)
