"""A log channel that is slow, gone or forbidden: decisions take as long as ever."""

import time
from statistics import quantiles

from discord_server.rest.faults import Fault
from rules.model import Comment, Mode
from rules.settings import Settings
from support.discord_scene import Scene, hush_in
from support.fault_table import FaultTable
from support.stream import AT_LARGE, COMMENTS

COPIES = 3
AS_LONG = 1.2
"""Times the undisturbed p99."""
TROUBLES = {
    "slow": lambda: Fault("/channels/{channel}/messages", None, slow=5.0),
    "gone": lambda: Fault("/channels/{channel}/messages", None, 404, 10003),
    "forbidden": lambda: Fault("/channels/{channel}/messages", None, 403, 50001),
}


async def decided(club: Scene) -> list[float]:
    """Seconds that each decision took, of accounts that all say something three times."""
    took = []
    for _ in range(COMMENTS // (len(TROUBLES) * COPIES)):
        author = str(club.server.world.ids.new())
        for _ in range(COPIES):
            name, said_at = str(club.server.world.ids.new()), club.server.clock()
            comment = Comment(
                name, club.community, str(club.general.id), author, said_at, f"a voucher of {author} for everybody who writes"
            )
            began = time.perf_counter()
            await club.hush.pipeline.take_in(comment, "discord")
            took.append(time.perf_counter() - began)
    return took


async def test_decisions_do_not_wait_for_the_log(club: Scene, table: FaultTable) -> None:
    p99: dict[str, float] = {}
    async with hush_in(club, Settings(mode=Mode.ALERT)):
        await decided(club)
        for name in ("undisturbed", *TROUBLES):
            fault = club.server.faults.add(TROUBLES[name]()) if name in TROUBLES else None
            p99[name] = quantiles(await decided(club), n=100)[98]
            if fault:
                fault.stop()
    ratios = {name: each / p99["undisturbed"] for name, each in p99.items() if name in TROUBLES}
    measured = "p99 of a decision to the undisturbed: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())
    table.tell("log channel slow, gone, forbidden", f"p99 at most {AS_LONG} times", measured, asserted=AT_LARGE)
    assert not AT_LARGE or max(ratios.values()) <= AS_LONG, measured
