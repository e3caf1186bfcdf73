"""Whatever the gateway does, in the end the same is hidden, once."""

from collections.abc import Callable

import pytest
from msgspec import structs

from bot.memory.platform_state import PlatformState
from bot.platforms.discord.snowflake import first_at
from discord_server.server import DiscordServer
from rules.model import Comment, Mode
from rules.settings import Settings
from support.discord_scene import DIP, Hush, Scene, hush_in
from support.patience import patient


async def once(club: Scene, hidden: int = 3) -> None:
    """One incident, one notice, one strike."""
    await club.shows(f"{hidden + 1} times", f"{hidden} hidden")
    await club.heard()
    [incident] = await club.incidents()
    assert incident.strikes == 1
    assert len(club.notices) == 1


async def test_events_that_come_again_after_a_resume_count_once(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        club.server.gateway.overlap = 5
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        club.server.gateway.reconnect()
        await club.server.until(lambda: club.server.gateway.resumes == 1)
        await club.heard()
        assert all(one.stands for one in said)
        said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await once(club)


@pytest.mark.parametrize(
    "lost", [lambda server: server.gateway.invalidate(), lambda server: server.gateway.forget() or server.gateway.cut()]
)
async def test_what_was_said_while_the_session_was_lost_is_read(club: Scene, lost: Callable[[DiscordServer], None]) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
        with club.server.gateway.held() as events:
            said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
            events.clear()
            lost(club.server)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False], 8)
        await once(club)


async def test_a_process_that_was_away_reads_what_it_missed(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
    club.server.advance(30)
    said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
    async with hush_in(club):
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await once(club)


async def test_discord_restarts(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await club.server.restart()
        await club.server.until(lambda: club.server.gateway.sessions)
        said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await once(club)


async def test_out_of_order_and_twice(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        with club.server.gateway.reordered():
            said = []
            for _ in range(4):
                club.server.advance(1)
                said.append(await mallory.says(DIP, in_=club.general))
        club.server.gateway.resend(4)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await once(club)


def comments(club: Scene, count: int) -> list[Comment]:
    """Comments of one account, said just now."""
    first = first_at(club.server.clock())
    return [Comment(str(first + n), club.community, "7", "8", club.server.clock(), f"number {n} of a long morning") for n in range(count)]


async def test_a_burst_is_judged_in_order_and_what_is_deleted_right_behind_it_is_known(club: Scene) -> None:
    async with hush_in(club, Settings(mode=Mode.OBSERVE)) as hush:
        listener, said = hush.discord.listener, comments(club, 190)
        for each in said:
            listener._take(each)
        listener.removed(club.community, "7", [said[-1].id])
        await listener.settle()
        window = await hush.memory.window.said(club.community, "8")
        assert [each.id for each in window] == [each.id for each in said]
        assert [each.gone for each in window] == [False] * 189 + [True]


async def test_a_message_that_cannot_be_judged_ends_no_others_judgement(club: Scene) -> None:
    async with hush_in(club) as hush:
        good, odd, better = comments(club, 3)
        for each in (good, structs.replace(odd, text="half of a sign \ud83d"), better):
            hush.discord.listener._take(each)
        await hush.discord.listener.settle()
        assert [each.id for each in await hush.memory.window.said(club.community, "8")] == [good.id, better.id]


async def test_an_unfurl_is_no_edit_and_an_edit_is_no_repeat(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        first = await mallory.says("look at https://example.org/news today", in_=club.general)
        second = await mallory.says("good morning to all of you", in_=club.general)
        for _ in range(3):
            club.server.unfurls(first, "https://example.org/news")
            club.server.advance(1)
            await mallory.edits(second, second.content + "!")
        await club.heard()
        assert not await club.incidents()


async def test_editing_into_a_copy_is_caught(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = []
        for text in ("nice weather in the north", "my cat wants to go out again", "who has the minutes of yesterday"):
            said.append(await mallory.says(text, in_=club.general))
            club.server.advance(2)
        for one in said:
            club.server.advance(2)
            await mallory.edits(one, DIP)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_what_others_removed_counts_and_its_text_goes(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club, Settings(mode=Mode.OBSERVE)) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(4)]
        await club.shows("4 times")
        await hush.discord.listener.flush()
        await club.mod.deletes(said[1])
        card = await club.shows("gone, not by Hush")
        assert said[1].link not in card.shown
        assert said[2].link in card.shown
        [incident] = await hush.memory.incidents.several(club.community, ["1"])
        assert [copy.original is None for copy in incident.copies] == [False, True, False, False]


async def test_what_hush_hid_itself_is_kept_to_restore(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        for _ in range(4):
            await mallory.says(DIP, in_=club.general)
        await club.shows("3 hidden")
        await hush.discord.listener.flush()
        await club.heard()
        [incident] = await hush.memory.incidents.several(club.community, ["1"])
        assert all(copy.original for copy in incident.copies)


async def left(hush: Hush, club: Scene) -> bool:
    return "left" in await PlatformState(hush.memory.store).read(club.community)


async def keys(redis_url: str, club: Scene) -> set[str]:
    store = patient(redis_url)
    try:
        [names] = await store.read([("KEYS", f"*:{club.community}*")])
    finally:
        await store.close()
    return {name.decode().split(":")[2] for name in names}


async def test_an_outage_of_everything_removes_nothing(club: Scene, redis_url: str) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.heard()
        await hush.discord.listener.flush()
        club.server.outage(*club.server.world.guilds.values())
        await club.server.settled()
        assert "said" in await keys(redis_url, club)
        club.server.outage_ends(*club.server.world.guilds.values())
        said += [await mallory.says(DIP, in_=club.general) for _ in range(2)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])


async def test_put_out_texts_go_at_once_and_settings_after_a_week(club: Scene, redis_url: str) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        for _ in range(3):
            await mallory.says(DIP, in_=club.general)
        await club.shows("2 hidden")
        club.server.removes_bot(club.guild)
        await club.server.settled()
        await hush.settled()
        assert await keys(redis_url, club) <= {"settings", "cases", "kept", "author", "watermark", "changes"}
        assert await left(hush, club)
        club.server.advance(7 * 86400 + 1)
        await club.server.settled(0.3)
        assert "settings" not in await keys(redis_url, club)


async def test_put_out_while_away_is_noticed_at_the_next_login(club: Scene, redis_url: str) -> None:
    async with hush_in(club):
        for _ in range(2):
            await club.guild.member("mallory").says(DIP, in_=club.general)
        await club.heard()
    club.guild.has_bot = False
    async with hush_in(club) as hush:
        await hush.settled()
        await club.server.settled()
        assert await left(hush, club)
        assert "said" not in await keys(redis_url, club)


async def test_an_event_nobody_understands_ends_nothing(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        club.guild.tell("THREAD_CREATE", {"id": "x"})
        club.guild.tell("MESSAGE_CREATE", {"guild_id": club.community})
        said = [await mallory.says(DIP, in_=club.general) for _ in range(3)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_a_moderators_missed_messages_are_a_moderators(club: Scene) -> None:
    async with hush_in(club) as hush:
        said = [await club.mod.says(DIP, in_=club.general)]
        await club.heard()
        await hush.discord.listener.flush()
    said += [await club.mod.says(DIP, in_=club.general) for _ in range(3)]
    async with hush_in(club):
        await club.shows("Card only", "4 times")
        await club.heard()
        assert all(one.stands for one in said)
        assert not club.notices


async def test_two_processes_share_the_shards_of_one_bot(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club, shards=((0,), 2)), hush_in(club, shards=((1,), 2)):
        assert {login.shard for login in club.server.gateway.logins} == {(0, 2), (1, 2)}
        said = [await mallory.says(DIP, in_=club.general) for _ in range(4)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        await once(club)
