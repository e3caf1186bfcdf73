"""Cases found by account, and an account's history in a community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory import Memory
from bot.memory.incidents import Incident
from rules.policy import STRIKES_LAST

MOST_LOOKED_THROUGH = 200
"""Cases of a community, the newest, among which an account's are looked for."""


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """The strikes that stand against an account, and its cases, newest first."""

    account: str
    strikes: int
    cases: Sequence[Incident]


async def history(memory: Memory, community: str, account: str) -> AccountHistory:
    """What is known against an account in one community."""
    strikes = await memory.incidents.strikes(community, account, memory.store.clock.now() - STRIKES_LAST)
    found = await memory.incidents.page(community, most=MOST_LOOKED_THROUGH)
    return AccountHistory(account, strikes, [each for each in found if each.account == account])
