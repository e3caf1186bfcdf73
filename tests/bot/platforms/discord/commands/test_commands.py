"""Every command and menu, by somebody who may and somebody who may not."""

import pytest

from discord_server.refusal import Refused
from discord_server.rest.faults import Fault
from discord_server.world.permission import Permission
from rules.checks.repeats import Repeats
from rules.model import Mode, NoticeTo
from rules.options import Step
from rules.presets import Preset
from rules.settings import Settings, read
from support.discord_scene import DIP, Scene, hush_in


async def test_moderators_look_and_managers_choose(club: Scene) -> None:
    owner, mod, alice = club.guild.owner, club.mod, club.guild.member("alice")
    async with hush_in(club, Settings()) as hush:
        status = await mod.runs("hush status")
        assert status.ephemeral
        assert status.took < 3
        assert "observe" in status.text
        assert "All permissions are there" in status.text
        assert "chat 3 in 3m" in status.text
        assert "Nothing waits to be done." in status.text

        for command in ("hush status", "hush-admin setup"):
            with pytest.raises(Refused, match="not shown"):
                await alice.runs(command)
        with pytest.raises(Refused, match="not shown"):
            await mod.runs("hush-admin mode", mode="enforce")

        assert "hides repeats" in (await owner.runs("hush-admin mode", mode="enforce")).text
        assert (await hush.memory.communities.reload(club.community)).settings.mode is Mode.ENFORCE

        listed = await owner.runs("hush-admin rule list")
        assert "repeats.similarity" in listed.text
        assert "repeats.similarity" in await owner.completes("hush-admin rule set", "option", "simil", value="90")
        assert "is 90 now" in (await owner.runs("hush-admin rule set", option="repeats.similarity", value="90")).text
        refused = await owner.runs("hush-admin rule set", option="repeats.similarity", value="900")
        assert "70 to 100" in refused.text
        assert "no option" in (await owner.runs("hush-admin rule set", option="repeats.smell", value="1")).text
        assert "back" in (await owner.runs("hush-admin rule reset", option="repeats.similarity")).text

        assert "live" in (await owner.runs("hush-admin place", place="live", thread=club.general)).text
        chosen = (await hush.memory.communities.reload(club.community)).settings
        assert chosen.threads[str(club.general.id)].place == "live"
        assert "notice" in (await owner.runs("hush-admin ladder", rows="notice; notice, timeout 1h, kick")).text
        assert "a penalty must be" in (await owner.runs("hush-admin ladder", rows="boo")).text

        assert str(alice.id) in (await owner.runs("hush-admin exempt add", account=alice)).text
        assert str(alice.id) in (await owner.runs("hush-admin exempt list")).text
        assert str(alice.id) not in (await owner.runs("hush-admin exempt remove", account=alice)).text
        assert "Name an account" in (await owner.runs("hush-admin exempt add")).text

        exported = await owner.runs("hush-admin settings export")
        assert exported.message
        assert [file["filename"] for file in exported.message.attachments] == ["hush.toml"]
        asked = await owner.runs("hush-admin settings import")
        told = await owner.submits(asked, {"text": 'mode = "alert"\n[rules.repeats]\ncopies = 4\n'})
        assert "hold from now on" in told.text
        assert (await hush.memory.communities.reload(club.community)).settings.mode is Mode.ALERT
        asked = await owner.runs("hush-admin settings import")
        assert "mode" in (await owner.submits(asked, {"text": 'mode = "loud"'})).text

        assert f"<#{club.general.id}>" in (await owner.runs("hush-admin log", channel=club.general)).text
        assert "encrypted" in (await owner.runs("hush-admin privacy")).text


async def test_one_message_sets_hush_up(club: Scene) -> None:
    owner = club.guild.owner
    mods = club.guild.role("keepers", Permission.MANAGE_MESSAGES)
    async with hush_in(club, Settings(), log=False) as hush:
        shown = await owner.runs("hush-admin setup")
        assert "none yet" in shown.text
        await owner.selects(shown, mods, which="The moderators' role")
        await club.server.settled()
        await owner.presses(shown, "Create a private log")
        await club.server.until(lambda: "none yet" not in shown.text)
        made = next(each for each in club.guild.standing_channels if each.name == "hush-log" and each is not club.log)
        assert not club.guild.member("alice").permissions(made) & Permission.VIEW_CHANNEL
        assert club.guild.member("keeper", [mods]).permissions(made) & Permission.VIEW_CHANNEL
        await owner.selects(shown, "enforce", which="hush-setup:mode")
        await club.server.settled()
        await owner.selects(shown, "strict", which="hush-setup:strictness")
        await club.server.settled()
        await owner.selects(shown, mods, which="Roles to leave alone")
        await club.server.until(lambda: f"moderators, and <@&{mods.id}>" in shown.text)
        chosen = (await hush.memory.communities.reload(club.community)).settings
        assert chosen.mode is Mode.ENFORCE
        assert chosen.exempt.roles == (str(mods.id),)
        assert (chosen.preset, chosen.rule(Repeats).steps) == (Preset.STRICT, None)
        assert "comments 2 in 10m, 3 in 6h" in (await owner.runs("hush status")).text


async def test_what_set_up_wrote_as_steps_is_the_preset_it_stood_for(club: Scene) -> None:
    owner, patient = club.guild.owner, read({"mode": "enforce", "rules": {"repeats": {"steps": ["5 in 3m", "8 in 1h"]}}})
    async with hush_in(club, patient) as hush:
        await club.server.settled()
        chosen = await hush.memory.communities.reload(club.community)
        assert (chosen.settings.preset, chosen.settings.rule(Repeats).steps) == (Preset.GENTLE, None)
        await owner.runs("hush-admin rule set", option="repeats.steps", value='["3 in 1h"]')
        own = (await hush.memory.communities.reload(club.community)).settings
    async with hush_in(club, own) as hush:
        await club.server.settled()
        assert (await hush.memory.communities.reload(club.community)).settings.rule(Repeats).steps == (Step(3, 3600.0),)


async def test_every_option_is_reached_by_a_command(club: Scene) -> None:
    owner = club.guild.owner
    async with hush_in(club, Settings()) as hush:
        assert await owner.completes("hush-admin rule set", "option", "preset", value="x") == ["preset"]
        assert await owner.completes("hush-admin rule set", "value", "st", option="preset") == ["standard", "strict"]
        for option, value in (("preset", "gentle"), ("notice", "dm"), ("restore", "14d"), ("exempt.moderators", "false")):
            assert f"is {value} now" in (await owner.runs("hush-admin rule set", option=option, value=value)).text
        assert "gentle, standard or strict" in (await owner.runs("hush-admin rule set", option="preset", value="severe")).text
        chosen = (await hush.memory.communities.reload(club.community)).settings
        assert (chosen.preset, chosen.notice, chosen.restore) == (Preset.GENTLE, NoticeTo.DM, 14 * 86400.0)
        assert not chosen.exempt.moderators
        assert "preset = gentle" in (await owner.runs("hush-admin rule list")).text
        await owner.runs("hush-admin rule reset", option="restore")
        assert (await hush.memory.communities.reload(club.community)).settings.restore == Settings().restore


async def test_menus_and_links_tell_what_was_made_of_a_message(club: Scene) -> None:
    mallory, mod = club.guild.member("mallory"), club.mod
    async with hush_in(club) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(3)]
        await club.server.until(lambda: not said[2].stands)
        await club.heard()
        assert "case #1" in (await mod.uses("Hush: explain", said[0])).text
        await hush.discord.listener.flush()
        assert "case #1" in (await mod.runs("hush explain", text=said[0].link)).text
        assert "buy the dip" in (await mod.runs("hush explain", text=DIP)).text
        assert "1 case" in (await mod.uses("Hush: history", mallory)).text
        assert "#1" in (await mod.runs("hush history", account=mallory)).text
        other = await mallory.says("something else", in_=club.general)
        assert "no case" in (await mod.uses("Hush: hide", other)).text
        assert "Pardoned" in (await mod.runs("hush pardon", case=1)).text
        assert "There is no case #7" in (await mod.runs("hush pardon", case=7)).text
        assert "Restoring" in (await mod.uses("Hush: not spam", said[0])).text
        with pytest.raises(Refused, match="not shown"):
            await mallory.uses("Hush: hide", said[0])
        erased = await club.guild.owner.runs("hush-admin privacy", account=mallory)
        assert "Erased" in erased.text
        await club.shows("erased")
        assert not await club.incidents()


async def test_commands_are_told_to_discord_once(club: Scene) -> None:
    async with hush_in(club):
        await club.server.until(lambda: club.server.requests.named("PUT /applications/"))
        await club.server.settled()
    async with hush_in(club):
        await club.server.settled()
        assert len(club.server.requests.named("PUT /applications/")) == 1


async def test_hush_is_ready_once_its_commands_are_there(club: Scene) -> None:
    club.server.faults.add(Fault("PUT /applications/", slow=0.3))
    async with hush_in(club):
        [told] = club.server.requests.named("PUT /applications/")
        assert told.status == 200
        assert "observe" not in (await club.mod.runs("hush status")).text


async def test_commands_that_discord_did_not_take_are_told_again(club: Scene) -> None:
    refused = club.server.faults.add(Fault("PUT /applications/", None, 403))
    async with hush_in(club):
        assert not club.server.world.commands
        refused.stop()
        await club.server.until(lambda: club.server.world.commands)
        assert "enforce" in (await club.mod.runs("hush status")).text


async def test_commands_that_another_process_did_not_get_told_are_told_by_this_one(club: Scene) -> None:
    """It had its turn, failed, and was stopped: the next process waits for the end of that turn, and no longer."""
    with club.server.faults.add(Fault("PUT /applications/", None, 403)):
        async with hush_in(club):
            pass
    async with hush_in(club) as hush:
        assert not club.server.world.commands
        await hush.memory.store.redis.delete(*await hush.memory.store.scan("h:{0}:once:*"))  # a minute later
        await club.server.until(lambda: club.server.world.commands)


async def test_a_guild_is_greeted_once(club: Scene) -> None:
    async with hush_in(club):
        new = club.server.guild("Another")
        hall = new.text_channel("hall")
        club.server.invites_bot(new)
        await club.server.until(lambda: any("hush-admin setup" in said.content for said in hall.standing))
        club.server.outage(new)
        club.server.outage_ends(new)
        await club.server.settled()
        assert len(hall.standing) == 1
