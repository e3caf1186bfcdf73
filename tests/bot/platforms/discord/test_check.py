"""`hush check` on Discord, in plain words."""

from bot.platforms.discord.check import Seen, look
from discord_server.server import INVITED_WITH
from discord_server.world.permission import Permission
from support.discord_scene import Scene


async def looked(club: Scene, token: str = "") -> list[Seen]:
    return [seen async for seen in look(token or club.server.token, club.server.api())]


async def test_all_is_well(club: Scene) -> None:
    found = await looked(club)
    assert [(seen.what, seen.good) for seen in found] == [("token", True), ("intent", True), ("permissions", True)]


async def test_each_lack_is_told_with_its_remedy(club: Scene) -> None:
    club.server.gateway.denies_privileged_intents()
    club.guild.change_role(club.guild.bot_role, may=INVITED_WITH & ~Permission.MANAGE_MESSAGES)
    [_, intent, permissions] = await looked(club)
    assert "developer portal" in intent.told
    assert "Manage Messages is missing: it cannot hide repeats" in permissions.told
    assert "https://discord.com/oauth2/authorize?client_id=" in permissions.told


async def test_a_wrong_token_and_no_server(club: Scene) -> None:
    [token] = await looked(club, "wrong")
    assert "Reset Token" in token.told
    club.server.removes_bot(club.guild)
    assert "in none; invite it" in (await looked(club))[-1].told


async def test_discord_away(club: Scene) -> None:
    await club.server.stop()
    [seen] = await looked(club)
    assert "cannot be reached" in seen.told
    await club.server.start()
