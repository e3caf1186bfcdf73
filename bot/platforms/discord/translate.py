"""From Discord's message object to a comment, pure: everything an account can say, and nothing of what others said.

The fields are Discord's own: https://docs.discord.com/developers/resources/message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.platforms.discord.snowflake import made_at
from rules.model import Account, Comment, Media, Place

Json = Mapping[str, Any]

ORDINARY, REPLY, COMMAND, MENU = 0, 19, 20, 23
SPEAKS_FOR_ITSELF = 25
"""Characters from which on the first message of a post is compared without its title."""
FORWARD = 1
"""The type of a reference whose text is in `message_snapshots`; the other type, 0, is a reply."""
GUILD_INSTALL, ACCOUNT_INSTALL = "0", "1"
"""Who installed the app that speaks: https://docs.discord.com/developers/resources/application#application-object-application-integration-types."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The account that said something. What Discord does not tell is empty."""

    id: str
    roles: tuple[str, ...] = ()
    joined_at: float | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """What is to be known of where a message stands: whether posts are opened there, and the title of this one."""

    posts: bool = False
    title: str = ""


def speaker(said: Json, own_id: str) -> Speaker | None:
    """Who said a message; None where it was nobody that Hush judges: bots, webhooks, Discord itself, direct messages."""
    if "guild_id" not in said or ("webhook_id" in said and said["type"] not in {COMMAND, MENU}):
        return None
    author = said.get("author")
    if author is None or author["id"] == own_id:
        return None
    if said["type"] in {COMMAND, MENU}:
        return _behind_an_app(said)
    if said["type"] not in {ORDINARY, REPLY} or author.get("bot"):
        return None
    member: Json = said.get("member") or {}
    return Speaker(author["id"], tuple(member.get("roles") or ()), _moment(member.get("joined_at")))


def _behind_an_app(said: Json) -> Speaker | None:
    """The human whose own app spoke. What an app that the community installed says is the community's choice."""
    metadata: Json = said.get("interaction_metadata") or {}
    owners = metadata.get("authorizing_integration_owners") or {}
    if ACCOUNT_INSTALL not in owners or GUILD_INSTALL in owners or "user" not in metadata:
        return None
    return Speaker(metadata["user"]["id"])


def comment(said: Json, by: Speaker, spot: Spot, *, moderates: bool) -> Comment:
    """The comment that a message of this speaker is. ``moderates``: whether they may manage messages there."""
    at = made_at(said["id"])
    edited_at = _moment(said.get("edited_timestamp"))
    opens_post = spot.posts and said["id"] == said["channel_id"]
    reference: Json = said.get("message_reference") or {}
    answers = bool(reference) and reference.get("type", 0) != FORWARD
    answered: Json = (said.get("referenced_message") if answers else None) or {}
    return Comment(
        id=said["id"],
        community=said["guild_id"],
        thread=said["channel_id"],
        author=by.id,
        at=at,
        text="\n".join(_words(said, spot.title if opens_post else "")),
        platform="discord",
        reply_to=reference.get("message_id") if answers else None,
        reply_to_author=answered["author"]["id"] if answered.get("author") else None,
        topic=spot.title or None,
        edited_at=None if edited_at is None else max(edited_at, at),
        media=tuple(_media(said)),
        account=Account(created_at=made_at(by.id), joined_at=by.joined_at, roles=by.roles, moderates=moderates),
        place=Place.COMMENTS if spot.posts else Place.CHAT,
    )


def _words(said: Json, title: str) -> Iterator[str]:
    """All text that a reader sees as this account's own; a quoted message is not.

    The title of a post is part of a short text. Of a longer one it is not: another title over the same words would make them another text.
    """
    parts = [title] if title and len(said.get("content") or "") < SPEAKS_FOR_ITSELF else []
    for each in _layers(said):
        parts.append(each.get("content") or "")
        poll: Json = each.get("poll") or {}
        if poll:
            parts.append((poll.get("question") or {}).get("text") or "")
            parts += [(answer.get("poll_media") or {}).get("text") or "" for answer in poll.get("answers") or ()]
    return (part for part in parts if part)


def _media(said: Json) -> Iterator[Media]:
    for each in _layers(said):
        for file in each.get("attachments") or ():
            kind = (file.get("content_type") or "").partition(";")[0]
            yield Media("file", file.get("filename") or "", kind, int(file.get("size") or 0))
        for sticker in each.get("sticker_items") or ():
            yield Media("sticker", sticker["id"])


def _layers(said: Json) -> Sequence[Json]:
    """The message, and what it forwards: the text of a forward is only in its snapshot."""
    return [said, *(snapshot["message"] for snapshot in said.get("message_snapshots") or ())]


def _moment(written: str | None) -> float | None:
    return datetime.fromisoformat(written).timestamp() if written else None
