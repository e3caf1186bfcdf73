"""Threads and forum posts: opened, archived, locked, joined, gone."""

from __future__ import annotations

from discord_server.acts import access
from discord_server.acts.posting import Author, draft
from discord_server.refusal import Json, bad_request, invalid, no_access, no_permission
from discord_server.world.channel import NEWS, NEWS_THREAD, POSTS_ONLY, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Channel
from discord_server.world.dispatch import Dispatch
from discord_server.world.member import Member
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from discord_server.world.world import World

NAME = 100
TAGS = 5


def open_thread(
    world: World, by: Member, parent: Channel, name: str, *, start: Message | None = None, kind: int = PUBLIC_THREAD
) -> Channel:
    """A thread of a text channel, from a message or by itself."""
    if parent.kind not in {TEXT, NEWS}:
        raise bad_request(50024, "Cannot execute action on this channel type")
    access.need(by, parent, Permission.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else Permission.CREATE_PUBLIC_THREADS)
    if start and start.id in world.channels:
        raise bad_request(160004, "A thread has already been created for this message")
    kind = NEWS_THREAD if parent.kind == NEWS else kind
    made_id = start.id if start else world.ids.new()
    return _keep(world, Channel(made_id, kind, name, guild=parent.guild, parent=parent, owner_id=by.id))


def open_post(world: World, author: Author, forum: Channel, name: str, body: Json, tags: list[int] | None = None) -> Message:
    """A forum post: the thread, and its first message, which has the thread's id."""
    if forum.kind not in POSTS_ONLY:
        raise bad_request(50024, "Cannot execute action on this channel type")
    if author.member:
        access.need(author.member, forum, Permission.SEND_MESSAGES)
    made_id = world.ids.new()
    owner = author.account.id
    thread = Channel(made_id, PUBLIC_THREAD, name, guild=forum.guild, parent=forum, owner_id=owner, tags=tags or [])
    said = draft(world, Author(author.account, webhook=author.webhook), thread, body, id=made_id)
    _keep(world, thread)
    thread.messages[made_id] = said
    thread.last_message_id, forum.last_message_id = made_id, made_id
    world.emit(Dispatch("MESSAGE_CREATE", said.event(), forum.guild, thread, said))
    return said


def _keep(world: World, thread: Channel) -> Channel:
    if not 1 <= len(thread.name) <= NAME:
        raise invalid("name", f"Must be between 1 and {NAME} in length.", "BASE_TYPE_BAD_LENGTH")
    if len(thread.tags) > TAGS:
        raise invalid("applied_tags", f"Must be {TAGS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    thread.thread_members[thread.owner_id] = world.now()
    world.channels[thread.id] = thread
    if thread.guild:
        thread.guild.channels[thread.id] = thread
    world.emit(Dispatch("THREAD_CREATE", {**thread.payload(), "newly_created": True}, thread.guild, thread))
    return thread


def change(world: World, by: Member, thread: Channel, body: Json) -> None:
    """Archives, locks, renames or tags a thread."""
    access.need(by, thread, Permission(0))
    manages = bool(by.permissions(thread) & Permission.MANAGE_THREADS)
    if thread.archived and body.get("archived") is not False:
        raise access.archived()
    owns = by.id == thread.owner_id and not thread.locked and "locked" not in body
    only_opens = set(body) == {"archived"} and body["archived"] is False and not thread.locked
    may_write = bool(by.permissions(thread) & Permission.SEND_MESSAGES_IN_THREADS)
    if not manages and not owns and not (only_opens and may_write):
        raise no_permission()
    thread.archived = bool(body.get("archived", thread.archived))
    thread.locked = bool(body.get("locked", thread.locked))
    thread.name = body.get("name") or thread.name
    thread.tags = [int(tag) for tag in body.get("applied_tags", thread.tags)]
    thread.slowmode = body.get("rate_limit_per_user", thread.slowmode) or 0
    world.emit(Dispatch("THREAD_UPDATE", thread.payload(), thread.guild, thread))


def join(world: World, who: Member, thread: Channel) -> None:
    """Somebody becomes a member of a thread."""
    access.need(who, thread, Permission(0))
    access.is_open(thread)
    thread.thread_members[who.id] = world.now()
    _members_changed(world, thread, {"added_members": [thread_member(thread, who.id)]})


def leave(world: World, who: Member, thread: Channel) -> None:
    """Somebody leaves a thread."""
    access.is_open(thread)
    thread.thread_members.pop(who.id, None)
    _members_changed(world, thread, {"removed_member_ids": [str(who.id)]})


def thread_member(thread: Channel, account_id: int) -> Json:
    """The thread member object."""
    from_when = "2020-01-01T00:00:00+00:00"
    return {"id": str(thread.id), "user_id": str(account_id), "join_timestamp": from_when, "flags": 0}


def _members_changed(world: World, thread: Channel, what: Json) -> None:
    guild_id = str(thread.guild.id) if thread.guild else None
    data = {"id": str(thread.id), "guild_id": guild_id, "member_count": len(thread.thread_members), **what}
    world.emit(Dispatch("THREAD_MEMBERS_UPDATE", data, thread.guild, thread))


def remove(world: World, by: Member, channel: Channel) -> None:
    """Deletes a thread, or a channel with its threads."""
    if not by.permissions(channel) & Permission.VIEW_CHANNEL:
        raise no_access()
    access.need(by, channel, Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS)
    data = channel.payload()
    if channel.is_thread:
        data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
    told = Dispatch("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", data, channel.guild, channel)
    world.emit(told)
    channel.gone = True
    for webhook in world.webhooks.values():
        webhook.gone = webhook.gone or webhook.channel is channel
