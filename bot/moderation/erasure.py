"""Erasing what is known of an account or of a community, for whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.memory import Memory
from bot.memory.incidents import Incident
from bot.moderation.search import history

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: the account's cases, as they were, and how many keys and names in the store."""

    cases: Sequence[Incident]
    count: int


async def erase_account(memory: Memory, community: str, account: str, who: str) -> Erased:
    """Erase all that is known of an account in one community."""
    cases = (await history(memory, community, account)).cases
    count = await memory.erasure.account(community, account)
    log.info("account erased", community=community, who=who, cases=len(cases))
    return Erased(cases, count)


async def erase_community(memory: Memory, community: str, who: str) -> int:
    """Erase a community with its settings, keys and cases; how many keys and names went."""
    count = await memory.erasure.community(community)
    log.info("community erased", community=community, who=who)
    return count
