"""Discord's endpoints that Hush calls, one function each; no other file builds a `Route`. A message pings nobody unless it names whom.

Each function takes the guild's id as ``community``: whose share of the requests a call counts against, and the guild it is about. The endpoints are
described at https://docs.discord.com/developers/resources/message and beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypedDict

from discord import MessageFlags
from discord.http import Route
from discord.ui import LayoutView

from bot.platforms.discord.rest.client import RestClient
from bot.platforms.rate_limiter import Urgency

Plain = dict[str, Any]
"""An object as Discord answers it."""
_CHANNEL, _MESSAGES, _MESSAGE = "/channels/{channel_id}", "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"
_MEMBER, _BAN = "/guilds/{guild_id}/members/{user_id}", "/guilds/{guild_id}/bans/{user_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBody:
    """What a message says: ``content`` or a ``card``. It pings ``pinged_accounts`` and ``pinged_roles`` and nobody else.

    Discord posts messages of one ``nonce`` once, within minutes.
    """

    content: str = ""
    card: LayoutView | None = None
    reply_to: str = ""
    nonce: str = ""
    pinged_accounts: Sequence[str] = ()
    pinged_roles: Sequence[str] = ()

    def plain(self) -> Plain:
        """The JSON that Discord takes."""
        pinged = {"users": list(self.pinged_accounts), "roles": list(self.pinged_roles)}
        plain: Plain = {"allowed_mentions": {"parse": [], **{kind: ids for kind, ids in pinged.items() if ids}}}
        if self.card is None:
            plain |= {"content": self.content}
        else:
            plain |= {"components": _components(self.card), "flags": MessageFlags(components_v2=True).value}
        if self.reply_to:
            plain |= {"message_reference": {"message_id": self.reply_to, "fail_if_not_exists": False}}
        if self.nonce:
            plain |= {"nonce": self.nonce, "enforce_nonce": True}
        return plain


class ThreadState(TypedDict, total=False):
    """What changes about a thread; what is absent stays."""

    archived: bool
    locked: bool


class Webhook(NamedTuple):
    """A channel's webhook and the secret that opens it."""

    id: str
    token: str


async def send_message(
    rest: RestClient, community: str, urgency: Urgency, channel: str, body: MessageBody, *, needs: str = "send_messages"
) -> str:
    """The id of the message that was posted."""
    route = Route("POST", _MESSAGES, channel_id=channel)
    return str((await rest.ask(route, community, urgency, needs=needs, json=body.plain()))["id"])


async def edit_message(rest: RestClient, community: str, urgency: Urgency, channel: str, message: str, body: MessageBody) -> None:
    """Replace what one of Hush's own messages says."""
    await rest.ask(Route("PATCH", _MESSAGE, channel_id=channel, message_id=message), community, urgency, json=body.plain())


async def delete_message(
    rest: RestClient, community: str, urgency: Urgency, channel: str, message: str, *, needs: str = "", reason: str | None = None
) -> None:
    """Delete one message; somebody else's ``needs`` a permission."""
    await rest.ask(Route("DELETE", _MESSAGE, channel_id=channel, message_id=message), community, urgency, needs=needs, reason=reason)


async def delete_messages(rest: RestClient, community: str, urgency: Urgency, channel: str, messages: Sequence[str], reason: str) -> None:
    """Delete 2 to 100 messages of one channel, none older than two weeks."""
    route, json = Route("POST", f"{_MESSAGES}/bulk-delete", channel_id=channel), {"messages": list(messages)}
    await rest.ask(route, community, urgency, needs="manage_messages", json=json, reason=reason)


async def message(rest: RestClient, community: str, urgency: Urgency, channel: str, message_id: str) -> Plain:
    """One message."""
    route = Route("GET", _MESSAGE, channel_id=channel, message_id=message_id)
    found: Plain = await rest.ask(route, community, urgency, needs="read_message_history")
    return found


async def messages(
    rest: RestClient, community: str, urgency: Urgency, channel: str, query: Mapping[str, str], *, needs: str = ""
) -> list[Plain]:
    """Messages of a channel as ``query`` chooses them: ``limit`` up to 100, ``after`` a message's id."""
    found: list[Plain] = await rest.ask(Route("GET", _MESSAGES, channel_id=channel), community, urgency, needs=needs, query=query)
    return found


async def open_dm(rest: RestClient, community: str, urgency: Urgency, account: str) -> str:
    """The id of the channel for direct messages to an account."""
    return str((await rest.ask(Route("POST", "/users/@me/channels"), community, urgency, json={"recipient_id": account}))["id"])


async def edit_thread(
    rest: RestClient, community: str, urgency: Urgency, thread: str, state: ThreadState, *, reason: str | None = None
) -> None:
    """Archive, lock or open a thread."""
    await rest.ask(Route("PATCH", _CHANNEL, channel_id=thread), community, urgency, needs="manage_threads", json=state, reason=reason)


async def channel(rest: RestClient, community: str, urgency: Urgency, channel_id: str) -> Plain:
    """A channel or thread as it is now."""
    found: Plain = await rest.ask(Route("GET", _CHANNEL, channel_id=channel_id), community, urgency)
    return found


async def create_channel(rest: RestClient, community: str, urgency: Urgency, channel: Plain) -> str:
    """The id of the guild's new channel."""
    return str((await rest.ask(Route("POST", "/guilds/{guild_id}/channels", guild_id=community), community, urgency, json=channel))["id"])


async def member(rest: RestClient, community: str, urgency: Urgency, account: str) -> Plain:
    """An account as a member of the guild; Missing where it is none."""
    found: Plain = await rest.ask(Route("GET", _MEMBER, guild_id=community, user_id=account), community, urgency)
    return found


async def own_user(rest: RestClient, community: str, urgency: Urgency) -> Plain:
    """The bot's own account; `mfa_enabled` is its owner's."""
    found: Plain = await rest.ask(Route("GET", "/users/@me"), community, urgency)
    return found


async def user(rest: RestClient, community: str, urgency: Urgency, account: str) -> Plain:
    """An account outside any guild."""
    found: Plain = await rest.ask(Route("GET", "/users/{user_id}", user_id=account), community, urgency)
    return found


async def time_out(rest: RestClient, community: str, urgency: Urgency, account: str, until: float | None, reason: str) -> None:
    """Time a member out until a moment, at most 28 days ahead; None lifts the timeout."""
    json = {"communication_disabled_until": None if until is None else datetime.fromtimestamp(until, UTC).isoformat()}
    route = Route("PATCH", _MEMBER, guild_id=community, user_id=account)
    await rest.ask(route, community, urgency, needs="moderate_members", json=json, reason=reason)


async def kick(rest: RestClient, community: str, urgency: Urgency, account: str, reason: str) -> None:
    """Kick a member."""
    route = Route("DELETE", _MEMBER, guild_id=community, user_id=account)
    await rest.ask(route, community, urgency, needs="kick_members", reason=reason)


async def ban(rest: RestClient, community: str, urgency: Urgency, account: str, clears: float, reason: str) -> None:
    """Ban an account; Discord deletes its messages of the last ``clears`` seconds, at most seven days' (0: none)."""
    route, json = Route("PUT", _BAN, guild_id=community, user_id=account), {"delete_message_seconds": int(clears)}
    await rest.ask(route, community, urgency, needs="ban_members", json=json, reason=reason)


async def unban(rest: RestClient, community: str, urgency: Urgency, account: str, reason: str) -> None:
    """Lift a ban."""
    route = Route("DELETE", _BAN, guild_id=community, user_id=account)
    await rest.ask(route, community, urgency, needs="ban_members", reason=reason)


async def webhooks(rest: RestClient, community: str, urgency: Urgency, channel: str) -> list[Plain]:
    """Every webhook of a channel, with its token where it is Hush's own."""
    route = Route("GET", f"{_CHANNEL}/webhooks", channel_id=channel)
    found: list[Plain] = await rest.ask(route, community, urgency, needs="manage_webhooks")
    return found


async def create_webhook(rest: RestClient, community: str, urgency: Urgency, channel: str, name: str) -> Plain:
    """A channel's new webhook."""
    route = Route("POST", f"{_CHANNEL}/webhooks", channel_id=channel)
    made: Plain = await rest.ask(route, community, urgency, needs="manage_webhooks", json={"name": name})
    return made


async def execute_webhook(
    rest: RestClient, community: str, urgency: Urgency, webhook: Webhook, body: MessageBody, face: Mapping[str, str], *, thread: str = ""
) -> str:
    """The id of the message posted through a webhook under a ``face`` (username, avatar_url), in a ``thread`` of its channel where one is named."""
    route = Route("POST", "/webhooks/{webhook_id}/{webhook_token}", webhook_id=webhook.id, webhook_token=webhook.token)
    query = {"wait": "true", **({"thread_id": thread} if thread else {})}
    return str((await rest.ask(route, community, urgency, json={**body.plain(), **face}, query=query))["id"])


def _components(card: LayoutView) -> list[Plain]:
    components: list[Plain] = card.to_components()  # type: ignore[no-untyped-call]  # discord.py left the types out
    return components
