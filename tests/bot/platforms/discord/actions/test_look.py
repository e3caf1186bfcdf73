"""What changed unseen is looked at before it is destroyed: an edited message stands, a gone one was not hidden."""

from collections.abc import Callable

import pytest

from discord_server.server import DiscordServer
from discord_server.world.permission import Permission
from support.discord_scene import DIP, Scene, hush_in

TAP = "Does anyone know how to fix a leaking kitchen tap in an old flat?"
MEETING = "Meeting moved to 6 pm, bring the blue folder please"


@pytest.mark.parametrize("now", [MEETING, "Jag säljer min gamla cykel i morgon", "明日の会議は六時からになりました"])
async def test_what_was_edited_while_hush_was_away_stands(club: Scene, now: str) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
    club.server.advance(30)
    await mallory.edits(said[1], now)
    async with hush_in(club):
        said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.server.until(lambda: [one.stands for one in said] == [True, True, False, False])
        assert said[1].content == now
        await club.shows("2 hidden")
        assert len((await club.incidents())[0].copies) == 3


@pytest.mark.parametrize(
    "lost", [lambda server: server.gateway.invalidate(), lambda server: server.gateway.forget() or server.gateway.cut()]
)
async def test_what_was_edited_while_the_session_was_lost_stands(club: Scene, lost: Callable[[DiscordServer], None]) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
        with club.server.gateway.held() as events:
            await mallory.edits(said[0], MEETING)
            club.server.advance(1)
            said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
            events.clear()
            lost(club.server)
        await club.server.until(lambda: [one.stands for one in said] == [True, True, False, False], 8)
        assert said[0].stands
        assert said[0].content == MEETING


async def test_a_comma_more_is_no_other_text(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
    await mallory.edits(said[1], "Buy the dip, and enter the markets 😎")
    async with hush_in(club):
        said.append(await mallory.says(DIP, in_=club.general))
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_what_its_author_deleted_meanwhile_was_not_hidden(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
    for one in said:
        await mallory.deletes(one)
    async with hush_in(club):
        said.append(await mallory.says(DIP, in_=club.general))
        await club.shows("gone, not by Hush")
        await club.heard()
        assert said[2].stands
        assert not club.notices
        assert (await club.incidents())[0].strikes == 0


async def test_an_edit_in_the_moment_before_the_deletion_counts(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        said.append(await mallory.says(DIP, in_=club.general))
        await mallory.edits(said[1], MEETING)
        await club.server.until(lambda: not said[2].stands)
        assert said[1].stands


async def test_what_was_edited_into_an_advert_is_hidden(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = [await mallory.says(each, in_=club.general) for each in (DIP, MEETING, DIP)]
        await club.heard()
        await mallory.edits(said[1], DIP)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_what_cannot_be_looked_at_stands_and_the_card_says_why(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
    club.general.denies(club.guild.everyone, Permission.READ_MESSAGE_HISTORY)
    async with hush_in(club):
        said.append(await mallory.says(DIP, in_=club.general))
        await club.shows("Hush was away and cannot look whether it changed")
        assert said[1].stands


async def test_deleting_and_posting_again_is_spared_three_times(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        for _ in range(3):
            said = await mallory.says(TAP, in_=club.general)
            await club.heard()
            await mallory.deletes(said)
            await club.heard()
            await hush.discord.listener.flush()
            club.server.advance(30)
        newest = await mallory.says(TAP, in_=club.general)
        await club.heard()
        assert newest.stands
        assert not club.notices
        assert not await club.incidents()
        await mallory.deletes(newest)
        await club.heard()
        fifth = await mallory.says(TAP, in_=club.general)
        await club.server.until(lambda: not fifth.stands and len(club.notices) == 1)


async def test_posting_and_deleting_in_every_channel_is_caught(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    rooms = [club.general, club.guild.text_channel("random"), club.guild.text_channel("off-topic")]
    async with hush_in(club):
        for room in rooms[:2]:
            said = await mallory.says(TAP, in_=room)
            await club.heard()
            await mallory.deletes(said)
            await club.heard()
        await mallory.says(TAP, in_=rooms[2])
        await club.server.until(lambda: len(club.cards) == 1)
