"""What is shown of others' words ends with the time in which they can be restored."""

from support.discord_scene import DIP, Scene, hush_in


async def test_the_text_on_a_card_goes_when_it_can_no_longer_be_restored(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        for _ in range(3):
            await mallory.says(DIP, in_=club.general)
        await club.shows("2 hidden", DIP)
        await club.heard()
        club.server.advance(7 * 86400 + 120)
        await club.shows("no longer kept")
        assert DIP not in club.card.shown
