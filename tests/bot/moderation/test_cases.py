"""The table of decisions: what is offered in each state, what takes what back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.memory.incidents import Decision, DecisionState, Entry, Incident
from bot.moderation.cases import CopyState, Facts, offered, undoable
from bot.moderation.decisions import decide
from rules.model import Mode, Outcome, OutcomeState
from rules.policy import Stance
from rules.settings import Settings
from support.house import DIP, ENFORCE, House, house, link

D = Decision
ACTS = [D.TIMEOUT, D.BAN]


async def repeat(here: House, text: str = DIP, times: int = 4) -> Incident:
    last = (await here.say(*[text] * times))[-1]
    await here.drain()
    found = await here.memory.incidents.read("zoo", last.incident)
    assert found
    return found


async def now_offered(here: House, mode: Mode = Mode.ENFORCE) -> list[Decision]:
    return offered(Facts(await here.incident(), mode))


async def take(here: House, *decisions: Decision, of: int = 0) -> list[DecisionState]:
    """Decisions of ann, one after the other, each done before the next."""
    became = []
    for each in decisions:
        became.append((await decide(here.memory, "zoo", "1", each, "ann", of=of))[0])
        await here.drain()
    return became


async def test_what_is_offered_in_each_state(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here)
        assert await now_offered(here) == [D.RESTORE, D.HIDE_FIRST, D.NOT_SPAM, D.PARDON, D.CONFIRM, *ACTS]
        assert await now_offered(here, Mode.OBSERVE) == [D.RESTORE, D.NOT_SPAM, D.PARDON, D.CONFIRM]
        await take(here, D.RESTORE)
        assert await now_offered(here) == [D.HIDE, D.NOT_SPAM, D.CONFIRM]
        await take(here, D.HIDE)
        assert await now_offered(here) == [D.RESTORE, D.HIDE_FIRST, D.NOT_SPAM, D.PARDON, D.CONFIRM, D.WARN, *ACTS]
        await take(here, D.PARDON)
        assert await now_offered(here) == [D.RESTORE, D.HIDE_FIRST, D.NOT_SPAM, D.WRONG, D.WARN, *ACTS]
        await take(here, D.NOT_SPAM)
        assert await now_offered(here) == [D.HIDE, D.CONFIRM]


@pytest.mark.parametrize("decision", [each for each in Decision if each is not D.UNDO])
async def test_every_decision_is_taken_back_by_undo_and_taken_again_by_another(redis_url: str, decision: Decision) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT) if decision in (D.HIDE, D.WARN) else ENFORCE) as here:
        await repeat(here, link(0))
        platform = here.platform

        async def stands() -> tuple[object, ...]:
            case = await here.incident()
            facts = Facts(case, Mode.ENFORCE)
            texts = {comment: state for comment, (state, _) in facts.copies.items()}
            plain = {comment: CopyState.STANDS if state is CopyState.RESTORED else state for comment, state in texts.items()}
            allowed = (await here.memory.communities.reload("zoo")).allowed
            return case.state, case.strikes, case.right, here.hidden(), plain, dict(platform.silenced), dict(platform.out), bool(allowed)

        before = await stands()
        assert await take(here, decision) == [DecisionState.DONE]
        after = await stands()
        assert (after != before) or decision is D.WARN
        for number, expected in ((1, before), (2, after), (3, before)):
            assert undoable(Facts(await here.incident(), Mode.ENFORCE), here.clock.at)[0] == number
            assert await take(here, D.UNDO) == [DecisionState.DONE]
            assert await stands() == expected
        assert [each.of for each in (await here.incident()).history] == [0, 1, 2, 3]


async def test_an_entry_is_taken_back_once_and_the_others_stay(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here)
        await take(here, D.CONFIRM, D.TIMEOUT, D.HIDE_FIRST)
        assert undoable(Facts(await here.incident(), Mode.ENFORCE), here.clock.at) == [3, 2, 1]
        assert await take(here, D.UNDO, of=2) == [DecisionState.DONE]
        assert not here.platform.silenced
        assert here.hidden() == {"c1", "c2", "c3", "c4"}
        assert (await here.incident()).right is True
        assert undoable(Facts(await here.incident(), Mode.ENFORCE), here.clock.at) == [4, 3, 1]
        assert await take(here, D.UNDO, of=2) == [DecisionState.REFUSED]
        assert await take(here, D.UNDO, of=9) == [DecisionState.REFUSED]


async def test_hide_strikes_again_and_sets_the_timeout_that_restore_lifted(redis_url: str) -> None:
    async with house(redis_url) as here:
        await here.say(*[link(0)] * 3)
        await here.drain()
        case = await repeat(here, link(3), 3)
        silenced = dict(here.platform.silenced)
        assert silenced
        await decide(here.memory, "zoo", case.n, D.RESTORE, "ann")
        await here.drain()
        assert not here.platform.silenced
        await decide(here.memory, "zoo", case.n, D.HIDE, "ann")
        await here.drain()
        assert here.platform.silenced == silenced
        again = await here.memory.incidents.read("zoo", case.n)
        assert again
        assert again.strikes == 1
        assert list(here.platform.notices) == ["1:warn"]


async def test_copies_that_came_while_a_text_was_spared_belong_to_the_case_and_hide_takes_them(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here)
        await take(here, D.RESTORE)
        await here.say(*[DIP] * 5)
        assert not here.hidden()
        assert len((await here.incident()).copies) == 9
        await take(here, D.HIDE)
        assert here.hidden() == {f"c{i}" for i in range(2, 10)}


async def test_a_case_that_changes_while_a_decision_is_made_gets_the_decision_all_the_same(redis_url: str) -> None:
    async with house(redis_url) as here:
        await repeat(here)
        stale = await here.incident()
        await here.say(DIP)
        assert await here.memory.incidents.carry_out(stale, Entry("restore", "ann", 0.0), {}, []) is False
        assert await take(here, D.RESTORE) == [DecisionState.DONE]
        assert not here.hidden()


async def test_what_is_gone_without_hush_is_no_copy_to_hide_or_restore(redis_url: str) -> None:
    async with house(redis_url, Settings(mode=Mode.ALERT)) as here:
        await here.say(DIP, DIP)
        await here.memory.window.remove("zoo", "mallory", "c1")
        case = await repeat(here, DIP, 2)
        facts = Facts(case, Mode.ALERT)
        assert [state for state, _ in facts.copies.values()] == [CopyState.GONE] + [CopyState.STANDS] * 3
        await take(here, D.HIDE)
        assert here.hidden() == {"c3", "c4"}
        assert (await here.incident()).kept == "c2"


async def test_a_failed_hide_says_why_and_is_offered_again(redis_url: str) -> None:
    async with house(redis_url) as here:
        here.platform.fail([Outcome(OutcomeState.FAILED, "missing Manage Messages")] * 3)
        await repeat(here)
        facts = Facts(await here.incident(), Mode.ENFORCE)
        assert {state for state, _ in facts.copies.values()} == {CopyState.STANDS, CopyState.FAILED}
        assert {why for _, why in facts.copies.values()} == {"", "missing Manage Messages"}
        assert D.HIDE in offered(facts)
        assert (await here.incident()).strikes == 0
        assert not here.platform.notices
        await take(here, D.HIDE)
        assert here.hidden() == {"c2", "c3", "c4"}
        assert (await here.incident()).strikes == 1
        assert list(here.platform.notices) == ["1:warn"]


def test_a_case_without_copies_offers_nothing_to_hide() -> None:
    empty = Incident(
        "1",
        "zoo",
        "a",
        "page",
        "open",
        Stance.ENFORCE,
        "enforce",
        0.0,
        0.0,
        "t",
        "",
        0.0,
        (),
        "",
        None,
        0.0,
        "",
        proxied=False,
        strikes=0,
        history=(),
    )
    assert D.HIDE not in offered(Facts(empty, Mode.ENFORCE))
    assert D.RESTORE not in offered(Facts(replace(empty, state="restored"), Mode.ENFORCE))
