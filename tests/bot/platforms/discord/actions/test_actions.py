"""What Discord forbids, refuses or cannot do now: the card says it, and nothing hangs."""

import pytest

from discord_server.people.person import Person
from discord_server.server import INVITED_WITH
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from rules.ladder import NOTICE, Penalty
from rules.model import Mode, Original, OutcomeState, Restore
from rules.settings import Exempt, Settings
from support.discord_scene import DIP, Scene, hush_in

SILENCE = Settings(mode=Mode.ENFORCE, ladder=((NOTICE, Penalty("timeout", 600.0)),), exempt=Exempt(moderators=False))


async def thrice(club: Scene, who: Person) -> list[Message]:
    return [await who.says(DIP, in_=club.general) for _ in range(3)]


async def test_owner_and_administrators_get_a_card_only(club: Scene) -> None:
    boss = club.guild.member("boss", [club.guild.role("admin", Permission.ADMINISTRATOR)])
    async with hush_in(club):
        said = [*await thrice(club, club.guild.owner), *await thrice(club, boss), *await thrice(club, club.mod)]
        await club.server.until(lambda: sum("Card only" in card.shown for card in club.cards) == 3)  # beside the card of their campaign
        await club.heard()
        assert all(one.stands for one in said)
        assert not club.notices


async def test_who_is_not_exempt_and_out_of_reach_is_named_on_the_card(club: Scene) -> None:
    async with hush_in(club, SILENCE):
        await thrice(club, club.guild.owner)
        await club.shows("2 hidden", "owner")
        await club.server.until(lambda: any("needs a look" in said.shown for said in club.log.standing))
        assert not [one for one in club.server.requests.changes if "/members/" in one.name]


async def test_a_missing_permission_is_named(club: Scene) -> None:
    club.general.denies(club.guild.bot_role, Permission.MANAGE_MESSAGES)
    async with hush_in(club, SILENCE):
        mallory = club.guild.member("mallory")
        await thrice(club, mallory)
        await club.shows(
            "not hidden: missing Manage Messages in", "so the account was not told and no strike stands", "Strikes that stand: 0"
        )
        assert not club.notices
        assert not mallory.is_timed_out
        assert "could not be done in #1" in (await club.guild.owner.runs("hush status")).text
        assert "Manage Messages" in (await club.mod.runs("hush status")).text
        assert not club.server.requests.invalid


async def test_no_longer_timeout_is_shortened_and_only_ones_own_is_lifted(club: Scene) -> None:
    mallory, eve = club.guild.member("mallory"), club.guild.member("eve")
    async with hush_in(club, SILENCE):
        said = await thrice(club, eve)
        await club.server.until(lambda: eve.is_timed_out)
        own = eve.timed_out_until
        with club.server.slow("GET /guilds/{guild}/members/{account}", 0.5):
            mark = len(club.server.requests)
            await thrice(club, mallory)
            await club.server.until(lambda: any(one.name.startswith("GET /guilds") for one in club.server.requests.since(mark)))
            await club.guild.owner.times_out(mallory, 86400)
            longer = mallory.timed_out_until
        await club.server.until(lambda: len(club.cards) == 2 and "stands" in club.cards[1].shown and "Timeout" in club.cards[1].shown)
        await club.heard()
        assert mallory.timed_out_until == longer
        eve.timed_out_until = longer
        await club.mod.presses(club.cards[0], "Restore")
        await club.server.until(lambda: "somebody else" in club.cards[0].shown)
        assert eve.timed_out_until == longer != own
        assert not said[1].stands


async def test_a_log_channel_that_is_gone_slows_nothing(club: Scene) -> None:
    async with hush_in(club):
        await club.guild.owner.removes(club.log)
        said = await thrice(club, club.guild.member("mallory"))
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await club.server.until(lambda: club.server.requests.named("POST /channels/{channel}/messages"))
        await club.heard()
        assert "deleted" in (await club.mod.runs("hush status")).text


async def test_a_slow_log_channel_slows_nothing(club: Scene) -> None:
    with club.server.slow("POST /channels/{channel}/messages", 1.0) as slow:
        slow.when = lambda request: str(club.log.id) in request.path
        async with hush_in(club):
            said = await thrice(club, club.guild.member("mallory"))
            await club.server.until(lambda: [one.stands for one in said] == [True, False, False], 0.9)


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_what_fails_for_a_moment_is_done_in_the_end(club: Scene, status: int) -> None:
    async with hush_in(club):
        club.server.fail("bulk-delete", status=status, retry_after=0.3 if status == 429 else None)
        said = await thrice(club, club.guild.member("mallory"))
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False], 8)
        await club.shows("2 hidden")
        assert not club.server.requests.inside_retry_after()


async def test_a_cut_line_hides_once(club: Scene) -> None:
    async with hush_in(club):
        club.server.cut("bulk-delete", when_done="after")
        said = await thrice(club, club.guild.member("mallory"))
        await club.shows("2 hidden")
        assert [one.stands for one in said] == [True, False, False]


async def test_what_is_gone_already_is_done(club: Scene) -> None:
    async with hush_in(club):
        club.server.fail("bulk-delete", status=404, code=10008)
        await thrice(club, club.guild.member("mallory"))
        await club.shows("2 hidden")


async def test_refused_three_times_hush_stops_asking_and_says_so_once(club: Scene) -> None:
    async with hush_in(club) as hush:
        forbidden = club.server.fail("bulk-delete", status=403, code=50013, next=None)
        for name in ("ann", "ben", "cid", "dan", "eva"):
            who = club.guild.member(name)
            for _ in range(3):
                await who.says(f"{DIP} now, and greet {name} from me", in_=club.general)
            await club.heard()
        await club.server.until(lambda: any("three times" in said.shown for said in club.log.standing))
        await club.heard()
        assert len(club.server.requests.named("bulk-delete")) == 3
        assert sum("three times" in said.shown for said in club.log.standing) == 1
        forbidden.stop()
        club.guild.change_role(club.guild.bot_role, may=INVITED_WITH)
        await club.server.settled()
        await hush.settled()
        who = club.guild.member("fay")
        said = await thrice(club, who)
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])


async def test_restored_without_webhooks_is_quoted_in_order_and_split(club: Scene) -> None:
    club.guild.change_role(club.guild.bot_role, may=INVITED_WITH & ~Permission.MANAGE_WEBHOOKS)
    mallory = club.guild.member("mallory")
    long = "Buy the dip and enter the market " * 40
    async with hush_in(club):
        for _ in range(3):
            await mallory.says(f"{long} <@{club.mod.id}> @everyone", in_=club.general)
        await club.mod.presses(await club.shows("2 hidden"), "Restore")
        await club.server.until(lambda: len([one for one in club.general.standing if "restored" in one.content]) >= 2)
        back = [one for one in club.general.standing if "restored" in one.content or "said:" in one.content]
        assert all(len(one.content) <= 2000 and not one.pings and "mallory" in one.content for one in back)


async def test_what_may_never_have_been_hidden_is_not_said_again_where_it_stands(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club) as hush:
        stands, gone = await mallory.says("Still here", in_=club.general), await mallory.says("Not here any more", in_=club.general)
        await club.heard()
        await mallory.deletes(gone)
        for said in (stands, gone):
            action = Restore("1:restore:1", "1", str(mallory.id), str(said.id), str(club.general.id), Original(said.content), doubtful=True)
            assert (await hush.discord.hands.perform(club.community, action)).state is OutcomeState.DONE
        assert [one.content.partition("\n")[0] for one in club.general.standing] == ["Still here", "Not here any more"]


async def test_after_a_long_outage_of_the_store_the_moderators_are_told_once(club: Scene) -> None:
    async with hush_in(club, SILENCE) as hush:
        await hush.discord.was_away(75.0)
        await club.server.until(lambda: any("memory was away for 75 seconds" in said.shown for said in club.log.standing))
        assert len(club.log.standing) == 1
        assert not club.notices


@pytest.mark.parametrize(("penalty", "needs"), [("kick", Permission.KICK_MEMBERS), ("ban", Permission.BAN_MEMBERS)])
async def test_a_ladder_that_puts_accounts_out_does_so_or_says_what_is_missing(club: Scene, penalty: str, needs: Permission) -> None:
    mallory, eve = club.guild.member("mallory"), club.guild.member("eve")
    async with hush_in(club, Settings(mode=Mode.ENFORCE, ladder=((NOTICE, Penalty(penalty)),))) as hush:
        await thrice(club, mallory)
        await club.server.until(lambda: mallory.id not in club.guild.members)
        assert (mallory.id in club.guild.bans) is (penalty == "ban")
        await club.shows(f"{penalty.capitalize()}: done")
        if penalty == "ban":
            await club.mod.presses(club.card, "Restore")
            await club.server.until(lambda: mallory.id not in club.guild.bans)
        await hush.settled()
        club.guild.bot_role.permissions &= ~needs
        await thrice(club, eve)
        await club.server.until(lambda: any(f"{penalty.capitalize()}: ⚠ failed: missing" in card.shown for card in club.cards))
        assert eve.id in club.guild.members


async def test_what_stood_in_a_channel_that_is_gone_is_told_as_not_restored(club: Scene) -> None:
    other, mallory = club.guild.text_channel("corner"), club.guild.member("mallory")
    async with hush_in(club, SILENCE) as hush:
        said = [await mallory.says(DIP, in_=other) for _ in range(3)]
        await club.server.until(lambda: [one.stands for one in said] == [True, False, False])
        await hush.settled()
        await club.guild.owner.removes(other)
        await club.heard()
        await club.mod.presses(await club.shows("2 hidden"), "Restore")
        await club.shows("not restored")
        assert not club.server.requests.inside_retry_after()
