"""What is done about an account itself: silenced for a while, put out; and taken back where it was Hush who did it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord

from bot.platforms.discord import permissions
from bot.platforms.discord.actions.outcomes import DONE, failed, refusal
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.rate_limiter import Urgency
from rules.model import Ban, Kick, Lift, Outcome, OutcomeState, TimeOut

LEFT = failed("the account is not in the server any more")
SAME = 1.0
"""Seconds within which two moments are the same one: what a clock or a rounding makes of it."""
LONGEST_TIMEOUT = 28 * 86400.0


@dataclass(slots=True)
class MemberActions:
    """Reads before it writes, since one timeout overwrites another."""

    rest: RestClient
    guild: Callable[[str], discord.Guild | None]
    now: Callable[[], float]

    async def time_out(self, community: str, action: TimeOut) -> Outcome:
        """Silence an account until a moment; a longer silence stands."""
        try:
            member = await self._member(community, action.account)
        except Missing:
            return LEFT
        if why := self._out_of_reach(community, member, "moderate_members"):
            return failed(why)
        standing = _silenced_until(member)
        if standing >= action.until - SAME:
            same = abs(standing - action.until) <= SAME
            return DONE if same else Outcome(OutcomeState.DONE, "was silenced for longer already, which stands")
        if action.until <= self.now():
            return failed("its time was over before it could be set")
        until = min(action.until, self.now() + LONGEST_TIMEOUT)
        return await self._silence(community, action.account, until, f"Hush case {action.incident}")

    async def lift(self, community: str, action: Lift) -> Outcome:
        """Take back what Hush did: a timeout only if it is still the one that Hush set, a ban where no moment is named."""
        if action.until is None:
            return await self._unban(community, action)
        try:
            member = await self._member(community, action.account)
        except Missing:
            return LEFT
        standing = _silenced_until(member)
        if standing <= self.now():
            return DONE
        if abs(standing - action.until) > SAME:
            return Outcome(OutcomeState.DONE, "somebody else's timeout stands")
        return await self._silence(community, action.account, None, f"Hush case {action.incident}: taken back")

    async def kick(self, community: str, action: Kick) -> Outcome:
        """Put an account out."""
        try:
            member = await self._member(community, action.account)
        except Missing:
            return DONE
        if why := self._out_of_reach(community, member, "kick_members"):
            return failed(why)
        asked = endpoints.kick(self.rest, community, Urgency.TIMEOUT, action.account, f"Hush case {action.incident}")
        return await _outcome(asked)

    async def ban(self, community: str, action: Ban) -> Outcome:
        """Put an account out for good; what it said is deleted only as far back as was asked for."""
        try:
            if why := self._out_of_reach(community, await self._member(community, action.account), "ban_members"):
                return failed(why)
        except Missing:
            pass  # who has left can be banned all the same
        asked = endpoints.ban(self.rest, community, Urgency.TIMEOUT, action.account, action.clears, f"Hush case {action.incident}")
        return await _outcome(asked)

    async def _unban(self, community: str, action: Lift) -> Outcome:
        asked = endpoints.unban(self.rest, community, Urgency.TIMEOUT, action.account, f"Hush case {action.incident}: taken back")
        return await _outcome(asked)

    async def _silence(self, community: str, account: str, until: float | None, reason: str) -> Outcome:
        asked = endpoints.time_out(self.rest, community, Urgency.TIMEOUT, account, until, reason)
        return await _outcome(asked)

    async def _member(self, community: str, account: str) -> dict[str, Any]:
        return await endpoints.member(self.rest, community, Urgency.TIMEOUT, account)

    def _out_of_reach(self, community: str, member: dict[str, Any], needs: str) -> str:
        guild = self.guild(community)
        if guild is None:
            return ""
        return permissions.lacking(guild, 0, needs) or permissions.out_of_reach(guild, int(member["user"]["id"]), map(int, member["roles"]))


async def _outcome(asked: Awaitable[None]) -> Outcome:
    try:
        await asked
    except Missing:
        return DONE
    except Refused as refused:
        return refusal(refused, " or a role above the account's")
    return DONE


def _silenced_until(member: dict[str, Any]) -> float:
    written = member.get("communication_disabled_until")
    return datetime.fromisoformat(written).timestamp() if written else 0.0
