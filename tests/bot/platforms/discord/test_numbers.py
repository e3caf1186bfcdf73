"""What is counted of Discord: its answers, messages there was no room for, work that is left, and whether anything is sent."""

from bot.memory.schedule import Chores, WriteCard, chores_waiting
from bot.pipeline.intake import MOST_WAITING
from bot.platforms.discord.gateway.payloads import message
from bot.platforms.discord.rest.rate_limiter import REFUSED_TOKEN
from support.discord_scene import DIP, Scene, hush_in


async def test_answers_are_counted_by_what_they_are(club: Scene) -> None:
    async with hush_in(club) as hush:

        def count(status: str) -> float:
            return hush.pipeline.metrics.registry.get_sample_value("hush_discord_answers_total", {"status": status}) or 0.0

        before = count("2xx")
        club.server.fail("POST /channels", status=429, retry_after=0.1)
        club.server.fail("POST /channels", status=500)
        mallory = club.guild.member("mallory")
        for _ in range(3):
            await mallory.says(DIP, in_=club.general)
            club.server.advance(5)
            await club.heard()
        await club.shows("3 copies")
        await club.server.until(lambda: len(club.notices) == 1)
        requests = club.server.requests.since(0)
        for status, answered in (("429", 429), ("5xx", 500)):
            assert count(status) == sum(one.status == answered for one in requests) > 0
        assert count("2xx") > before


async def test_what_there_is_no_room_for_is_counted(club: Scene) -> None:
    async with hush_in(club) as hush:
        said = await club.guild.member("mallory").says("one of very many", in_=club.general)
        await club.heard()
        told = {**said.payload(), "guild_id": club.community}
        numbers = hush.pipeline.metrics.registry.get_sample_value
        for number in range(MOST_WAITING + 3):  # in one turn of the loop, so that none is judged in between
            hush.discord.listener.said(message({**told, "id": str(int(told["id"]) + number + 1)}))
        assert numbers("hush_discord_waiting_messages") == MOST_WAITING
        assert numbers("hush_unjudged_comments_total", {"platform": "discord", "outcome": "no_room"}) == 3


async def test_a_token_that_is_refused_is_told(club: Scene) -> None:
    async with hush_in(club) as hush:
        numbers = hush.pipeline.metrics.registry.get_sample_value
        assert numbers("hush_discord_stopped") == 0
        hush.discord.limiter.barred = REFUSED_TOKEN
        assert numbers("hush_discord_stopped") == 1


async def test_chores_are_counted_due_or_not(club: Scene) -> None:
    async with hush_in(club) as hush:
        await club.heard()
        store = hush.memory.store
        chores = Chores(store, "discord")
        before = await chores_waiting(store, ["discord"])
        for number in range(3):
            await chores.put(WriteCard(f"somewhere {number}", str(number)), club.server.clock() + 3600)
        assert await chores_waiting(store, ["discord"]) == before + 3
