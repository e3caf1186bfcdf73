"""Whether Hush gets into Discord, and what it may do there: looked at over the API, without a connection to the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import IntFlag
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.platforms.discord.health import PERMISSIONS
from bot.platforms.discord.permissions import titled

API = "https://discord.com/api/v10"
CHECK_TIMEOUT = aiohttp.ClientTimeout(total=10)
MOST_LOOKED_AT = 20
"""Servers whose lacks are listed one by one."""


class Flag(IntFlag):
    """Of an application: https://docs.discord.com/developers/resources/application#application-object-application-flags."""

    CONTENT = 1 << 18
    CONTENT_LIMITED = 1 << 19
    """Granted to bots that are in too few servers to need a review."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was looked at: whether it is well, what it is, and how to mend it where it is not."""

    good: bool
    what: str
    told: str


async def look(token: str, api: str | None) -> AsyncIterator[Seen]:
    """Token, intent, servers, permissions: a line for each."""
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(timeout=CHECK_TIMEOUT, headers=headers) as session:
        try:
            async for seen in _look(session, api or API):
                yield seen
        except (aiohttp.ClientError, TimeoutError) as error:
            yield Seen(good=False, what="discord", told=f"cannot be reached ({error}): is there a way from this machine to {api or API}?")


async def _look(session: aiohttp.ClientSession, api: str) -> AsyncIterator[Seen]:
    status, application = await _get(session, f"{api}/applications/@me")
    if status == HTTPStatus.UNAUTHORIZED:
        told = "Discord does not know it: copy it again (Reset Token) from the bot's page at https://discord.com/developers/applications"
        yield Seen(good=False, what="token", told=told)
        return
    yield Seen(good=True, what="token", told=f"Discord knows it; the bot is {application.get('name')}")
    if application.get("flags", 0) & (Flag.CONTENT | Flag.CONTENT_LIMITED):
        yield Seen(good=True, what="intent", told="Hush is given what messages say (Message Content Intent)")
    else:
        yield Seen(good=False, what="intent", told="Message Content Intent is off: switch it on, on the bot's page in the developer portal")
    _, guilds = await _get(session, f"{api}/users/@me/guilds")
    link = invitation(str(application.get("id")))
    if not guilds:
        yield Seen(good=False, what="servers", told=f"the bot is in none; invite it with {link}")
    lacking = [(guild["name"], lacks) for guild in guilds if (lacks := _lacks(int(guild["permissions"])))]
    for name, lacks in lacking[:MOST_LOOKED_AT]:
        told = "; ".join(f"{titled(each)} is missing: {PERMISSIONS[each]}" for each in lacks)
        yield Seen(
            good=False, what="permissions", told=f"in {name}: {told}. Mend it in Server Settings, Roles, Hush, or invite it again: {link}"
        )
    if guilds and not lacking:
        yield Seen(
            good=True,
            what="permissions",
            told=f"all there, in {len(guilds)} server{'s' * (len(guilds) != 1)}; channels may still take some away",
        )


async def _get(session: aiohttp.ClientSession, link: str) -> tuple[int, Any]:
    async with session.get(link) as response:
        return response.status, await response.json(content_type=None)


def invitation(application: str) -> str:
    """Where a server's owner invites the bot, with the permissions it asks for."""
    wanted = discord.Permissions(**dict.fromkeys(PERMISSIONS, True))
    return f"https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={wanted.value}"


def _lacks(given: int) -> list[str]:
    held = discord.Permissions(given)
    return [] if held.administrator else [name for name in PERMISSIONS if not getattr(held, name)]
