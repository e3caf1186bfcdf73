"""The card's buttons: what each does, who may press it, after a restart, and two moderators at once."""

import asyncio

import pytest

from discord_server.people.person import Person
from discord_server.refusal import Refused
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import DIP, Scene, hush_in


async def spam(club: Scene, who: Person, times: int = 4, text: str = DIP) -> list[Message]:
    said = []
    for _ in range(times):
        club.server.advance(5)
        said.append(await who.says(text, in_=club.general))
        await club.heard()
    return said


async def test_restore_puts_the_words_back_and_forgives(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = await spam(club, mallory, 3)
        card = await club.shows("2 hidden")
        answer = await club.mod.presses(card, "Restore")
        assert "Restoring" in answer.text
        assert answer.ephemeral
        await club.server.until(lambda: any(one.webhook for one in club.general.standing))
        [back] = [one for one in club.general.standing if one.webhook]
        assert back.author.name == "mallory"
        assert back.content.count("Buy the dip") == 2
        assert back.content.count("restored") == 2
        assert not back.pings
        await club.shows("restored", f"Restored by <@{club.mod.id}>")
        with pytest.raises(Refused, match="disabled"):
            await club.mod.presses(club.card, "Restore")
        assert said[0].stands
        await spam(club, mallory, 2)
        await club.heard()
        assert len(await club.incidents()) == 1
        assert len([one for one in club.general.standing if one.author.id == mallory.id]) == 3


async def test_hide_takes_back_what_restore_said_again(club: Scene) -> None:
    """Words that were restored stand in a message of Hush's own, and that is what is hidden."""
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = await spam(club, mallory, 4)
        for _ in range(2):
            await club.shows("3 hidden")
            await club.mod.presses(club.card, "Restore")
            await club.server.until(lambda: any(one.webhook for one in club.general.standing))
            await club.shows("restored", "Restored by")
            assert "Hiding" in (await club.mod.presses(club.card, "Hide")).text
            await club.server.until(lambda: not any(one.webhook for one in club.general.standing))
            await club.shows("3 hidden", "Hidden by")
        assert [one.stands for one in said] == [True, False, False, False]
        await spam(club, mallory, 1)
        await club.shows("4 hidden")


async def test_hide_tries_again_what_discord_forbade(club: Scene) -> None:
    mallory, role = club.guild.member("mallory"), club.guild.bot_role
    may = role.permissions
    async with hush_in(club):
        club.guild.change_role(role, may=may & ~Permission.MANAGE_MESSAGES)
        said = await spam(club, mallory, 3)
        await club.shows("0 hidden, 2 not", "missing Manage Messages")
        club.guild.change_role(role, may=may)
        await club.server.until(lambda: any(part.get("label") == "Hide" for part in club.card.parts))
        assert "Hiding" in (await club.mod.presses(club.card, "Hide")).text
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.shows("2 hidden")


async def test_hide_is_offered_for_what_stood_while_hush_observed(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club, Settings()):
        said = await spam(club, mallory, 6)
        card = await club.shows("Only observing")
        with pytest.raises(Refused, match="disabled"):
            await club.mod.presses(card, "Hide")
        await club.choose(Settings(mode=Mode.ENFORCE))
        club.server.advance(5)
        later = await spam(club, mallory, 6)
        await club.shows("6 hidden")
        assert [one.stands for one in (*said, *later)] == [True] * 6 + [False] * 6
        assert len(club.notices) == 1
        assert "Hiding" in (await club.mod.presses(club.card, "Hide")).text
        await club.server.until(lambda: [one.stands for one in said] == [True] + [False] * 5)


async def test_buttons_after_a_restart_by_whom_they_are_for(club: Scene) -> None:
    mallory, alice = club.guild.member("mallory"), club.guild.member("alice")
    boss = club.guild.role("boss", Permission.MANAGE_MESSAGES, position=5)
    junior = club.guild.member("junior", [boss])
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        said = await spam(club, mallory)
        await club.shows("Over to you")
        assert all(one.stands for one in said)
        assert not club.notices
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        card = club.card
        assert "Manage Messages" in (await alice.presses(card, "Hide")).text
        assert "Timeout Members" in (await junior.presses(card, "Timeout")).text
        assert "#1" in (await junior.presses(card, "History")).text
        assert "Hiding" in (await junior.presses(card, "Hide")).text
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await club.shows("3 hidden")
        assert "Hiding the first" in (await club.mod.presses(club.card, "Hide the first too")).text
        await club.server.until(lambda: not said[0].stands)
        assert "Warning" in (await club.mod.presses(club.card, "Warn")).text
        await club.server.until(lambda: club.notices)
        assert "10 minutes" in (await club.mod.presses(club.card, "Timeout")).text
        await club.server.until(lambda: mallory.is_timed_out)
        assert "right" in (await club.mod.presses(club.card, "Confirm")).text
        sure = await club.mod.presses(club.card, "hush:ban:1")
        assert "for good" in sure.text
        await club.mod.presses(sure, "hush:ban-sure:1")
        await club.server.until(lambda: mallory.id in club.guild.bans)
        await club.shows("Ban: done", "Timeout until")


@pytest.mark.parametrize(("verb", "stands"), [("ban-sure", True), ("ban-clear", False)])
async def test_a_ban_deletes_more_only_where_that_is_chosen(club: Scene, verb: str, stands: bool) -> None:  # noqa: FBT001 - a column of the table
    mallory = club.guild.member("mallory")
    async with hush_in(club, Settings(mode=Mode.ALERT)) as hush:
        other = await mallory.says("I like the old harbour", in_=club.general)
        await spam(club, mallory, 3)
        sure = await club.mod.presses(await club.shows("Over to you"), "hush:ban:1")
        assert "deletes nothing more" in sure.text
        await club.mod.presses(sure, f"hush:{verb}:1")
        await club.server.until(lambda: mallory.id in club.guild.bans)
        await hush.settled()
        assert other.stands is stands


async def test_two_moderators_at_once_are_one(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    other = club.guild.member("other", club.mod.roles)
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        await spam(club, mallory, 3)
        card = await club.shows("Over to you")
        answers = await asyncio.gather(*(who.presses(card, verb) for who in (club.mod, other) for verb in ("Warn",)))
        await club.server.until(lambda: club.notices)
        await club.heard()
        assert len(club.notices) == 1
        assert sorted("already" in each.text for each in answers) == [False, True]


async def test_nobody_acts_on_who_stands_above_them(club: Scene) -> None:
    high = club.guild.member("high", [club.guild.role("high", position=20)])
    higher = club.guild.member("higher", [club.guild.role("higher", position=60)])
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        await spam(club, high, 3)
        card = await club.shows("Over to you")
        assert "not above" in (await club.mod.presses(card, "Timeout")).text
        await spam(club, higher, 3)
        await club.server.until(lambda: len(club.cards) == 2)
        assert "drag Hush's role above" in (await club.mod.presses(club.cards[1], "Timeout")).text


async def test_not_spam_is_remembered(club: Scene) -> None:
    mallory, alice = club.guild.member("mallory"), club.guild.member("alice")
    async with hush_in(club):
        await spam(club, mallory, 3)
        await club.mod.presses(await club.shows("2 hidden"), "Not spam")
        await club.shows("Called not spam")
        said = await spam(club, alice, 4)
        await club.heard()
        assert all(one.stands for one in said)
        assert "buy the dip" in (await club.mod.runs("hush status")).text
