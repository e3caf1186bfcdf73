"""What Discord refuses is refused where it was said, for what its code says, and only as long as that is so."""

from collections.abc import Callable

import pytest

from bot.memory.schedule import Chores, CloseThread
from discord_server.rest.request_log import Request
from discord_server.server import INVITED_WITH
from discord_server.world.channel import Channel
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from rules.ladder import NOTICE, Penalty
from rules.model import Mode, Restore
from rules.settings import Settings
from support.discord_scene import DIP, Hush, Scene, hush_in

SAY = "POST /channels/{channel}/messages"
SEND = Permission.SEND_MESSAGES
TEXTS = {
    "ann": "Fresh herring at the second pier, come before noon",
    "ben": "My brother sells bicycles, ask him for a discount",
    "cid": "Watch the lunar eclipse tonight from Castle Hill",
    "dan": "Whoever found a grey umbrella please write to me",
    "eva": "The choir is looking for two more tenors this winter",
    "fay": "Old radios repaired cheaply in the yellow kiosk",
}
NAMES = tuple(TEXTS)
ALERT = Settings(mode=Mode.ALERT)


async def flood(club: Scene, name: str, in_: Channel | None = None) -> list[Message]:
    """Somebody says the same three times, and it is dealt with."""
    who = club.guild.member(name)
    said = [await who.says(TEXTS[name], in_=in_ or club.general) for _ in range(3)]
    await club.heard()
    return said


def says_in(channel: Channel) -> Callable[[Request], bool]:
    """Whether a request says something in a channel."""
    return lambda request: request.path == f"/channels/{channel.id}/messages"


def says_outside(channel: Channel) -> Callable[[Request], bool]:
    return lambda request: request.path.endswith("/messages") and str(channel.id) not in request.path


def shown(club: Scene) -> str:
    """All that stands in the log, without the marks that keep Discord from reading it as anything else than text."""
    return "\n".join(one.shown for one in club.log.standing).replace("\\", "")


async def status(club: Scene) -> str:
    """What `/hush status` tells the owner."""
    return (await club.guild.owner.runs("hush status")).text.replace("\\", "")


async def test_a_log_that_forbids_writing_silences_no_other_channel(club: Scene) -> None:
    club.log.denies(club.guild.bot_role, SEND)
    async with hush_in(club) as hush:
        for name in NAMES:
            await flood(club, name)
            club.server.advance(61)
        await club.server.until(lambda: len(club.notices) == len(NAMES))
        await hush.settled()
        assert not club.server.requests.invalid
        told = await status(club)
        assert f"<#{club.log.id}>" in told
        assert "missing Send Messages in #hush-log" in told
        assert "All permissions are there" not in told
        club.log.allows(club.guild.bot_role, SEND)
        await club.server.settled(0.05)
        told = await status(club)
        assert "missing Send Messages" not in told
        assert "All permissions are there" in told


async def test_refusals_count_for_their_channel_alone(club: Scene) -> None:
    other = club.guild.text_channel("other")
    async with hush_in(club):
        club.server.fail(SAY, status=403, code=50013, next=None, when=says_in(other))
        for name in NAMES[:5]:
            await flood(club, name, other)
            club.server.advance(61)
        refused = [one for one in club.server.requests.named(SAY) if one.status == 403]
        assert len(refused) == 3
        await flood(club, NAMES[5])
        await club.server.until(lambda: any(one.channel is club.general for one in club.notices))
        assert len([one for one in club.log.standing if "three times" in one.shown]) == 1
        assert f"<#{other.id}>" in shown(club)


async def test_a_closed_thread_is_no_missing_permission(club: Scene) -> None:
    forum = club.guild.forum("help")
    async with hush_in(club):
        club.server.fail(SAY, status=403, code=50083, next=4, when=says_outside(club.log))
        for name in NAMES[:4]:
            who = club.guild.member(name)
            post = await who.opens_post(forum, "Help", TEXTS[name])
            for _ in range(2):
                await who.says(TEXTS[name], in_=post.channel)
            await club.heard()
            club.server.advance(61)
        await club.server.until(lambda: len(club.cards) == 4)
        assert "three times" not in shown(club)
        assert "missing Send Messages" not in shown(club)
        await flood(club, NAMES[4])
        await club.server.until(lambda: len(club.notices) >= 1)


async def test_two_factor_authentication_is_no_missing_permission(club: Scene) -> None:
    club.guild.demands_two_factor = True
    async with hush_in(club):
        said = await flood(club, "ann")
        await club.server.until(lambda: "2 not" in shown(club))
        assert "two-factor" in shown(club)
        assert "missing Manage Messages" not in shown(club)
        assert all(one.stands for one in said)
        told = await status(club)
        assert "two-factor" in told
        assert "All permissions are there" not in told
        club.server.world.owner_has_two_factor = True
        assert "two-factor" not in await status(club)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_what_hush_is_given_ends_a_pause(club: Scene) -> None:
    """Discord tells Hush of its own new role, and of nobody else's."""
    friends, strangers = club.guild.role("friends", SEND), club.guild.member("zoe")
    async with hush_in(club):
        forbidden = club.server.fail(SAY, status=403, code=50013, next=None, when=says_in(club.general))
        for name in NAMES[:4]:
            await flood(club, name)
        assert forbidden.met == 3
        forbidden.stop()
        await club.guild.owner.gives(friends, to=strangers)
        await flood(club, NAMES[4])
        assert not club.notices
        await club.guild.owner.gives(friends, to=club.guild.me)
        await club.heard()
        await flood(club, NAMES[5])
        await club.server.until(lambda: len(club.notices) == 1)


@pytest.mark.parametrize("what", ["a role of Hush's own", "a role of others", "the channel", "another channel", "the server"])
async def test_only_what_concerns_hush_there_ends_a_pause(club: Scene, what: str) -> None:
    role, other = club.guild.role("others"), club.guild.text_channel("other")
    async with hush_in(club):
        forbidden = club.server.fail(SAY, status=403, code=50013, next=None, when=says_in(club.general))
        for name in NAMES[:3]:
            await flood(club, name)
        assert forbidden.met == 3
        match what:
            case "a role of Hush's own":
                club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
            case "a role of others":
                club.guild.change_role(role, may=Permission.ADD_REACTIONS)
            case "the channel":
                club.general.allows(club.guild.bot_role, SEND)
            case "another channel":
                other.allows(club.guild.bot_role, SEND)
            case _:
                club.guild.demand_two_factor(demanded=False)
        await club.heard()
        await flood(club, NAMES[3])
        await club.heard()
        assert forbidden.met == (3 if "other" in what else 4)


async def test_one_unauthorized_answer_stops_nothing(club: Scene) -> None:
    async with hush_in(club) as hush:
        club.server.fail(SAY, status=401, when=says_in(club.log))
        said = await flood(club, "ann")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        later = await flood(club, "ben")
        await club.server.until(lambda: [one.stands for one in later] == [True, False, False])
        await club.server.until(lambda: len(club.cards) >= 1)
        assert not hush.discord.limiter.stopped
        club.server.advance(6)
        await club.server.until(lambda: len(club.cards) == 2)


async def test_a_token_that_is_not_good_any_more_stops_all_until_it_is(club: Scene) -> None:
    async with hush_in(club) as hush:
        refuses = club.server.fail(status=401, next=None)
        said = await flood(club, "ann")
        await club.server.until(lambda: hush.discord.limiter.stopped)
        mark = len(club.server.requests)
        await flood(club, "ben")
        assert not club.server.requests.since(mark)
        refuses.stop()
        assert "Nothing is sent to Discord now: Discord refuses the token" in await status(club)
        hush.discord.moderation.rest.token.recheck = 0.0
        club.server.advance(61)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        assert not hush.discord.limiter.stopped


async def archived_case(club: Scene, hush: Hush, *, locked: bool) -> tuple[Channel, list[Message]]:
    """A case whose copies stand in a thread that was archived since."""
    mallory = club.guild.member("mallory")
    thread = await mallory.opens_thread(club.general, "talk. And more")
    said = [await mallory.says(DIP, in_=thread) for _ in range(3)]
    await club.heard()
    await club.shows("Over to you")
    await club.guild.owner.changes(thread, archived=True, locked=locked)
    await hush.settled()
    return thread, said


@pytest.mark.parametrize("locked", [True, False])
async def test_an_archived_thread_is_opened_for_a_hide_and_left_as_it_was(club: Scene, locked: bool) -> None:  # noqa: FBT001 - a column of the table
    async with hush_in(club, ALERT) as hush:
        thread, said = await archived_case(club, hush, locked=locked)
        refused = club.server.fail("bulk-delete", status=400, code=50083, next=None, when=lambda _: thread.archived)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.server.until(lambda: thread.archived)
        assert refused.met == 1
        assert thread.locked is locked
        await club.shows("2 hidden")
        await hush.settled()


async def test_an_archived_thread_that_hush_may_not_open_is_named_with_the_remedy(club: Scene) -> None:
    club.guild.change_role(club.guild.bot_role, may=INVITED_WITH & ~Permission.MANAGE_THREADS)
    async with hush_in(club, ALERT) as hush:
        thread, said = await archived_case(club, hush, locked=False)
        club.server.fail("bulk-delete", status=400, code=50083, next=None, when=lambda _: thread.archived)
        await club.mod.presses(club.card, "Hide")
        await club.shows("2 not", "archived", "Manage Threads")
        assert "locked" not in club.card.shown
        assert all(one.stands for one in said)
        assert thread.archived
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
        await hush.settled()
        await club.server.settled(0.2)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.server.until(lambda: thread.archived)


async def test_a_locked_thread_is_unlocked_for_a_hide_where_discord_asks_for_it(club: Scene) -> None:
    async with hush_in(club, ALERT) as hush:
        thread, said = await archived_case(club, hush, locked=True)
        club.server.fail("bulk-delete", status=403, code=160005, next=None, when=lambda _: thread.locked)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.server.until(lambda: thread.archived and thread.locked)


async def test_a_thread_that_could_not_be_archived_again_is_archived_later(club: Scene) -> None:
    async with hush_in(club, ALERT) as hush:
        thread, said = await archived_case(club, hush, locked=True)
        broken = club.server.fail("PATCH /channels/{channel}", status=503, next=None, when=lambda one: one.body.get("archived") is True)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.server.until(lambda: broken.met)
        broken.stop()
        assert not thread.archived
        club.server.advance(61)
        await club.server.until(lambda: thread.archived and thread.locked)


async def test_a_notice_and_a_restored_text_leave_an_archived_thread_archived(club: Scene) -> None:
    async with hush_in(club, ALERT) as hush:
        thread, said = await archived_case(club, hush, locked=False)
        await club.mod.presses(club.card, "Warn")
        await club.server.until(lambda: club.notices)
        await hush.settled()
        await club.server.until(lambda: thread.archived)
        await club.guild.owner.changes(thread, archived=False)
        await club.guild.owner.changes(thread, archived=True, locked=True)
        club.server.advance(61)
        await club.server.until(lambda: not club.notices[0].stands)
        await club.server.until(lambda: thread.archived and thread.locked)
        await club.mod.presses(club.card, "Hide")
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.shows("2 hidden")
        await club.mod.presses(club.card, "Restore")
        await club.server.until(lambda: any(one.webhook for one in thread.standing))
        await club.server.until(lambda: thread.archived)


async def test_a_post_that_was_restored_is_not_closed_by_what_was_begun_before(club: Scene) -> None:
    mallory, forum = club.guild.member("mallory"), club.guild.forum("help")
    async with hush_in(club) as hush:
        post = (await mallory.opens_post(forum, "Help", DIP)).channel
        await club.heard()
        await club.guild.owner.changes(post, archived=True, locked=True)
        chores = Chores(hush.memory.store, "discord")
        await chores.put(CloseThread(club.community, str(post.id), archived=True, locked=True), club.server.clock() + 60)
        await hush.discord.hands.perform(club.community, Restore("1:restore:1", "1", str(mallory.id), str(post.id), str(post.id), None))
        assert not post.archived
        club.server.advance(61)
        await club.server.settled(0.2)
        assert not post.archived
        assert not post.locked


def labels(card: Message) -> set[str]:
    return {part["label"] for part in card.parts if part["type"] == 2 and not part.get("disabled")}


@pytest.mark.parametrize(
    ("lacks", "not_offered"),
    [
        (Permission.BAN_MEMBERS, {"Ban"}),
        (Permission.MODERATE_MEMBERS, {"Timeout"}),
        (Permission.MANAGE_MESSAGES, {"Hide"}),
        (SEND, {"Warn"}),
        (Permission.MANAGE_CHANNELS | Permission.KICK_MEMBERS | Permission.MANAGE_WEBHOOKS | Permission.MANAGE_THREADS, set()),
        (Permission(0), set()),
    ],
)
async def test_what_hush_cannot_do_is_not_offered(club: Scene, lacks: Permission, not_offered: set[str]) -> None:
    if lacks is SEND:
        club.general.denies(club.guild.bot_role, SEND)
    club.guild.bot_role.permissions &= ~(lacks & ~SEND)
    async with hush_in(club, ALERT):
        await flood(club, "ann")
        card = await club.shows("Over to you")
        assert {"Hide", "Warn", "Timeout", "Ban"} - labels(card) == not_offered
        club.general.allows(club.guild.bot_role, SEND)
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
        await club.server.until(lambda: {"Hide", "Warn", "Timeout", "Ban"} <= labels(club.card))


async def test_a_button_of_an_old_card_says_what_hush_lacks(club: Scene) -> None:
    async with hush_in(club, ALERT):
        await flood(club, "ann")
        await club.shows("Over to you")
        club.guild.bot_role.permissions &= ~(Permission.BAN_MEMBERS | Permission.MODERATE_MEMBERS)
        with club.server.fail("PATCH /channels", status=503, next=None):
            club.guild.change_role(club.guild.bot_role)
            await club.server.settled(0.1)
            assert "for good" not in (await club.mod.presses(club.card, "Ban")).text
            assert "missing Ban Members" in (await club.mod.presses(club.card, "Ban")).text
            assert "missing Timeout Members" in (await club.mod.presses(club.card, "Timeout")).text


async def test_a_menu_says_what_hush_lacks(club: Scene) -> None:
    async with hush_in(club, ALERT):
        said = await flood(club, "ann")
        await club.shows("Over to you")
        club.general.denies(club.guild.bot_role, Permission.MANAGE_MESSAGES)
        await club.server.until(lambda: "Hide" not in labels(club.card))
        told = (await club.mod.uses("Hush: hide", said[2])).text
        assert "missing Manage Messages in #general. Give it to Hush" in told
        assert not club.server.requests.named("bulk-delete")
        assert "Restoring" in (await club.mod.uses("Hush: not spam", said[2])).text


async def test_what_works_in_one_place_is_offered(club: Scene) -> None:
    other = club.guild.text_channel("other").denies(club.guild.bot_role, Permission.MANAGE_MESSAGES)
    ann = club.guild.member("ann")
    async with hush_in(club, ALERT):
        said = [await ann.says(TEXTS["ann"], in_=each) for each in (club.general, other, club.general)]
        await club.heard()
        assert "Hide" in labels(await club.shows("Over to you"))
        await club.mod.presses(club.card, "Hide")
        await club.shows("1 hidden, 1 not", "not hidden: missing Manage Messages in")
        assert [one.stands for one in said] == [True, True, False]


async def test_a_ban_is_undone_only_while_hush_may_ban(club: Scene) -> None:
    ann = club.guild.member("ann")
    async with hush_in(club, ALERT) as hush:
        for _ in range(3):
            await ann.says(TEXTS["ann"], in_=club.general)
        await club.heard()
        sure = await club.mod.presses(await club.shows("Over to you"), "Ban")
        await club.mod.presses(sure, "hush:ban-sure:1")
        await club.shows("Ban: done", "Banned by")
        assert "Undo" in labels(club.card)
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH & ~Permission.BAN_MEMBERS)
        await club.server.until(lambda: not {"Undo", "Ban"} & labels(club.card))
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
        await club.server.until(lambda: "Undo" in labels(club.card))
        await club.mod.presses(club.card, "Undo")
        await club.server.until(lambda: ann.id not in club.guild.bans)
        await hush.settled()


async def test_a_campaign_offers_what_hush_can_do(club: Scene) -> None:
    may = INVITED_WITH & ~(Permission.MODERATE_MEMBERS | Permission.MANAGE_MESSAGES)
    club.guild.change_role(club.guild.bot_role, may=may)
    async with hush_in(club, ALERT):
        for name in ("ann", "ben", "cid"):
            await club.guild.member(name).says(TEXTS["ann"], in_=club.general)
        await club.heard()
        await club.server.until(lambda: club.campaign_shown)
        assert not {"Hide all", "Time out all"} & labels(club.campaign)
        assert "Not spam" in labels(club.campaign)
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
        await club.server.until(lambda: {"Hide all", "Time out all"} <= labels(club.campaign))


async def test_a_timeout_of_hush_itself_is_told(club: Scene) -> None:
    async with hush_in(club):
        await club.guild.owner.times_out(club.guild.me, 600)
        await flood(club, "ann")
        await club.server.settled(0.05)
        assert "Hush itself is **timed out**" in await status(club)
        [case] = await club.incidents()
        assert {each.why for each in case.actions if each.state == "failed"} == {"Hush is timed out in this server. Lift the timeout."}
        assert not club.server.requests.invalid


async def test_a_ladder_with_what_hush_cannot_do_says_so(club: Scene) -> None:
    club.guild.bot_role.permissions &= ~Permission.BAN_MEMBERS
    async with hush_in(club, Settings(mode=Mode.ENFORCE, ladder=((NOTICE, Penalty("timeout", 600.0)),))):
        await club.server.until(lambda: club.server.requests.named("PUT /applications/"))
        await club.server.settled(0.05)
        told = (await club.guild.owner.runs("hush-admin ladder", rows="notice; notice, ban")).text
        assert "Ban Members" in told
        assert "Ban Members" not in (await club.guild.owner.runs("hush-admin ladder", rows="notice; notice, timeout 1h")).text
