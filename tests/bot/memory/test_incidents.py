import asyncio
import itertools
from dataclasses import replace

import pytest

from bot.memory.incidents import Decision, DecisionState, Incident, Opening
from bot.moderation.decisions import decide, phrases
from rules.model import Account, Hide, Mode, Outcome, OutcomeState
from rules.policy import STRIKES_LAST, Stance, plan
from rules.settings import Exempt, Settings
from support.house import DIP, ENFORCE, NOON, House, Nobody, hide_one, house, link, taken
from support.patience import patient

DAY = 86400.0


def states(incident: Incident) -> dict[str, str]:
    """Every action that still stands, by its id after the case number."""
    return {
        each.id.partition(":")[2]: each.state for each in incident.actions if not each.of and not each.undone and each.state != "cancelled"
    }


def penalties(incident: Incident) -> set[str]:
    return {name for name in states(incident) if not name.startswith("hide")}


async def repeat(here: House, text: str, times: int = 3) -> Incident:
    """The incident of a text said often enough, its actions done."""
    last = (await here.say(*[text] * times))[-1]
    await here.drain()
    found = await here.memory.incidents.read(here.community, last.incident)
    assert found
    return found


async def test_every_copy_but_the_first_is_hidden_with_one_notice_and_one_strike(redis_url: str) -> None:
    async with house(redis_url) as here:
        incident = await repeat(here, DIP, 5)
        assert [copy.id for copy in incident.copies] == ["c1", "c2", "c3", "c4", "c5"]
        assert (incident.n, incident.kept, incident.strikes, incident.stance, incident.state) == ("1", "c1", 1, Stance.ENFORCE, "open")
        assert here.hidden() == {"c2", "c3", "c4", "c5"}
        assert list(here.platform.notices) == ["1:warn"]
        assert len(here.platform.calls) == 5


async def test_what_one_comment_decided_is_told_again_when_it_comes_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        first = (await here.say(DIP, DIP, DIP))[-1]
        await here.drain()
        again = await here.take_in(here.comment(name="c3"))
        assert [action.id for action in first.actions] == ["1:hide:c2", "1:hide:c3", "1:warn"]
        assert [action.id for action in again.actions] == ["1:hide:c2", "1:hide:c3", "1:warn"]
        assert (first.opened, again.opened) == (True, False)
        assert len(here.platform.calls) == 3


async def test_an_earlier_copy_that_comes_late_is_kept_and_nothing_comes_back(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        await here.take_in(here.comment(at=0, name="late"))
        await here.drain()
        assert (await here.incident()).kept == "late"
        assert here.hidden() == {"c1", "c2", "c3"}
        assert not here.platform.restored
        await here.take_in(here.comment(at=90, name="between"))
        await here.drain()
        assert (await here.incident()).kept == "late"
        assert here.hidden() == {"c1", "c2", "c3", "between"}


async def test_a_comment_that_came_too_late_is_counted_and_not_acted_on(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP, every=-700)
        here.clock.at = NOON
        decision = await here.take_in(here.comment(at=-650))
        assert decision.verdict.flag
        assert not decision.actions
        assert not await here.incidents()
        assert (await here.say(DIP))[0].actions


async def test_two_incidents_bridged_by_one_comment_become_the_older_one(redis_url: str) -> None:
    async with house(redis_url) as here:
        one, two = await repeat(here, link(0)), await repeat(here, link(2))
        assert (penalties(one), penalties(two)) == ({"warn"}, {"warn", "timeout:1:600"})
        assert here.platform.silenced
        merged = await repeat(here, link(1), 1)
        assert merged.n == one.n
        assert {copy.id for copy in merged.copies} == {f"c{i}" for i in range(1, 8)}
        assert here.hidden() == {f"c{i}" for i in range(2, 8)}
        assert (merged.kept, merged.strikes, penalties(merged)) == ("c1", 1, {"warn"})
        assert not here.platform.silenced
        assert await here.incidents() == [merged]
        assert await here.memory.incidents.read("zoo", two.n) == merged


async def test_what_a_merge_takes_back_is_never_done_where_it_was_not_begun(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3, *[link(2)] * 2)
        await here.drain()
        here.pipeline.hands = Nobody()
        await here.say(link(2), link(1))
        await here.much_later()
        merged = await here.incident()
        assert {each.id: each.state for each in merged.actions if each.does in ("warn", "timeout")} == {
            "1:warn": "done",
            "2:warn": "cancelled",
            "2:timeout:1:600": "cancelled",
        }
        assert list(here.platform.notices) == ["1:warn"]
        assert not here.platform.silenced
        assert here.hidden() == {f"c{i}" for i in range(2, 8)}


async def test_a_merge_leaves_what_is_put_off_to_its_time(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3, *[link(2)] * 2)
        await here.drain()
        here.pipeline.hands = Nobody()
        await here.say(link(2))
        [hide] = [each for each in await taken(here) if each.record.comment == "c5"]
        await here.memory.queue.retry(hide, here.clock.at + 500, "not now")
        await here.say(link(1))
        await here.much_later()
        assert "c5" not in here.hidden()
        here.clock.at += 500
        await here.drain()
        assert "c5" in here.hidden()


async def test_an_action_offered_to_a_site_keeps_its_place_in_the_feed_when_incidents_merge(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3)
        await here.drain()
        here.pipeline.hands = Nobody()
        await here.say(*[link(2)] * 3)
        first, second, *_ = await taken(here)
        before = await here.memory.queue.publish("zoo", here.memory.queue.action(first))
        await here.say(link(1))
        assert await here.memory.queue.publish("zoo", here.memory.queue.action(first)) == before
        after = await here.memory.queue.publish("zoo", here.memory.queue.action(second))
        fed = await here.memory.queue.feed("zoo", 0, 10)
        assert [(sequence, incident, record and record.id) for sequence, incident, record in fed] == [
            (before, "1", first.record.id),
            (after, "1", second.record.id),
        ]
        assert first.record.id.startswith("2:")


async def test_a_merge_forgets_nothing_that_its_comments_decided(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3, *[link(2)] * 3)
        await here.drain()
        bridge = (await here.say(link(1)))[-1]
        await here.drain()
        assert [action.id for action in bridge.actions] == ["1:hide:c4", "1:hide:c7"]
        again = await here.take_in(here.comment(link(2), at=360, name="c6"))
        assert {action.id for action in again.actions} >= {"2:hide:c5", "2:hide:c6", "2:warn"}


async def test_a_further_strike_comes_at_13_23_and_33_copies(redis_url: str) -> None:
    async with house(redis_url) as here:
        strikes = []
        for _ in range(34):
            await here.say(DIP)
            found = await here.incidents()
            strikes.append(found[0].strikes if found else 0)
        assert strikes == [0] * 2 + [1] * 10 + [2] * 10 + [3] * 10 + [4] * 2


async def test_a_further_strikes_penalties_wait_for_the_notice(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 13, every=1)
        assert states(await here.incident())["timeout:2:600"] == "held"
        await hide_one(here)
        held = {each.record.does: each for each in await taken(here)}
        assert "timeout" not in held
        await here.memory.queue.retry(held["warn"], here.clock.at + 100, "not now")
        await here.drain()
        assert not here.platform.silenced
        here.clock.at += 100
        await here.drain()
        assert here.platform.silenced
        assert list(here.platform.notices) == ["1:warn"]


@pytest.mark.parametrize("why", ["failed", "unsupported"])
async def test_a_further_strikes_penalties_come_though_the_notice_could_not_be_given(redis_url: str, why: str) -> None:
    async with house(redis_url) as here:
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 13, every=1)
        await hide_one(here)
        held = {each.record.does: each for each in await taken(here)}
        finished = await here.memory.queue.finish(held["warn"], Outcome(OutcomeState(why), "no permission"))
        assert finished.due == 1
        await here.drain()
        assert here.platform.silenced


async def test_the_ladder_is_climbed_within_seven_days(redis_url: str) -> None:
    async with house(redis_url) as here:
        found = [penalties(await repeat(here, text)) for text in (link(0), link(3), link(6), DIP)]
        assert found == [{"warn"}, {"warn", "timeout:1:600"}, *[{"warn", "timeout:1:86400", "alert:1:0"}] * 2]


async def test_a_strike_is_forgotten_after_seven_days_and_not_before(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        here.clock.at = NOON + 180 + STRIKES_LAST - 180 - 1
        assert penalties(await repeat(here, link(3))) == {"warn", "timeout:1:600"}
        assert penalties(await repeat(here, link(6))) == {"warn", "timeout:1:600"}
        assert [each.strikes for each in await here.incidents()] == [0, 1, 1]


async def test_a_strike_that_stood_when_a_comment_was_said_counts_though_the_comment_comes_late(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        end = 180 + STRIKES_LAST
        here.clock.at = NOON + end + 300
        for at in (end - 30, end - 20, end - 10):
            await here.take_in(here.comment(link(3), at=at))
        await here.drain()
        assert penalties((await here.incidents())[-1]) == {"warn", "timeout:1:600"}


async def test_a_strike_that_comes_late_moves_the_later_ones_up(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(link(0), link(0))
        here.clock.at += 60
        assert penalties(await repeat(here, link(3))) == {"warn"}
        await here.take_in(here.comment(link(0), at=180, name="late"))
        await here.drain()
        late, other = sorted(await here.incidents(), key=lambda each: each.n, reverse=True)
        assert late.account == other.account
        assert (penalties(late), penalties(other)) == ({"warn"}, {"warn", "timeout:1:600"})
        assert here.platform.silenced


async def test_strikes_of_one_moment_are_counted_in_the_order_of_their_comments(redis_url: str) -> None:
    ends = []
    for number, names in enumerate((("a", "bb"), ("bb", "a"))):
        async with house(redis_url) as here:
            here.community = f"zoo{number}"
            await here.choose()
            texts = {"a": link(0), "bb": link(3)}
            await here.say(link(0), link(0), link(3), link(3), every=1)
            here.clock.at += 1
            for name in names:
                await here.take_in(here.comment(texts[name], name=name))
            await here.drain()
            ends.append(sorted((sorted(copy.id for copy in each.copies), sorted(penalties(each))) for each in await here.incidents()))
    assert ends[0] == ends[1]
    assert [found[1] for found in ends[0]] == [["warn"], ["timeout:1:600", "warn"]]


async def test_a_timeout_taken_back_and_given_again_stands(redis_url: str) -> None:
    """A strike goes from the second to the third rung and, by a merge, to the second again, while its timeout is in hand."""
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3)
        await here.drain()
        await here.say(link(2), link(2))
        here.clock.at += 30
        here.pipeline.hands = Nobody()
        await here.say(DIP, DIP, DIP, every=10)
        await here.take_in(here.comment(link(2), at=365, name="late"))
        await here.say(link(1))
        await here.much_later()
        last = (await here.incidents())[-1]
        assert penalties(last) == {"warn", "timeout:1:600"} or penalties(last) == {"warn", "timeout:1:600'"}
        assert here.platform.silenced


async def test_a_penalty_in_hand_that_is_wanted_again_is_not_lifted_when_it_is_done(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3)
        await here.drain()
        await here.say(link(2), link(2))
        here.clock.at += 30
        await here.say(DIP, DIP)
        here.pipeline.hands = Nobody()
        await here.say(DIP)
        await hide_one(here)
        held = {each.record.id.partition(":")[2]: each for each in await taken(here)}
        await here.take_in(here.comment(link(2), at=365, name="late"))
        await here.say(link(1))
        await here.memory.queue.finish(held["timeout:1:600"], Outcome(OutcomeState.DONE))
        await here.much_later()
        assert "timeout:1:600" in penalties((await here.incidents())[-1])


async def test_a_family_that_comes_again_while_its_strike_stands_keeps_no_first(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        here.clock.at += 2 * 3600
        again = await repeat(here, DIP)
        assert (again.n, again.kept) == ("2", "")
        assert here.hidden() == {f"c{i}" for i in range(2, 7)}
        here.clock.at += 8 * DAY
        assert (await repeat(here, DIP)).kept == "c7"


async def test_a_family_that_merged_into_another_is_known_by_all_its_texts(redis_url: str) -> None:
    async with house(redis_url) as here:
        for text in (link(0), link(2)):
            await repeat(here, text)
        await here.say(link(1))
        await here.drain()
        here.clock.at += 2 * 3600
        assert (await repeat(here, link(2))).kept == ""


def opening(here: House, text: str, *names: str) -> Opening:
    """Copies of one text, named by their seconds after noon, of which the last was flagged."""
    times = [NOON + float(name) for name in names]
    return Opening(
        community=here.community,
        account="mallory",
        platform="recording",
        by=names[-1],
        at=times[-1],
        thread="t",
        copies=[(name, at, "t", False) for name, at in zip(names, times, strict=True)],
        texts=[text],
        reason="",
        score=1.0,
        accounts=(),
        revision=1,
        table=plan(ENFORCE, "mallory", None),
    )


async def test_of_two_incidents_of_one_family_the_earlier_keeps_its_first_though_it_comes_later(redis_url: str) -> None:
    async with house(redis_url) as here:
        one, two = opening(here, "t", "1", "2", "3"), opening(here, "t", "101", "102", "103")
        await here.memory.incidents.open([two])
        await here.much_later()
        assert (await here.incident()).kept == "101"
        await here.memory.incidents.open([one])
        await here.much_later()
        later, earlier = await here.incidents()
        assert (earlier.kept, later.kept) == ("1", "")
        assert here.hidden() == {"2", "3", "101", "102", "103"}
        assert (penalties(earlier), penalties(later)) == ({"warn"}, {"warn", "timeout:1:600"})


async def test_the_order_of_openings_does_not_matter(redis_url: str) -> None:
    """Two families of one text, hours apart, others bridged, one strike before another."""
    ends = []
    async with house(redis_url) as here:
        openings = [
            opening(here, "t", "1", "2", "3"),
            opening(here, "t", "2", "3", "8"),
            opening(here, "u", "4", "5", "9"),
            opening(here, "v", "5", "8", "10"),
            opening(here, "w", "11", "12", "13"),
            opening(here, "t", "101", "102", "103"),
            opening(here, "u", "101", "102", "104"),
        ]
        for number, order in enumerate(itertools.permutations(openings)):
            if number % 97:
                continue
            here.community = f"zoo {number}"
            await here.choose()
            await here.memory.incidents.open([replace(each, community=here.community) for each in (*order, *order[:3])])
            await here.much_later()
            found = [(sorted(copy.id for copy in each.copies), each.kept, sorted(penalties(each))) for each in await here.incidents()]
            ends.append((sorted(found), sorted(here.hidden())))
    assert all(end == ends[0] for end in ends)
    assert [(kept, names) for _, kept, names in ends[0][0]] == [
        ("1", ["warn"]),
        ("", ["alert:1:0", "timeout:1:86400", "warn"]),
        ("11", ["timeout:1:600", "warn"]),
    ]


async def test_a_strike_stands_where_its_first_repeat_stands_though_that_comes_late(redis_url: str) -> None:
    async with house(redis_url) as here:
        for each in (opening(here, "t", "1", "2", "30"), opening(here, "u", "18", "19", "20")):
            await here.memory.incidents.open([each])
            await here.much_later()
        assert [penalties(each) for each in await here.incidents()] == [{"warn", "timeout:1:600"}, {"warn"}]
        await here.memory.incidents.open([opening(here, "t", "1", "2", "3")])
        await here.much_later()
        assert [penalties(each) for each in await here.incidents()] == [{"warn"}, {"warn", "timeout:1:600"}]


async def test_a_merge_that_brings_a_further_strike_counts_all_strikes_anew(redis_url: str) -> None:
    async with house(redis_url) as here:
        one, two = [str(i) for i in range(1, 8)], [str(i) for i in range(10, 15)]
        for each in (opening(here, "t", *one), opening(here, "u", *two), opening(here, "w", "15", "16", "17")):
            await here.memory.incidents.open([each])
        await here.much_later()
        assert penalties((await here.incidents())[-1]) == {"warn", "timeout:1:86400", "alert:1:0"}
        await here.memory.incidents.open([opening(here, "t", *one, *two, "30")])
        await here.much_later()
        merged, other = await here.incidents()
        assert penalties(other) == {"warn", "timeout:1:600"}
        assert penalties(merged) == {"warn", "timeout:2:86400", "alert:2:0"}


async def test_a_wrong_rule_empties_no_channel(redis_url: str) -> None:
    """From the 21st account within ten minutes on there are cards only, for half an hour, and the moderators are called once."""
    async with house(redis_url) as here:
        for number in range(22):
            await here.say(*[f"{number * 7919} {link(number % 7)} {number * 104729}"] * 3, every=1, author=f"account {number}")
        await here.drain()
        found = await here.incidents()
        assert [each.stance for each in found] == [Stance.ENFORCE] * 20 + [Stance.CARD] * 2
        assert (found[-1].why, found[-1].strikes, found[-1].actions) == ("brake", 0, ())
        assert list(here.platform.alerts) == ["21:alert"]
        here.clock.at += 1790
        await here.say(DIP, DIP, DIP, every=1, author="trudy")
        assert (await here.incidents())[-1].why == "brake"
        here.clock.at += 20
        await here.say(DIP, DIP, DIP, every=1, author="eve")
        assert (await here.incidents())[-1].stance is Stance.ENFORCE


@pytest.mark.parametrize("accounts", [1, 3])
async def test_few_accounts_never_bring_the_brake_on(redis_url: str, accounts: int) -> None:
    async with house(redis_url) as here:
        for number in range(66):
            await here.say(*[f"{number * 7919} {link(number % 7)} {number * 104729}"] * 3, every=1, author=f"account {number % accounts}")
        assert not await here.memory.campaigns.braked("zoo")
        await here.say(*[DIP] * 20, every=1, author="raider")
        await here.drain()
        assert {each.why for each in await here.incidents()} == {"enforce"}
        assert {"raider", *(f"account {number}" for number in range(accounts))} == {each.account for each in await here.incidents()}
        assert not [each for each in here.platform.alerts if each.endswith(":alert")]


async def brake(here: House) -> None:
    """Twenty-one accounts repeat themselves, so the brake comes on."""
    for number in range(21):
        await here.say(*[f"{number * 7919} {link(number % 7)} {number * 104729}"] * 3, every=1, author=f"account {number}")
    assert await here.memory.campaigns.braked("zoo")


async def test_who_was_acted_on_before_is_acted_on_under_the_brake(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        await brake(here)
        assert (await repeat(here, DIP)).stance is Stance.ENFORCE
        assert here.hidden() >= {copy.id for copy in (await here.incidents())[-1].copies[1:]}


async def test_whom_a_moderator_acted_on_is_acted_on_under_the_brake(redis_url: str) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT)) as here:
        await repeat(here, link(0))
        await decide(here.memory, "zoo", "1", Decision.TIMEOUT, "ann")
        await here.choose(ENFORCE)
        here.clock.at += 2 * 3600
        await brake(here)
        assert (await repeat(here, DIP)).stance is Stance.ENFORCE


async def test_what_comes_after_the_brake_is_hidden_and_what_stood_under_it_stands(redis_url: str) -> None:
    async with house(redis_url) as here:
        await brake(here)
        await here.say(*[DIP] * 6, every=1, author="mallory")
        await here.memory.campaigns.resume("zoo")
        await here.say(*[DIP] * 150, every=1, author="mallory")
        await here.drain()
        last = (await here.incidents())[-1]
        copies = [copy.id for copy in last.copies]
        assert (last.stance, last.why, last.strikes) == (Stance.ENFORCE, "enforce", 15)
        assert here.hidden() & set(copies) == set(copies[6:])
        assert sum(action == f"{last.n}:warn" for action in here.platform.notices) == 1


async def test_who_stops_being_exempt_is_acted_on_from_then_on(redis_url: str) -> None:
    async with house(redis_url) as here:
        for moderates in (True,) * 4 + (False,) * 3:
            here.clock.at += 10
            await here.take_in(here.comment(account=Account(moderates=moderates)))
        await here.drain()
        assert here.hidden() == {"c5", "c6", "c7"}


async def test_moderators_and_exempt_accounts_get_a_card_and_nothing_else(redis_url: str) -> None:
    async with house(redis_url, replace(ENFORCE, exempt=Exempt(accounts=("trudy",), roles=("vip",)))) as here:
        for author, account in (("mallory", Account(moderates=True)), ("eve", Account(roles=("vip",))), ("trudy", None)):
            decisions = [await here.take_in(here.comment(author=author, account=account)) for _ in range(3)]
            assert decisions[-1].verdict.flag
            assert not decisions[-1].actions
        await here.drain()
        assert [(each.stance, each.why, each.strikes) for each in await here.incidents()] == [(Stance.CARD, "exempt", 0)] * 3
        assert [action.id for _, action in here.platform.calls] == ["3:alert"]  # they are a campaign too, and moderators are called to it


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.ALERT])
async def test_what_stood_before_hush_acts_stands_and_what_comes_later_is_hidden(redis_url: str, mode: Mode) -> None:
    """The first thing that a community does: it looks at the cards, then it chooses enforce."""
    async with house(redis_url, Settings(mode=mode)) as here:
        await repeat(here, DIP, 6)
        await here.say(link(3), link(3))
        assert not here.platform.hidden
        await here.choose(ENFORCE)
        await repeat(here, DIP, 6)
        incident = await here.incident()
        assert here.hidden() == {f"c{i}" for i in range(9, 15)}
        assert (incident.stance, incident.why, incident.strikes) == (Stance.ENFORCE, "enforce", 1)
        assert list(here.platform.notices) == ["1:warn"]
        other = await repeat(here, link(3))
        assert other.strikes == 1
        assert "c8" not in here.hidden()
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.DONE
        await here.drain()
        assert here.hidden() >= {f"c{i}" for i in range(2, 7)}
        assert "c1" not in here.hidden()


async def test_observing_again_leaves_what_comes(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP, 4)
        await here.choose(Settings())
        await repeat(here, DIP, 4)
        assert here.hidden() == {"c2", "c3", "c4"}
        await here.choose(ENFORCE)
        await repeat(here, DIP, 2)
        assert here.hidden() == {"c2", "c3", "c4", "c9", "c10"}


async def test_a_late_copy_of_the_time_before_stands(redis_url: str) -> None:
    async with house(redis_url, Settings()) as here:
        await here.say(DIP, DIP, DIP)
        await here.choose(ENFORCE)
        await here.say(DIP)
        await here.take_in(here.comment(at=90, name="late"))
        await here.drain()
        assert here.hidden() == {"c4"}


async def test_alert_calls_the_moderators_and_does_nothing_else(redis_url: str) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT)) as here:
        assert states(await repeat(here, DIP, 14)) == {"alert": "done"}
        assert [action.id for _, action in here.platform.calls] == ["1:alert"]


async def test_what_was_planned_under_other_settings_is_planned_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(DIP, DIP)
        found = await here.pipeline.remember(here.comment(name="third"))
        other = House(here.store, here.clock)
        await other.choose(Settings())
        decision = await here.pipeline.settle(here.comment(name="third"), "recording", found)
        assert decision.verdict.flag
        assert not decision.actions
        assert (await here.incident()).why == "observe"


async def test_leaving_enforce_cancels_what_was_decided_and_no_restore(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        here.pipeline.hands = Nobody()
        await decide(here.memory, "zoo", "1", Decision.RESTORE, "ann")
        await here.say(*[link(3)] * 14, every=1)
        assert states((await here.incidents())[-1])["timeout:2:600"] == "held"
        await here.choose(Settings())
        calls = len(here.platform.calls)
        await here.much_later()
        assert {type(action).__name__ for _, action in here.platform.calls[calls:]} == {"Restore", "Unwarn"}
        assert not here.hidden()
        assert states((await here.incidents())[-1]) == {}
        await here.choose(ENFORCE)
        await here.much_later()
        assert not here.hidden()


async def test_a_retry_after_leaving_enforce_is_cancelled_and_what_may_have_been_done_is_taken_back(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.pipeline.hands = Nobody()
        await here.say(*[DIP] * 3)
        for each in await taken(here):
            await here.platform.perform("zoo", here.memory.queue.action(each))  # done, and nobody heard of it
            await here.memory.queue.retry(each, here.clock.at + 60, "no answer")
        await here.choose(Settings(mode=Mode.ALERT))
        here.clock.at += 60
        await here.drain()
        await here.drain()
        assert not here.hidden()


async def test_a_restore_has_all_its_parts(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        await repeat(here, link(3))
        decided, state = await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        await here.drain()
        assert (decided, state) == (DecisionState.DONE, "restored")
        incident = (await here.incidents())[1]
        assert (incident.state, incident.strikes, incident.right) == ("restored", 0, False)
        assert [(each.verb, each.who) for each in incident.history] == [("restore", "ann")]
        assert not here.platform.silenced
        assert here.hidden() == {"c2", "c3"}
        assert here.platform.restored == [("zoo", "c5", link(3)), ("zoo", "c6", link(3))]
        for text in (link(3), link(4)):
            decision = (await here.say(text))[-1]
            assert decision.verdict.flag
            assert not decision.actions
        here.clock.at += DAY - 1000
        assert not [action for each in await here.say(*[link(3)] * 3) for action in each.actions]
        here.clock.at += 1000
        await here.say(*[link(3)] * 3)
        await here.drain()
        assert here.hidden() > {"c2", "c3"}


async def test_a_restored_incident_is_spared_by_every_text_it_took_in(redis_url: str) -> None:
    async with house(redis_url) as here:
        for text in (link(0), link(2), link(1)):
            await here.say(*[text] * 3)
        await here.drain()
        await decide(here.memory, "zoo", "1", Decision.RESTORE, "ann")
        here.clock.at += 2 * 3600
        decisions = [await here.say(*[text] * 3) for text in (link(0), link(1), link(2))]
        assert all(each[-1].verdict.flag and not each[-1].actions for each in decisions)


async def test_a_timeout_that_somebody_else_made_longer_is_not_lifted(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        await repeat(here, link(3))
        longer = here.platform.silenced["zoo", "mallory"] = here.clock.at + 5 * DAY
        await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann")
        await here.drain()
        assert here.platform.silenced == {("zoo", "mallory"): longer}


async def test_a_pardon_takes_the_strike_and_the_timeout_and_leaves_the_text_hidden(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, link(0))
        await repeat(here, link(3))
        assert await decide(here.memory, "zoo", "2", Decision.PARDON, "ann") == (DecisionState.DONE, "pardoned")
        await here.drain()
        incident = (await here.incidents())[1]
        assert (incident.state, incident.strikes, incident.right) == ("pardoned", 0, True)
        assert not here.platform.silenced
        assert here.hidden() == {"c2", "c3", "c5", "c6"}
        assert not here.platform.restored


async def test_who_goes_on_after_a_pardon_is_hidden_and_not_struck_in_that_incident(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP, 12)
        await decide(here.memory, "zoo", "1", Decision.PARDON, "ann")
        await repeat(here, DIP, 12)
        assert (await here.incident()).strikes == 0
        assert not here.platform.notices
        assert len(here.hidden()) == 23


async def test_a_confirmation_changes_nothing_else(redis_url: str) -> None:
    async with house(redis_url) as here:
        before = await repeat(here, DIP)
        assert await decide(here.memory, "zoo", "1", Decision.CONFIRM, "ann") == (DecisionState.DONE, "open")
        assert await decide(here.memory, "zoo", "1", Decision.CONFIRM, "bob") == (DecisionState.ALREADY, "open")
        after = await here.incident()
        assert after == replace(before, right=True, history=after.history, version=after.version, fields=after.fields)
        await decide(here.memory, "zoo", "1", Decision.PARDON, "bob")
        assert await decide(here.memory, "zoo", "1", Decision.CONFIRM, "bob") == (DecisionState.ALREADY, "pardoned")


async def test_a_moderator_hides_what_a_card_shows_the_first_only_if_asked(redis_url: str) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT)) as here:
        await repeat(here, DIP)
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.DONE
        await here.drain()
        assert here.hidden() == {"c2", "c3"}
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.ALREADY
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE_FIRST, "ann"))[0] is DecisionState.DONE
        await here.drain()
        assert here.hidden() == {"c1", "c2", "c3"}


async def test_hide_takes_a_restore_back_and_restore_a_hide_as_often_as_one_likes(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP, 4)
        for _ in range(3):
            assert await decide(here.memory, "zoo", "1", Decision.RESTORE, "ann") == (DecisionState.DONE, "restored")
            await here.drain()
            assert not here.hidden()
            assert await decide(here.memory, "zoo", "1", Decision.HIDE, "ann") == (DecisionState.DONE, "open")
            await here.drain()
            assert here.hidden() == {"c2", "c3", "c4"}
        incident = await here.incident()
        assert (incident.state, incident.spared, incident.right) == ("open", 0.0, None)
        await here.say(DIP)
        await here.drain()
        assert here.hidden() == {"c2", "c3", "c4", "c5"}


async def test_hide_pressed_while_a_restore_is_under_way_waits_for_it(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        hands, here.pipeline.hands = here.pipeline.hands, Nobody()
        await decide(here.memory, "zoo", "1", Decision.RESTORE, "ann")
        restores = await taken(here)
        await decide(here.memory, "zoo", "1", Decision.HIDE, "bob")
        assert not await here.memory.queue.take(["recording"])
        for each in restores:
            outcome = await here.platform.perform("zoo", here.memory.queue.action(each))
            await here.memory.queue.finish(each, replace(outcome, stands=(f"new {each.record.comment}",)))
        here.pipeline.hands = hands
        await here.drain()
        assert [action.instead for _, action in here.platform.calls if isinstance(action, Hide)][-2:] == [("new c2",), ("new c3",)]
        assert here.hidden() == {"c2", "c3"}


async def test_hide_after_a_restore_takes_the_first_too_where_that_was_hidden(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        await decide(here.memory, "zoo", "1", Decision.HIDE_FIRST, "ann")
        await here.drain()
        assert here.hidden() == {"c1", "c2", "c3"}
        for decision, hidden in ((Decision.RESTORE, set[str]()), (Decision.HIDE, {"c1", "c2", "c3"})):
            await decide(here.memory, "zoo", "1", decision, "ann")
            await here.drain()
            assert here.hidden() == hidden


async def test_hide_tries_again_what_could_not_be_hidden(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.platform.fail([Outcome(OutcomeState.FAILED, "missing Manage Messages")] * 4)
        await repeat(here, DIP, 4)
        await here.much_later()
        assert not here.hidden()
        for _ in range(2):
            assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.DONE
            here.platform.fail([Outcome(OutcomeState.FAILED, "missing Manage Messages")])
            await here.drain()
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.DONE
        await here.drain()
        assert here.hidden() == {"c2", "c3", "c4"}
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.ALREADY


async def test_hiding_a_text_that_was_called_not_spam_judges_it_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        await decide(here.memory, "zoo", "1", Decision.NOT_SPAM, "ann")
        assert await phrases(here.memory, "zoo")
        await decide(here.memory, "zoo", "1", Decision.HIDE, "bob")
        assert not await phrases(here.memory, "zoo")
        await here.say(DIP)
        await here.drain()
        assert here.hidden() == {"c2", "c3", "c4"}


async def test_what_a_moderator_asked_for_is_done_in_any_mode_but_never_in_observe(redis_url: str) -> None:
    async with house(redis_url, Settings()) as here:
        await repeat(here, DIP)
        assert (await decide(here.memory, "zoo", "1", Decision.HIDE, "ann"))[0] is DecisionState.REFUSED
        assert (await decide(here.memory, "zoo", "99", Decision.HIDE, "ann"))[0] is DecisionState.UNKNOWN


@pytest.mark.parametrize("decision", [each for each in Decision if each not in (Decision.WARN, Decision.UNDO)])
async def test_of_two_decisions_at_one_moment_one_is_carried_out(redis_url: str, decision: Decision) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT) if decision is Decision.HIDE else ENFORCE) as here:
        await repeat(here, DIP)
        second = patient(redis_url, here.clock)
        both = House(second, here.clock)
        found = await asyncio.gather(*(decide(each.memory, "zoo", "1", decision, "ann") for each in (here, both)))
        assert sorted(state.value for state, _ in found) == ["already", "done"]
        await here.drain()
        assert len((await here.incident()).history) == 1
        assert len(here.platform.restored) == (2 if decision in (Decision.RESTORE, Decision.NOT_SPAM) else 0)
        await second.close()


async def test_a_decision_on_a_merged_incidents_number_reaches_the_one_it_became(redis_url: str) -> None:
    async with house(redis_url) as here:
        for text in (link(0), link(2)):
            await repeat(here, text)
        await here.say(link(1))
        await here.drain()
        assert (await decide(here.memory, "zoo", "2", Decision.RESTORE, "ann"))[0] is DecisionState.DONE
        await here.drain()
        assert (await here.incident()).state == "restored"
        assert not here.hidden()
        assert len(here.platform.restored) == 6


async def test_an_account_silenced_by_hush_and_warned_is_told_apart_by_its_community(redis_url: str) -> None:
    async with house(redis_url) as here:
        other = House(here.store, here.clock, here.platform, "other zoo")
        await other.choose()
        await repeat(here, DIP)
        assert penalties(await repeat(other, DIP)) == {"warn"}
        assert here.hidden() == other.hidden() == {"c2", "c3"}


async def test_incidents_are_paged_from_the_newest_on_without_those_that_became_another(redis_url: str) -> None:
    async with house(redis_url) as here:
        for text in (link(0), link(2), DIP, link(5)):
            await repeat(here, text)
        await here.say(link(1))
        incidents = here.memory.incidents
        assert [each.n for each in await incidents.page("zoo")] == ["4", "3", "1"]
        assert [each.n for each in await incidents.page("zoo", most=2)] == ["4", "3"]
        assert [each.n for each in await incidents.page("zoo", before=3)] == ["1"]
        assert await incidents.claimed("zoo", "mallory", "c5") == "1"
        assert await incidents.claimed("zoo", "mallory", "never said") is None


async def test_an_incident_is_closed_when_no_copy_came_for_the_longest_window(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here, DIP)
        here.clock.at += 3600
        assert (await here.incident()).state == "open"
        here.clock.at += 1
        assert (await here.incident()).state == "closed"


async def commands(here: House) -> int:
    """How many commands the server has run, those of scripts included."""
    [told] = await here.store.read([("INFO", "commandstats")])
    return sum(int(line.partition(b"calls=")[2].partition(b",")[0]) for line in told.splitlines() if b"calls=" in line)


async def test_a_copy_more_costs_a_large_incident_no_more_than_a_small_one(redis_url: str) -> None:
    async with house(redis_url) as here:
        costs = []
        for many in (250, 250, 248):
            await repeat(here, DIP, many)
            before = await commands(here)
            await here.say(DIP)
            costs.append(await commands(here) - before)
        assert max(costs) < 1.2 * costs[0]
