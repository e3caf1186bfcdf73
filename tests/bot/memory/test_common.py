import pytest

from rules.model import Mode
from rules.settings import Settings
from support.house import House, house

DAY = 86400.0
PHRASE = "praise the great otter"
OBSERVE = Settings(mode=Mode.OBSERVE)


async def day(here: House, accounts: int, text: str = PHRASE, each: int = 1) -> None:
    """A day on which so many accounts say a phrase, each so often; then the next begins."""
    begins = here.clock.at
    for _ in range(each):
        for number in range(accounts):
            await here.say(text, author=f"a{number}", every=1.0)
    await here.drain()
    here.clock.at = begins + DAY


async def flagged(here: House, text: str = PHRASE) -> bool:
    """Whether one account that says it again and again is flagged now."""
    return (await here.say(*[text] * 5, author="late", every=1.0))[-1].verdict.flag


@pytest.mark.parametrize(
    ("days", "text", "left_alone"),
    [
        ([12, 12], PHRASE, True),
        ([10, 3, 11], PHRASE, True),
        ([12], PHRASE, False),
        ([9, 9, 9], PHRASE, False),
        ([12, 4], PHRASE, False),
        ([12, 12], "praise the great otter and all who swim with it in the river", False),
        ([12, 12], "join our server, free coins", False),
    ],
)
async def test_what_many_said_on_two_days_is_a_phrase_of_the_community(
    redis_url: str,
    days: list[int],
    text: str,
    left_alone: bool,  # noqa: FBT001 - a column of the table
) -> None:
    async with house(redis_url, OBSERVE) as here:
        for accounts in days:
            await day(here, accounts, text)
        assert await flagged(here, text) is not left_alone


async def test_what_was_hidden_teaches_nothing(redis_url: str) -> None:
    async with house(redis_url) as here:
        await day(here, 12, each=3)
        await day(here, 12, each=3)
        assert here.hidden()
        assert await flagged(here)


async def test_another_community_has_its_own_phrases(redis_url: str) -> None:
    async with house(redis_url, OBSERVE) as here:
        await day(here, 12)
        await day(here, 12)
        here.community = "elsewhere"
        await here.choose(OBSERVE)
        assert await flagged(here)


async def test_it_is_still_told_as_a_copy(redis_url: str) -> None:
    async with house(redis_url, OBSERVE) as here:
        await day(here, 12)
        await day(here, 12)
        verdict = (await here.say(*[PHRASE] * 5, author="late", every=1.0))[-1].verdict
        assert len(verdict.copies) == 4
        assert "a phrase of this community" in verdict.reason
