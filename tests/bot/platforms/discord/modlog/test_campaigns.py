"""A campaign's card: what each button does, who may press it, after a restart, and two moderators at once."""

import asyncio

import pytest

from bot.memory.platform_state import PlatformState
from discord_server.people.person import Person
from discord_server.refusal import Refused
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import Scene, hush_in

RAID = "Join the free giveaway at coin-drop.example before midnight"


async def raid(club: Scene, *people: Person, text: str = RAID) -> list[Message]:
    """One copy from each, and the card that names them all."""
    said = []
    for who in people:
        club.server.advance(1)
        said.append(await who.says(text, in_=club.general))
        await club.heard()
    await club.server.until(lambda: f"a campaign of {len(people)} accounts" in club.campaign_shown)
    return said


def crowd(club: Scene, count: int = 4) -> list[Person]:
    return [club.guild.member(f"r{number}") for number in range(count)]


async def test_a_campaign_is_told_once_and_touches_nobody(club: Scene) -> None:
    async with hush_in(club):
        people = crowd(club)
        said = await raid(club, *people)
        await club.server.until(lambda: [one for one in club.log.standing if "Have a look" in one.content])
        assert "coin-drop" in club.campaign.shown
        assert "4 copies" in club.campaign.shown
        assert all(one.stands for one in said)
        assert not club.notices
        await club.server.settled(0.3)
        assert len([one for one in club.log.standing if one.content]) == 1
        assert not any(one.pings for one in club.log.standing)
        with pytest.raises(Refused, match="0 buttons are called"):
            await club.mod.presses(club.campaign, "Continue")


async def test_buttons_after_a_restart_by_whom_they_are_for(club: Scene) -> None:
    boss = club.guild.role("boss", Permission.MANAGE_MESSAGES, position=5)
    alice, junior, people = club.guild.member("alice"), club.guild.member("junior", [boss]), crowd(club)
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        said = await raid(club, *people)
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        card = club.campaign
        for label in ("Hide all", "Not spam", "Time out all"):
            assert "You need the permission" in (await alice.presses(card, label)).text
        assert "Timeout Members" in (await junior.presses(card, "Time out all")).text
        assert all(one.stands for one in said)
        assert "Hiding" in (await junior.presses(card, "Hide all")).text
        await club.server.until(lambda: not any(one.stands for one in said))
        assert "ladder" in (await club.mod.presses(club.campaign, "Time out all")).text
        await club.server.until(lambda: all(who.is_timed_out for who in people))
        await club.server.until(lambda: "4 hidden" in club.campaign_shown and "4 timed out" in club.campaign_shown)
        assert "Restoring" in (await club.mod.presses(club.campaign, "Not spam")).text
        await club.server.until(lambda: not any(who.is_timed_out for who in people))
        await club.server.until(lambda: sum(one.content.count("coin-drop") for one in club.general.standing) == 4)
        await club.server.until(lambda: "not spam" in club.campaign_shown)
        assert "coin drop" in (await club.mod.runs("hush status")).text


async def test_two_moderators_at_once_are_one(club: Scene) -> None:
    other = club.guild.member("other", club.mod.roles)
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        said = await raid(club, *crowd(club))
        answers = await asyncio.gather(*(who.presses(club.campaign, "Hide all") for who in (club.mod, other)))
        await club.server.until(lambda: not any(one.stands for one in said))
        assert sorted("already" in each.text for each in answers) == [False, True]


async def test_moderators_in_it_are_skipped_and_named_also_those_who_spoke_first(club: Scene) -> None:
    second = club.guild.member("second", club.mod.roles)
    people = crowd(club, 2)
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        said = await raid(club, club.mod, *people, second)
        answer = await club.mod.presses(club.campaign, "Hide all")
        assert club.mod.mention in answer.text
        assert second.mention in answer.text
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, True])
        await club.server.until(lambda: "Left alone" in club.campaign_shown)
        await club.mod.presses(club.campaign, "Time out all")
        await club.server.until(lambda: all(who.is_timed_out for who in people))
        assert not second.is_timed_out


async def test_hostile_words_leave_the_card_whole(club: Scene) -> None:
    hurtful = f"@everyone ``` <@{club.mod.id}> \u202e [a](https://evil.example) join our giveaway at evil.example now {'x' * 1700}"
    async with hush_in(club, Settings(mode=Mode.ALERT)) as hush:
        await raid(club, *crowd(club), text=hurtful)
        await hush.settled()
        assert not any(one.pings for one in club.log.messages.values() if one.author is club.server.bot)
        assert len(club.campaign.shown) <= 4000
        assert "\u202e" not in club.campaign.shown
        assert club.campaign.shown.count("```") == 2


async def test_the_brake_ends_on_resume(club: Scene) -> None:
    alice = club.guild.member("alice")
    async with hush_in(club) as hush:
        await PlatformState(hush.memory.store).write(club.community, moderators=str(club.guild.bot_role.id))
        for number in range(21):
            who = club.guild.member(f"m{number}")
            for _ in range(3):
                await who.says(f"{'abcdefghijklmnopqrstu'[number] * 3} has a text of its own {number * 7919}", in_=club.general)
            await club.heard()
        assert (await club.incidents())[0].why == "brake"
        assert "The brake is on" in (await club.mod.runs("hush status")).text
        await club.server.until(lambda: any("the brake is on" in said.content for said in club.log.standing))
        [call] = [said for said in club.log.standing if "the brake is on" in said.content]
        assert f"<@&{club.guild.bot_role.id}>" in call.content
        opened = next(card for card in club.cards if "Case #21" in card.shown)
        assert "The brake was on" in opened.shown
        with pytest.raises(Refused):
            await alice.runs("hush resume")
        assert "is off" in (await club.mod.presses(opened, "Resume")).text
        assert "not on" in (await club.mod.runs("hush resume")).text
