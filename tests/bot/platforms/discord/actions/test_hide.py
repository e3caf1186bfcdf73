"""Copies of one channel go together, as many and as old as Discord lets go together."""

import asyncio

from discord_server.world.message import Message
from rules.model import Hide, Mode, OutcomeState
from rules.settings import Settings
from support.discord_scene import Scene, hush_in

DAY = 86400.0


def hide(club: Scene, said: Message) -> Hide:
    return Hide(id=f"hide:{said.id}", incident="1", account=str(said.author.id), comment=str(said.id), thread=str(club.general.id))


async def test_a_hundred_go_at_once_and_what_is_older_than_two_weeks_singly(club: Scene) -> None:
    mallory = club.guild.member("mallory")
    old = [await mallory.says(f"said long ago, {number}", in_=club.general) for number in range(2)]
    club.server.advance(14 * DAY)
    new = [await mallory.says(f"said just now, {number}", in_=club.general) for number in range(103)]
    async with hush_in(club, Settings(mode=Mode.OBSERVE)) as hush:
        await club.heard()
        mark = len(club.server.requests)
        asked = [hide(club, said) for said in (*old, *new, new[0])]
        outcomes = await asyncio.gather(*(hush.discord.hands.hide_action.hide(club.community, each) for each in asked))
        assert {each.state for each in outcomes} == {OutcomeState.DONE}
        assert not any(said.stands for said in (*old, *new))
        requests = club.server.requests.since(mark)
        together = [one.body["messages"] for one in requests if "bulk-delete" in one.name]
        assert [len(each) for each in together] == [100, 3]
        assert len({each for some in together for each in some}) == 103
        singly = [one for one in requests if one.name.startswith("DELETE") and "bulk" not in one.name]
        assert sorted(one.path.rpartition("/")[2] for one in singly) == sorted(str(said.id) for said in old)
