"""Members who post through a proxy bot: one text counts once, the re-posts are hidden, and nobody is told whose they are."""

import pytest

from bot.platforms.discord.gateway.proxies import reposts
from discord_server.world.message import Message
from support.discord_scene import DIP, Scene, hush_in
from support.proxy_bot import NAME, ProxyBot


@pytest.mark.parametrize(
    ("repost", "said"),
    [
        pytest.param("hello there", "luna: hello there", id="a tag before"),
        pytest.param("hello there", "hello there -L", id="a tag behind"),
        pytest.param("hello there", "[hello there]", id="brackets around"),
        pytest.param("hello there", "hello there", id="no tag: it goes on of itself"),
        pytest.param("> what was asked\nhello there", "hello there", id="a quote before the words"),
        pytest.param("こんにちは", "る:こんにちは", id="in Japanese"),
    ],
)
def test_a_repost_says_the_members_words(repost: str, said: str) -> None:
    assert reposts(repost, said)


@pytest.mark.parametrize(
    ("repost", "said"),
    [
        ("hello there", "something else"),
        ("Build 12 failed", "luna: hello there"),
        ("", "luna: hello there"),
        ("hello there", ""),
        ("hello here", "luna: hello there"),
        ("good night everybody", "luna: good night"),
    ],
)
def test_no_repost(repost: str, said: str) -> None:
    assert not reposts(repost, said) or repost.startswith(said.removeprefix("luna: "))


async def proxied(club: Scene, proxy: ProxyBot, times: int) -> tuple[list[Message], list[Message]]:
    """A member says the same some times, and a proxy bot posts it anew each time."""
    mallory, said, posted = club.guild.member("mallory"), list[Message](), list[Message]()
    for _ in range(times):
        said.append(await mallory.says(f"luna: {DIP}", in_=club.general))
        posted.append(await proxy.reposts(said[-1]))
        club.server.advance(1)
        await proxy.deletes(said[-1])
        await club.heard()
        club.server.advance(6)
    return said, posted


async def test_the_reposts_are_hidden_and_the_member_is_not_warned(club: Scene) -> None:
    proxy = ProxyBot(club.guild)
    async with hush_in(club):
        _, posted = await proxied(club, proxy, 5)
        await club.server.until(lambda: [one.stands for one in posted] == [True, False, False, False, False])
        await club.heard()
        [incident] = await club.incidents()
        assert (incident.strikes, len(incident.copies)) == (0, 5)
        assert not club.notices
        await club.shows("4 hidden", "Posted through a proxy bot")


async def test_twice_is_twice_though_each_was_said_and_posted_anew(club: Scene) -> None:
    proxy = ProxyBot(club.guild)
    async with hush_in(club):
        _, posted = await proxied(club, proxy, 2)
        assert all(one.stands for one in posted)
        assert not await club.incidents()


async def test_what_is_put_back_names_the_face_and_nobody_behind_it(club: Scene) -> None:
    proxy = ProxyBot(club.guild)
    async with hush_in(club):
        _, posted = await proxied(club, proxy, 4)
        await club.server.until(lambda: [one.stands for one in posted] == [True, False, False, False])
        card = await club.shows("3 hidden")
        await club.mod.presses(card, "Restore")
        await club.shows("restored")
        await club.heard()
        back = [one for one in club.general.standing if one not in posted]
        assert back
        assert {one.author.name for one in back} == {NAME}
        assert "mallory" not in "".join(one.shown for one in back)
        assert "luna: " not in "".join(one.shown for one in back)


async def test_other_webhooks_are_never_judged(club: Scene) -> None:
    proxy, mallory = ProxyBot(club.guild), club.guild.member("mallory")
    async with hush_in(club):
        said = await mallory.says("The build of the library has failed again", in_=club.general)
        feed = [await proxy.reposts(said, "Build server") for _ in range(6)]
        await club.heard()
        assert all(one.stands for one in feed)
        assert not await club.incidents()


async def test_a_member_who_deletes_beside_a_webhook_of_other_words_has_only_deleted(club: Scene) -> None:
    proxy, mallory = ProxyBot(club.guild), club.guild.member("mallory")
    async with hush_in(club) as hush:
        said = await mallory.says(DIP, in_=club.general)
        await club.heard()
        await proxy.reposts(await mallory.says("Build 12 has failed again", in_=club.general))
        await mallory.deletes(said)
        await club.heard()
        window = await hush.memory.window.said(club.community, str(mallory.id))
        assert [each.gone for each in window if each.id == str(said.id)] == [True]
