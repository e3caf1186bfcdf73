"""A raid of one text, and texts made to hurt."""

import asyncio
import json
import re
import unicodedata

from discord.ui import TextDisplay

from discord_server.world.message import Message, flatten
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import DIP, Scene, hush_in

RAID = "Join the free giveaway at coin-drop.example before midnight and win a thousand"


def listed(club: Scene) -> set[str]:
    """The numbers of the cases that stand in the log, on cards of their own and on the digest."""
    return {number for card in club.cards for number in re.findall(r"Case #(\d+)", json.dumps(card.components))}


async def test_thirty_accounts_five_times_each(club: Scene) -> None:
    raiders = [club.guild.member(f"raider{number}") for number in range(30)]
    async with hush_in(club) as hush:
        said: list[list[Message]] = [[] for _ in raiders]
        for _ in range(5):
            for place, raider in enumerate(raiders):
                said[place].append(await raider.says(RAID, in_=club.general))
            club.server.advance(2)  # leases go by this clock too, and those of a raid must not run out
        asked = asyncio.create_task(club.mod.runs("hush status"))
        assert (await asked).took < 3
        await club.server.until(lambda: all(sum(one.stands for one in each) <= 1 for each in said), 30)
        await hush.settled()
        assert not club.server.requests.inside_retry_after()
        standing = [notice for notice in club.notices if notice.stands]
        assert len(standing) <= 3
        assert all(len(notice.pings) <= 1 for notice in standing)
        await club.server.until(lambda: any("Many cases at once" in card.shown for card in club.cards))
        incidents = {incident.n for incident in await club.incidents()}
        await club.server.until(lambda: incidents <= listed(club))
        digest = next(card for card in club.cards if "Many cases at once" in card.shown)
        number = next(part for part in flatten(digest.components) if part["type"] == 3)["options"][0]["value"]
        opened = await club.mod.selects(digest, number)
        assert f"Case #{number}" in opened.text
        assert opened.ephemeral


async def test_a_raid_has_one_card_that_hides_all(club: Scene) -> None:
    raiders = [club.guild.member(f"raider{number}") for number in range(30)]
    crowd = [club.guild.member(f"crowd{number}") for number in range(80)]
    async with hush_in(club) as hush:
        repeats = [[await raider.says(RAID, in_=club.general) for raider in raiders]]
        for _ in range(4):
            club.server.advance(3)
            repeats.append([await raider.says(RAID, in_=club.general) for raider in raiders])
        await club.heard()
        singles = [await one.says(RAID, in_=club.general) for one in crowd]
        await club.server.until(lambda: not any(one.stands for said in repeats[1:] for one in said), 30)
        await club.server.until(lambda: "a campaign of 110 accounts" in club.campaign_shown, 30)
        assert (await club.mod.runs("hush status")).took < 3
        assert all(one.stands for one in singles)
        assert not any(person.is_timed_out for person in (*raiders, *crowd))
        assert "until you press Continue" in club.campaign_shown
        answer = await club.mod.presses(club.campaign, "Hide all")
        assert answer.took < 3
        assert "Hiding every copy" in answer.text
        await club.server.until(lambda: not any(one.stands for one in (*singles, *(each for said in repeats for each in said))), 60)
        await hush.settled()
        await club.server.until(lambda: "230 copies" in club.campaign_shown and "230 hidden" in club.campaign_shown, 30)
        assert not club.server.requests.inside_retry_after()
        assert len([notice for notice in club.notices if notice.stands]) <= 3
        assert not any(one.pings for one in club.log.messages.values() if one.author is club.server.bot)


def hostile() -> list[str]:
    """Two hundred texts that mean harm to whoever shows them."""
    pieces = (
        *("@everyone", "@here", "<@{id}>", "<@&{id}>", "```", "`", "||", "**", "__", "~~", "> ", "# ", "[a](https://evil.example)"),
        *(
            "<t:0:R>",
            "<#1>",
            "</hush status:1>",
            "<:a:1>",
            "\u202e",
            "\u200b",
            "\u0000",
            "\x1b[31m",
            "\n\n\n",
            "\\",
            "{0}",
            "%s",
            "${x}",
            "';--",
        ),
    )
    texts = [f"{piece} buy the dip {other} and enter the market {piece}" for piece in pieces for other in pieces[:8]]
    texts += ["`" * 1900, "\n" * 50 + "x", "e" + "\u0301" * 1500, "\ud7ff\ufffe", "a" * 2000, "﷽" * 200, "👩‍👩‍👧‍👦" * 80]
    return [text for text in texts[-200:] if any(unicodedata.category(letter)[0] not in "CZ" for letter in text)]


async def test_hostile_texts_ping_nobody_and_leave_the_card_whole(club: Scene) -> None:
    texts = hostile()
    assert len(texts) >= 190
    async with hush_in(club, Settings(mode=Mode.ALERT)) as hush:
        for number in range(0, len(texts), 20):
            who = club.guild.member(f"h{number}")
            hurtful = [text.replace("{id}", str(club.mod.id)) for text in texts[number : number + 20] for _ in range(3)]
            said = await asyncio.gather(*(who.says(text, in_=club.general) for text in hurtful))
            assert all(one.stands for one in said)
            await club.heard()
        await hush.settled()
        await club.server.settled(0.3)
        incidents = await hush.memory.incidents.page(club.community, most=200)
        assert len(incidents) >= 8
        own = [one for one in club.log.messages.values() if one.author is club.server.bot]
        assert not any(one.pings for one in own)
        for each in incidents:
            card = await hush.discord.modlog.view(club.community, each.n)
            assert card
            shown = "\n".join(part.content for part in card.walk_children() if isinstance(part, TextDisplay))
            assert len(shown) <= 4000
            assert "\u202e" not in shown
            assert shown.count("```") in {0, 2}


async def test_notices_of_many_name_none(club: Scene) -> None:
    people = [club.guild.member(f"p{number}") for number in range(6)]
    async with hush_in(club):
        for who in people:
            for _ in range(3):
                await who.says(f"{DIP} with {who.name}", in_=club.general)
        await club.server.until(lambda: any("Several people" in one.shown for one in club.notices))
        await club.heard()
        [notice] = club.notices
        assert len(notice.pings) <= 1
        assert not any(who.mention in notice.shown for who in people)
        club.server.advance(61)
        await club.server.until(lambda: not notice.stands)
