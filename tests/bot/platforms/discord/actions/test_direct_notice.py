"""Notices as direct messages, where the community chose so."""

from rules.model import Mode, NoticeTo
from rules.settings import Settings
from support.discord_scene import DIP, Scene, hush_in

TOLD = Settings(mode=Mode.ENFORCE, notice=NoticeTo.DM)
OTHER = "Come to the harbour and win a boat, join now"


async def test_the_account_alone_is_told_and_once_a_day(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club, TOLD) as hush:
        for text in (DIP, OTHER):
            for _ in range(3):
                await mallory.says(text, in_=club.general)
        await hush.settled()
        await club.server.until(lambda: len([card for card in club.cards if "Notice: done" in card.shown]) == 2)
        [said] = club.server.world.dm(mallory.account).standing
        assert club.guild.name in said.shown
        assert not club.notices
        assert any("told in a direct message within a day already" in card.shown for card in club.cards)


async def test_who_takes_no_messages_is_told_of_on_the_card(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    mallory.account.takes_dms = False
    async with hush_in(club, TOLD) as hush:
        said = [await mallory.says(DIP, in_=club.general) for _ in range(3)]
        await hush.settled()
        await club.shows("the account takes no direct messages")
        assert [each.stands for each in said] == [True, False, False]
        assert not club.notices
