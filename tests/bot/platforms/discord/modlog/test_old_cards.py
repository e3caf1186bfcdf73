"""Discord limits how often an old message may be edited, so an old card is written less often."""

from discord_server.rest.request_log import Request
from support.discord_scene import DIP, Scene, hush_in


def written(club: Scene) -> list[Request]:
    """The edits of the log's messages, those refused included."""
    edits = club.server.requests.named("PATCH /channels/{channel}/messages/{message}")
    return [one for one in edits if str(club.log.id) in one.path]


async def test_a_card_older_than_an_hour_is_written_once_a_minute(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        for _ in range(3):
            await mallory.says(DIP, in_=club.general)
        await club.shows("2 hidden", "Notice: done")
        await club.heard()
        await club.server.settled(0.3)
        club.server.advance(3700)
        before = len(written(club))
        await club.mod.presses(club.card, "Hide the first too")
        await club.server.until(lambda: len(written(club)) == before + 1)
        await club.mod.presses(club.card, "Confirm")
        await club.heard()
        await club.server.settled(0.3)
        assert len(written(club)) == before + 1
        club.server.advance(61)
        await club.shows("3 hidden")
        assert len(written(club)) == before + 2
        await club.server.until(lambda: {one.status for one in written(club)[before:]} == {200})
