"""Whom a message pings: what its text names, as far as allowed_mentions and permissions let it."""

import re
from dataclasses import dataclass

from discord_server.refusal import Json
from discord_server.world.channel import Channel
from discord_server.world.member import Member
from discord_server.world.permission import Permission
from discord_server.world.world import World

ACCOUNT, ROLE, EVERYONE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>"), re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True)
class Pings:
    """Ids of the accounts and roles pinged; everyone is the guild's id, as its role has it."""

    named: frozenset[int]
    """Accounts whose name the text shows, pinged or not."""
    pinged: frozenset[int]
    everyone: bool


def pings(world: World, channel: Channel, text: str, allowed: Json | None, by: Member | None, replied_to: int | None) -> Pings:
    """What a text does to people. `by` is None for webhooks and answers to interactions, which may ping everyone."""
    accounts = {int(found) for found in ACCOUNT.findall(text)} & world.accounts.keys()
    guild = channel.guild
    roles = {int(found) for found in ROLE.findall(text)} & (guild.roles.keys() if guild else set())
    may = by is None or bool(by.permissions(channel) & Permission.MENTION_EVERYONE)
    everyone = bool(guild and may and EVERYONE.search(text))
    if allowed is None:
        pinged = accounts | (roles if may else set()) | ({replied_to} if replied_to else set())
    else:
        kinds = set(allowed.get("parse") or ())
        pinged = accounts if "users" in kinds else accounts & _ids(allowed.get("users"))
        pinged |= (roles if "roles" in kinds else roles & _ids(allowed.get("roles"))) if may else set()
        everyone = everyone and "everyone" in kinds
        if replied_to and allowed.get("replied_user"):
            pinged |= {replied_to}
    if everyone and guild:
        pinged |= {guild.id}
    named = accounts | ({replied_to} if replied_to in pinged and replied_to else set())
    return Pings(frozenset(named), frozenset(pinged), everyone)


def _ids(given: list[str | int] | None) -> set[int]:
    return {int(one) for one in given or ()}
