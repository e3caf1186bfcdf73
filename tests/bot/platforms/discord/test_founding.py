"""The founding case, told in a Discord server: nine times the same, and once by somebody else."""

from discord_server.world.message import Message
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import DIP, Scene, hush_in

TALK = [
    ("has anybody read the paper to the end?", "only the appendix, which is the good part"),
    ("what do they train it on?", "they say it is all public, I have my doubts"),
    ("the second figure looks odd to me", "its axis begins at sixty, that is why"),
    ("so is it better than last year's?", "for code yes, for poems I would not say so"),
    ("who is going to pay for all this?", "whoever paid for the railways, I suppose"),
    ("my editor has had it for a week", "does it still forget the file it is in?"),
    ("it does, every hour or so", "then I stay with my old one for now"),
    ("fair enough, it is late here", "good night, and thanks for the link"),
    ("night! see you at the meeting", "tomorrow at nine, same room as always"),
]


async def settled(club: Scene, said: list[Message], hidden: int) -> None:
    """So many of these are gone, one notice was given, one card and one strike stand, and nobody else was touched."""
    await club.server.until(lambda: sum(not one.stands for one in said) >= hidden)
    await club.heard()
    assert [one.stands for one in said] == [True] + [False] * hidden
    assert len(club.notices) == 1
    await club.shows(f"{hidden + 1} times", f"{hidden} hidden", "Strikes that stand: 1")
    [incident] = await club.incidents()
    assert incident.strikes == 1
    assert all(request.name.startswith(("POST", "GET", "PUT /applications", "DELETE", "PATCH")) for request in club.server.requests)
    assert not any("/members/" in request.name for request in club.server.requests.changes)


async def test_within_a_minute_in_a_channel(club: Scene) -> None:
    mallory, coin, general = club.guild.member("mallory"), club.guild.member("coin"), club.general
    async with hush_in(club):
        other = await coin.says(DIP, in_=general)
        said = []
        for _ in range(9):
            club.server.advance(6)
            said.append(await mallory.says(DIP, in_=general))
            await club.heard()
        await settled(club, said, 8)
        assert other.stands
        assert str(coin.id) in club.card.shown
        assert club.notices[0].pings == {mallory.id}
        club.server.advance(61)
        await club.server.until(lambda: not club.notices[0].stands)


async def test_over_nine_channels_minutes_apart(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    channels = [club.guild.text_channel(f"room-{number}") for number in range(9)]
    async with hush_in(club):
        said = []
        for channel in channels:
            club.server.advance(380)
            said.append(await mallory.says(DIP, in_=channel))
            await club.heard()
        await settled(club, said, 8)
        assert club.server.requests.named("bulk-delete") == []


async def test_slowly_between_other_chat_as_replies(club: Scene) -> None:
    mallory, alice, bob = (club.guild.member(name) for name in ("mallory", "alice", "bob"))
    async with hush_in(club):
        said, chat = [], []
        for question, answer in TALK:
            club.server.advance(400)
            chat.append(await alice.says(question, in_=club.general))
            chat.append(await bob.says(answer, in_=club.general))
            said.append(await mallory.says(DIP, in_=club.general, reply_to=chat[-1]))
            await club.heard()
        await settled(club, said, 8)
        assert all(one.stands for one in chat)


async def test_in_threads(club: Scene) -> None:
    mallory, alice = club.guild.member("mallory"), club.guild.member("alice")
    async with hush_in(club):
        said = []
        for number in range(9):
            club.server.advance(380)
            thread = await alice.opens_thread(club.general, f"topic {number}")
            said.append(await mallory.says(DIP, in_=thread))
            await club.heard()
        await settled(club, said, 8)


async def test_as_nine_forum_posts_which_are_closed_and_can_be_opened_again(club: Scene) -> None:
    mallory, forum = club.guild.member("mallory"), club.guild.forum("help")
    async with hush_in(club):
        posts = []
        for number in range(9):
            club.server.advance(380)
            posts.append((await mallory.opens_post(forum, TALK[number][0], DIP)).channel)
            await club.heard()
        await club.server.until(lambda: sum(post.locked and post.archived for post in posts) >= 8)
        await club.shows("8 hidden", "9 times")
        assert not posts[0].locked
        assert len(club.notices) == 1
        assert "Notice: done" in (await club.shows("Notice")).shown
        await club.mod.presses(club.card, "Restore")
        await club.server.until(lambda: not any(post.locked or post.archived for post in posts))


async def test_the_second_time_within_a_week_silences_for_ten_minutes(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        for _ in range(3):
            await mallory.says(DIP, in_=club.general)
        await club.shows("2 hidden")
        club.server.advance(2 * 86400)
        for _ in range(3):
            await mallory.says("Come and win a thousand coins today, friends", in_=club.general)
        await club.server.until(lambda: mallory.is_timed_out)
        assert mallory.timed_out_until
        assert abs(mallory.timed_out_until - club.server.clock() - 600) < 5
        await club.server.until(lambda: len(club.cards) == 2 and "Timeout until" in club.cards[1].shown)


async def test_observing_posts_a_card_and_asks_for_nothing_else(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club, Settings(mode=Mode.OBSERVE)):
        mark = len(club.server.requests)
        said = [await mallory.says(DIP, in_=club.general) for _ in range(9)]
        await club.shows("Only observing", "9 times", "hide the repeats and warn the account")
        await club.heard()
        assert all(one.stands for one in said)
        asked = {str(request).split(" -> ")[0].rsplit(" ", 1)[1].split("/messages")[0] for request in club.server.requests.since(mark)}
        assert asked <= {f"/channels/{club.log.id}", f"/applications/{club.server.bot.id}/commands"}
