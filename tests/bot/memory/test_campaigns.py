"""Campaigns: one text from several accounts."""

import asyncio
import itertools

import pytest

from bot.memory.campaigns import MOST_MEMBERS, Campaign, CampaignDecision, Joining, Known
from bot.memory.incidents import DecisionState, Entry
from bot.moderation.campaign_cases import offered_to_all
from bot.moderation.decisions import decide_campaign, phrases
from rules.model import Account, Mode
from rules.settings import Settings, read
from support.house import ENFORCE, House, house

RAID = "Join the free giveaway at coin-drop.example before midnight"


async def raid(here: House, accounts: int, text: str = RAID, account: Account | None = None) -> None:
    """One copy from each of these accounts, a second apart."""
    for number in range(accounts):
        here.clock.at += 1
        await here.take_in(here.comment(text, name=f"r{number}", author=f"raider{number}", account=account))


async def campaign(here: House) -> Campaign:
    [only] = await here.memory.campaigns.page(here.community)
    return only


async def decide(here: House, decision: CampaignDecision, of: int = 0, **more: float) -> tuple[DecisionState, str]:
    return await here.memory.campaigns.decide(here.community, (await campaign(here)).n, Entry(decision, "mod", here.clock.at, of), **more)  # type: ignore[arg-type]  # till alone


async def test_three_accounts_are_a_campaign_that_strikes_nobody(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 2)
        assert not await here.memory.campaigns.page(here.community)
        await raid(here, 3)
        found = await campaign(here)
        assert [account for account, _ in found.accounts] == ["raider0", "raider1", "raider2"]
        assert {each.id for each in found.copies} == {"r0", "r1", "r2"}
        assert (found.n, found.state, found.texts) == ("1", "open", (RAID,))
        assert not await here.incidents()
        await here.drain()
        assert [action.id for _, action in here.platform.calls] == ["1:alert"]


async def test_near_copies_are_one_campaign_in_any_order(redis_url: str) -> None:
    texts = [f"{RAID}{tail}" for tail in ("", "!!", " now", " kzqx8", "s")]
    for order in (texts, texts[::-1]):
        async with house(redis_url) as here:
            await here.store.redis.flushall()
            said = [here.comment(text, name=f"r{number}", author=f"raider{number}") for number, text in enumerate(order)]
            decisions = [await here.take_in(each) for each in said]
            assert len(decisions[-1].verdict.accounts) >= 3
            found = await here.memory.campaigns.page(here.community)
            assert [[account for account, _ in each.accounts] for each in found] == [[f"raider{number}" for number in range(5)]]
            assert {each.id for each in found[0].copies} == {f"r{number}" for number in range(5)}


async def test_a_shared_word_or_two_voices_are_none(redis_url: str) -> None:
    async with house(redis_url) as here:
        for number in range(5):
            await here.say("good morning", author=f"early{number}")
        await raid(here, 2)
        assert not await here.memory.campaigns.page(here.community)


async def test_who_said_it_hours_before_has_no_part_in_it(redis_url: str) -> None:
    async with house(redis_url, read({"mode": "enforce", "rules": {"repeats": {"copies": 3, "window": "5h"}}})) as here:
        await here.say(RAID, author="early")
        here.clock.at += 2 * 3600
        await raid(here, 3)
        assert [account for account, _ in (await campaign(here)).accounts] == ["raider0", "raider1", "raider2"]


async def test_any_order_and_redelivery_give_the_same_campaign(redis_url: str) -> None:
    seen = set()
    async with house(redis_url) as here:
        here.clock.at += 60
        for place, order in enumerate(itertools.permutations(range(4))):
            here.community = f"zoo{place}"
            await here.choose()
            for number in (*order, order[0]):
                await here.take_in(here.comment(RAID, at=float(number), name=f"r{number}", author=f"raider{number % 3}"))
            found = await campaign(here)
            seen.add((found.n, found.accounts, tuple((each.id, each.at, each.account) for each in found.copies)))
    assert len(seen) == 1


async def test_racing_voices_make_one_campaign_and_none_is_lost(redis_url: str) -> None:
    async with house(redis_url) as one, house(redis_url) as two:
        comments = [one.comment(RAID, name=f"r{number}", author=f"raider{number}") for number in range(20)]
        await asyncio.gather(*(here.take_in(each) for each in comments for here in (one, two)))
        found = await campaign(one)
        assert len(found.accounts) == len(found.copies) == 20


async def test_hide_all_hides_what_stands_and_restore_puts_it_back(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 5)
        await here.say(RAID, RAID, author="raider0")
        await here.drain()
        assert len(here.hidden()) == 2
        answers = await asyncio.gather(*(decide(here, CampaignDecision.HIDE_ALL) for _ in range(3)))
        assert sorted(state.value for state, _ in answers) == ["already", "already", "done"]
        await here.drain()
        assert here.hidden() == {f"r{number}" for number in range(5)} | {each.id for each in (await here.incident()).copies}
        hides = [action for _, action in here.platform.calls if action.id.split(":")[1] == "hide"]
        assert len(hides) == len({action.id for action in hides}) == 7
        assert {each.state for each in (await campaign(here)).copies} == {"hidden"}
        assert (await decide(here, CampaignDecision.RESTORE))[0] is DecisionState.DONE
        await here.drain()
        assert {text for _, _, text in here.platform.restored} == {RAID}
        assert len(here.platform.restored) == 5
        assert (await decide(here, CampaignDecision.CONTINUE))[0] is DecisionState.REFUSED


async def test_what_is_hidden_here_is_told_by_the_accounts_own_case_too(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(RAID, RAID, RAID, author="raider0")
        await raid(here, 4, account=Account())
        await here.drain()
        await decide(here, CampaignDecision.HIDE_ALL)
        await here.drain()
        await here.say(RAID, RAID, author="raider1")
        await here.drain()
        own = await here.incidents()
        assert [each.account for each in own] == ["raider0", "raider1"]
        for incident in own:
            hidden = {each.comment for each in incident.actions if each.does == "hide" and each.state == "done"}
            assert hidden == {copy.id for copy in incident.copies}
        await decide(here, CampaignDecision.RESTORE)
        await here.drain()
        stand = {each.id for each in (await campaign(here)).copies if each.state in ("stands", "restored")}
        assert stand == {"c1", "r1", "r2", "r3"}
        assert len(here.platform.restored) == len({comment for _, comment, _ in here.platform.restored}) == 4


async def test_the_text_of_what_somebody_else_removed_goes(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        await here.memory.window.remove(here.community, "raider1", "r1")
        assert [each.original is None for each in (await campaign(here)).copies] == [False, True, False]


async def test_moderators_are_left_alone_and_named(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3, account=Account())
        await here.take_in(here.comment(RAID, name="own", author="moderator", account=Account(moderates=True)))
        assert (await campaign(here)).spared == ("moderator",)
        state, _ = await here.memory.campaigns.decide(here.community, "1", Entry("hide-all", "mod", here.clock.at), spared=["raider2"])
        assert state is DecisionState.DONE
        await decide(here, CampaignDecision.TIME_OUT_ALL, till=here.clock.at + 600)
        await here.drain()
        assert here.hidden() == {"r0", "r1"}
        assert {account for _, account in here.platform.silenced} == {"raider0", "raider1"}
        assert (await campaign(here)).spared == ("moderator", "raider2")


async def test_what_was_timed_out_is_lifted_when_it_was_no_spam(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        await decide(here, CampaignDecision.TIME_OUT_ALL, till=here.clock.at + 600)
        await here.drain()
        assert len(here.platform.silenced) == 3
        assert (await decide(here, CampaignDecision.NOT_SPAM)) == (DecisionState.DONE, "not spam")
        await here.drain()
        assert not here.platform.silenced
        assert offered_to_all(await campaign(here), Mode.ENFORCE) == [CampaignDecision.HIDE_ALL, CampaignDecision.TIME_OUT_ALL]


async def test_one_found_while_observing_acts_as_the_mode_now_says(redis_url: str) -> None:
    async with house(redis_url, Settings(mode=Mode.OBSERVE)) as here:
        await raid(here, 3)
        assert (await decide(here, CampaignDecision.HIDE_ALL, observes=True))[0] is DecisionState.REFUSED
        assert (await decide(here, CampaignDecision.TIME_OUT_ALL, observes=True))[0] is DecisionState.REFUSED
        found = await campaign(here)
        assert offered_to_all(found, Mode.OBSERVE) == [CampaignDecision.NOT_SPAM]
        assert CampaignDecision.HIDE_ALL in offered_to_all(found, Mode.ENFORCE)
        assert (await decide(here, CampaignDecision.HIDE_ALL))[0] is DecisionState.DONE
        await here.drain()
        assert here.hidden() == {"r0", "r1", "r2"}


async def test_from_fifty_accounts_on_copies_are_hidden_and_nobody_is_struck_until_it_goes_on(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 48)
        await here.say(RAID, RAID, author="raider0")
        await here.drain()
        assert len(here.platform.notices) == 1
        assert (await decide(here, CampaignDecision.CONTINUE))[0] is DecisionState.REFUSED
        await here.say(RAID, author="raider48")
        await here.say(RAID, RAID, RAID, author="raider49")
        await here.say(*[RAID] * 12, author="raider0", every=1)
        await here.drain()
        late = (await here.incidents())[-1]
        assert (late.account, late.strikes, late.waits) == ("raider49", 0, "1")
        assert len(here.hidden()) == 2 + 2 + 12
        assert len(here.platform.notices) == 1
        assert not here.platform.silenced
        assert (await campaign(here)).waits
        assert (await decide(here, CampaignDecision.CONTINUE)) == (DecisionState.DONE, "continued")
        await here.say(RAID, author="raider49")
        await here.drain()
        assert ((await here.incidents())[-1].strikes, (await here.incidents())[-1].waits) == (1, "")
        assert len(here.platform.notices) == 2


async def test_a_campaign_keeps_no_more_than_it_can_show(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        join = here.memory.campaigns
        n, _ = await join.join(_many(here, MOST_MEMBERS + 5))
        found = await join.read(here.community, n)
        assert found
        assert len(found.accounts) == len(found.copies) == MOST_MEMBERS


def _many(here: House, count: int) -> Joining:
    members = [(f"a{number}", Known.UNKNOWN) for number in range(count)]
    copies = [(f"a{number}", f"m{number}", here.clock.at, "t") for number in range(count)]
    return Joining(here.community, ["f" * 16], "recording", "enforce", "t", members, copies, (), 60.0, 60.0)


async def test_an_erased_account_leaves_its_campaign(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 4)
        await decide(here, CampaignDecision.HIDE_ALL)
        await here.memory.erasure.account(here.community, "raider1")
        found = await campaign(here)
        assert [account for account, _ in found.accounts] == ["raider0", "raider2", "raider3"]
        assert {each.id for each in found.copies} == {"r0", "r2", "r3"}
        await here.drain()
        assert not any("raider1" in account for account in {action.account for _, action in here.platform.calls})
        await here.much_later()
        assert here.hidden() == {"r0", "r2", "r3"}


async def test_the_brake_ends_when_a_moderator_says_so(redis_url: str) -> None:
    async with house(redis_url, ENFORCE) as here:
        for number in range(21):
            await here.say(
                *[f"{'abcdefghijklmnopqrstuvwxyz'[number] * 3} this is a text of its own {number * 7919}"] * 3, author=f"m{number}", every=1
            )
        assert (await here.incidents())[-1].why == "brake"
        assert await here.memory.campaigns.braked(here.community) == here.clock.at + 1800
        assert await here.memory.campaigns.resume(here.community)
        assert not await here.memory.campaigns.resume(here.community)
        assert not await here.memory.campaigns.braked(here.community)
        await here.say(*["now something else altogether"] * 3, author="late", every=1)
        assert (await here.incidents())[-1].why == "enforce"


async def stands(here: House) -> tuple[object, ...]:
    found = await campaign(here)
    return found.state, here.hidden(), dict(here.platform.silenced), found.waits


@pytest.mark.parametrize("decision", [CampaignDecision.HIDE_ALL, CampaignDecision.TIME_OUT_ALL])
async def test_every_decision_on_a_campaign_is_taken_back_by_undo_and_taken_again_by_another(
    redis_url: str, decision: CampaignDecision
) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        before = await stands(here)
        assert (await decide(here, decision, till=here.clock.at + 600))[0] is DecisionState.DONE
        await here.drain()
        after = await stands(here)
        assert after != before
        for number, expected in ((1, before), (2, after), (3, before)):
            assert (await decide(here, CampaignDecision.UNDO, number))[0] is DecisionState.DONE
            await here.drain()
            assert await stands(here) == expected


async def test_hide_all_takes_a_restore_back(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        await decide(here, CampaignDecision.HIDE_ALL)
        await here.drain()
        for _ in range(2):
            assert await decide(here, CampaignDecision.RESTORE) == (DecisionState.DONE, "restored")
            await here.drain()
            assert not here.hidden()
            assert CampaignDecision.HIDE_ALL in offered_to_all(await campaign(here), Mode.ENFORCE)
            assert await decide(here, CampaignDecision.HIDE_ALL) == (DecisionState.DONE, "open")
            await here.drain()
            assert here.hidden() == {"r0", "r1", "r2"}


async def test_undoing_not_spam_judges_the_text_again_and_hides_what_it_restored(redis_url: str) -> None:
    async with house(redis_url) as here:
        await raid(here, 3)
        await here.say(RAID, RAID, author="raider0")
        await decide(here, CampaignDecision.HIDE_ALL)
        await here.drain()
        hidden = here.hidden()
        found = await campaign(here)
        await decide_campaign(here.memory, found, CampaignDecision.NOT_SPAM, "mod")
        await here.drain()
        assert not here.hidden()
        assert await phrases(here.memory, here.community)
        await decide_campaign(here.memory, await campaign(here), CampaignDecision.UNDO, "mod")
        await here.drain()
        assert here.hidden() == hidden
        assert not await phrases(here.memory, here.community)
