"""Discord's JSON error codes, each with what it means for Hush and what a moderator can do about it. Data, and no request.

The codes and Discord's own words for them: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

THREAD_ARCHIVED, THREAD_LOCKED = 50083, 160005
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013


class Kind(Enum):
    """What follows from a refusal."""

    GONE = auto()
    """What the request is about does not exist: whatever should go has gone."""
    LACKING = auto()
    """Hush may not do it there until somebody allows it; asking again only counts towards Discord's limit of refusals."""
    CLOSED = auto()
    """The thread is archived or locked, and may be opened for a moment."""
    LATER = auto()
    """It may work in a while."""
    TOKEN = auto()
    """Discord does not know who asks: the token is bad, or this one answer is wrong."""
    FINAL = auto()
    """It will not work, for another reason."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error code means. ``{needs}`` in a text is the permission that the request needs, ``{where}`` the place, as " in #general"."""

    kind: Kind
    says: str
    """What is the matter, for a moderator: part of a sentence, without a full stop."""
    mend: str = ""
    """What a moderator can do about it: a sentence, without a full stop; empty where nothing is to be done."""


def _gone(says: str) -> Meaning:
    return Meaning(Kind.GONE, says)


def _later(says: str) -> Meaning:
    return Meaning(Kind.LATER, says)


_GIVE_IT = "Give it to Hush in Server Settings, Roles, or in the channel"
_OPEN_IT = "Give Hush Manage Threads, so that it can open the thread for a moment, or open it yourself"
_NO_DMS = Meaning(Kind.FINAL, "the account takes no direct messages from Hush")
_BAD_TOKEN = Meaning(Kind.TOKEN, "Discord does not accept the bot's token", "Whoever runs Hush has to look at the token")
_AUTOMOD = Meaning(Kind.FINAL, "the server's AutoMod blocked it{where}", "Exempt Hush's role from that AutoMod rule")
_MANY_THREADS = Meaning(Kind.FINAL, "the server has as many open threads as Discord allows", "Close some threads")

MEANINGS: Mapping[int, Meaning] = {
    10003: _gone("the channel is gone"),
    10004: _gone("Hush is not in this server any more"),
    10007: _gone("the account is not in the server any more"),
    10008: _gone("the message is gone"),
    10013: _gone("the account is gone"),
    10015: _gone("the webhook is gone"),
    10026: _gone("the account is not banned"),
    20016: _later("slow mode holds Hush back{where}"),
    20028: _later("too much was written at once{where}"),
    20029: _later("too much was written in the server at once"),
    30007: Meaning(Kind.FINAL, "the channel has as many webhooks as Discord allows{where}", "Remove a webhook that nobody needs"),
    30013: Meaning(Kind.FINAL, "the server has as many channels as Discord allows", "Remove a channel, or choose one that is there"),
    30035: Meaning(Kind.FINAL, "Discord takes no more bans of accounts that are not in the server", "Ban the account when it comes back"),
    30046: _later("old messages are edited too often{where}"),
    30058: Meaning(Kind.FINAL, "the server has as many webhooks as Discord allows", "Remove a webhook that nobody needs"),
    40001: _BAD_TOKEN,
    40002: Meaning(Kind.FINAL, "Discord wants the bot's account verified", "Whoever owns the bot verifies it in the developer portal"),
    40003: _later("Hush opens direct messages too fast"),
    40004: _later("Discord lets nobody send messages right now"),
    40006: _later("Discord has switched this off for now"),
    40007: Meaning(Kind.FINAL, "the account is banned from this server"),
    40062: _later("Discord is overloaded"),
    40333: _later("Cloudflare keeps Hush out"),
    MISSING_ACCESS: Meaning(Kind.LACKING, "missing View Channel{where}", _GIVE_IT),
    50007: _NO_DMS,
    50008: Meaning(Kind.FINAL, "this channel takes no messages{where}", "Choose a text channel"),
    50009: Meaning(
        Kind.LACKING, "the server's verification level keeps Hush out{where}", "Give Hush a role, or lower the verification level"
    ),
    MISSING_PERMISSIONS: Meaning(Kind.LACKING, "missing {needs}{where}", _GIVE_IT),
    50014: _BAD_TOKEN,
    50021: Meaning(Kind.FINAL, "it is a message of Discord's own, which nobody can delete"),
    50024: Meaning(Kind.FINAL, "this kind of channel does not allow it{where}"),
    50027: _gone("the webhook is gone"),
    50034: Meaning(Kind.FINAL, "it is too old to be deleted with others", "Press Hide again"),
    THREAD_ARCHIVED: Meaning(Kind.CLOSED, "the thread is archived{where}", _OPEN_IT),
    50278: _NO_DMS,
    60003: Meaning(
        Kind.LACKING,
        "this server demands two-factor authentication of moderators, and the bot's owner has none",
        "The bot's owner switches it on for their own account, or the server lifts the demand in Server Settings, Safety Setup",
    ),
    110000: _later("Discord is not ready yet"),
    130000: _later("Discord is overloaded"),
    160002: Meaning(Kind.LACKING, "missing Read Message History{where}", _GIVE_IT),
    THREAD_LOCKED: Meaning(Kind.CLOSED, "the thread is locked{where}", _OPEN_IT),
    160006: _MANY_THREADS,
    160007: _MANY_THREADS,
    200000: _AUTOMOD,
    200001: _AUTOMOD,
}
_BY_STATUS: Mapping[int, Kind] = {401: Kind.TOKEN, 404: Kind.GONE, 429: Kind.LATER}


def kind_of(status: int, code: int) -> Kind:
    """What follows from an answer: its code tells, else its status."""
    if status == 429 or status >= 500:
        return Kind.LATER
    known = MEANINGS.get(code)
    return known.kind if known else _BY_STATUS.get(status, Kind.FINAL)


def told(code: int, why: str, needs: str = "", where: str = "") -> str:
    """A refusal for a moderator: what is the matter, and what to do about it. ``why`` is Discord's own word, for a code that is not known."""
    meaning = MEANINGS.get(code)
    if meaning is None:
        return f"Discord refuses it{where}: {why or 'it gives no reason'}"
    says = meaning.says.format(needs=needs or "a permission", where=where)
    return f"{says}. {meaning.mend}." if meaning.mend else says
