"""The notice to an account: short, in the thread, gone after a minute, and never itself the spam."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b

import discord

from bot.memory.notices import Notices, Slot
from bot.platforms.discord import permissions
from bot.platforms.discord.actions.outcomes import DONE, failed, refusal
from bot.platforms.discord.actions.threads import ArchivedThreads
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import MessageBody
from bot.platforms.rate_limiter import Urgency
from rules.model import NoticeTo, Outcome, OutcomeState, Unwarn, Warn
from rules.settings import Settings

MERGED, STANDS, AT_MOST = 10.0, 60.0, 3
"""Seconds in which the notices of a thread are one message; seconds one stands; how many stand before the newest takes in the next."""
ACCOUNTS_NAMED = 4
"""Accounts that one notice names at most; of more it names none."""
SO_HIDDEN = ", so the repeats were hidden."
EDITED = 1.0
"""Seconds in which what a notice says is changed once."""


@dataclass(slots=True)
class WarnAction:
    """Says notices and takes them away."""

    rest: RestClient
    notices: Notices
    guild: Callable[[str], discord.Guild | None]
    settings: Callable[[str], Awaitable[Settings]]
    proxied: Callable[[str, str], Awaitable[bool]]
    """Whether some copies of a case were posted anew by a proxy bot."""
    threads: ArchivedThreads
    _says: dict[str, str] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def warn(self, community: str, action: Warn) -> Outcome:
        """Say one account's notice: in a message of its own or in one that stands, or to the account alone where the community chose so."""
        if (await self.settings(community)).notice is NoticeTo.DM:
            return await self._tell(community, action)
        if await self.proxied(community, action.incident):
            return Outcome(OutcomeState.UNSUPPORTED, "a proxy bot posts under another name, and a notice would tell whose it is")
        guild, thread = self.guild(community), int(action.thread)
        needs = permissions.speaking(guild, thread)
        if lacking := permissions.lacking(guild, thread, needs):
            return failed(lacking)
        slot = await self.notices.join(community, action, (MERGED, STANDS, AT_MOST))
        turn = self._turns.setdefault(slot.id, asyncio.Lock())
        try:
            async with turn:
                await self._say(community, action.thread, slot, action.account)
        except Missing as missing:
            return failed(str(missing))
        except Refused as refused:
            return refusal(refused, permissions.named(guild, thread))
        return DONE

    async def _tell(self, community: str, action: Warn) -> Outcome:
        """A direct message; at most one an account and day, however many incidents it has."""
        if not await self.notices.first_today(community, action.account, action.id):
            return Outcome(OutcomeState.DONE, "was told in a direct message within a day already")
        guild = self.guild(community)
        where = guild.name if guild else "a server"
        text = f"You posted the same thing several times in {where}{SO_HIDDEN if action.hidden else '.'} Please say it once."
        try:
            channel = await endpoints.open_dm(self.rest, community, Urgency.NOTICE, action.account)
            body = MessageBody(content=text[:2000], nonce=nonce("dm", action.id, community))
            message = await endpoints.send_message(self.rest, community, Urgency.NOTICE, channel, body, needs="")
        except Refused as refused:
            return failed(str(refused))
        return replace(DONE, stands=(f"{channel}/{message}",))

    async def unwarn(self, community: str, action: Unwarn) -> Outcome:
        """Take one account's notice away: its direct message, or its name from a message that names others too."""
        for place in action.stands:
            channel, _, message = place.partition("/")
            await self._delete(community, channel, message)
        if action.stands:
            return DONE
        slot = await self.notices.leave(community, action.thread, action.of, action.account)
        if slot is None or not slot.message:
            return DONE
        if not slot.accounts:
            await self._delete(community, action.thread, slot.message)
            return DONE
        try:
            await self._say(community, action.thread, slot, action.account)
        except Missing:
            return DONE
        except Refused as refused:
            return refusal(refused, permissions.named(self.guild(community), int(action.thread)))
        return DONE

    async def take_away(self, community: str, thread: str, slot: str) -> None:
        """A notice has stood long enough."""
        self._says.pop(slot, None)
        self._turns.pop(slot, None)
        message = await self.notices.message(community, thread, slot)
        if not message:
            return
        await self._delete(community, thread, message)

    async def _delete(self, community: str, channel: str, message: str) -> None:
        try:
            await self.threads.work_in(
                community, Urgency.NOTICE, channel, lambda: endpoints.delete_message(self.rest, community, Urgency.NOTICE, channel, message)
            )
        except Refused:
            return  # gone already, or in a thread that Hush may not open

    async def _say(self, community: str, thread: str, slot: Slot, account: str) -> None:
        text = told(slot)
        if slot.message and self._says.get(slot.id) == text:
            return
        if slot.message:
            edit = partial(endpoints.edit_message, self.rest, community, Urgency.NOTICE, thread, slot.message, MessageBody(content=text))
            await self.threads.work_in(community, Urgency.NOTICE, thread, edit)
        else:
            message = await self._post(community, thread, slot.id, text, account if len(slot.accounts) <= ACCOUNTS_NAMED else "")
            now = await self.notices.said(community, thread, slot.id, message)
            if now is not None and told(now) != text:
                self._says[slot.id] = text
                await self._say(community, thread, now, account)
                return
        self._says[slot.id] = text

    async def _post(self, community: str, thread: str, slot: str, text: str, pinged: str) -> str:
        body = MessageBody(content=text, nonce=nonce("notice", community, slot), pinged_accounts=[pinged] if pinged else [])
        needs = permissions.speaking(self.guild(community), int(thread))
        return await self.threads.work_in(
            community,
            Urgency.NOTICE,
            thread,
            lambda: endpoints.send_message(self.rest, community, Urgency.NOTICE, thread, body, needs=needs),
            posts=True,
        )


def told(slot: Slot) -> str:
    """What a notice says."""
    hidden = SO_HIDDEN if slot.hidden else "."
    if len(slot.accounts) > ACCOUNTS_NAMED:
        return f"Several people here posted the same thing again and again{hidden} Please say a thing once."
    names = " ".join(f"<@{account}>" for account in slot.accounts)
    return f"{names} you posted the same thing several times{hidden} Please say it once. The moderators can see this."


def nonce(*parts: str) -> str:
    """The same for the same message, so that sending it again within minutes sends it once. Discord takes 25 characters."""
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
