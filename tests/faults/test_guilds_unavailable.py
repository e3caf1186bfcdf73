"""All guilds are unavailable for five minutes: nothing that Hush knows is gone, and what it noticed before goes on."""

from support.discord_scene import DIP, Scene, hush_in
from support.fault_table import FaultTable
from support.whole_store import everything

AWAY = 300.0
PASSING = {"requests", "once", "changes", "watermark"}
"""Kinds of keys that move with time alone."""


async def kept(club: Scene) -> dict[str, str]:
    """What the store knows of people and communities."""
    held = await everything(club.hush.memory.store)
    return {
        name: value for name, value in held.items() if name.split(":")[2] not in PASSING and not name.split(":")[2].startswith("requests")
    }


async def test_nothing_is_gone_when_they_are_back(club: Scene, table: FaultTable) -> None:
    server = club.server
    others = [server.guild(f"club {number}") for number in range(3)]
    mallory = club.guild.member("mallory")
    async with hush_in(club):
        said = []
        for _ in range(2):
            said.append(await mallory.says(DIP, in_=club.general))
            await club.heard()
            server.advance(100)
        before = await kept(club)
        server.outage(club.guild, *others)
        server.advance(AWAY)
        await club.heard()
        after = await kept(club)
        server.outage_ends(club.guild, *others)
        await club.heard()
        for _ in range(2):
            said.append(await mallory.says(DIP, in_=club.general))
            await club.heard()
            server.advance(5)
        await server.until(lambda: [one.stands for one in said] == [True, False, False, False])
        [incident] = await club.incidents()
    gone = len(before.keys() - after.keys())
    table.tell(
        "all guilds unavailable",
        "no data gone",
        f"{len(before)} keys before, {gone} gone, {len(incident.copies)} copies from before and after in one case",
    )
    assert before == after
    assert (len(incident.copies), len(club.notices)) == (4, 1)
