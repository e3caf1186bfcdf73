"""Webhooks: made, found, and spoken through."""

from __future__ import annotations

import re

from discord_server.acts import access, threads
from discord_server.acts.posting import Author, post
from discord_server.refusal import Json, Refused, bad_request, invalid, unknown
from discord_server.world.channel import POSTS_ONLY, WEBHOOKS_LIVE_IN, Channel
from discord_server.world.member import Member
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from discord_server.world.webhook import Webhook
from discord_server.world.world import World

IN_A_CHANNEL = 15
NAME = 80
NOT_IN_A_NAME = re.compile("discord|clyde", re.IGNORECASE)


def make(world: World, by: Member, channel: Channel, name: str) -> Webhook:
    """A new webhook; not in threads, not beyond the channel's number."""
    if channel.kind not in WEBHOOKS_LIVE_IN:
        raise bad_request(50024, "Cannot execute action on this channel type")
    access.need(by, channel, Permission.MANAGE_WEBHOOKS)
    check_name("name", name)
    if len(of(world, channel)) >= IN_A_CHANNEL:
        raise bad_request(30007, f"Maximum number of webhooks reached ({IN_A_CHANNEL})")
    made_id = world.ids.new()
    made = Webhook(made_id, channel, name, f"webhook-token-{made_id}", by.account, world.bot.id if by.id == world.bot.id else None)
    world.webhooks[made.id] = made
    return made


def of(world: World, channel: Channel) -> list[Webhook]:
    """The webhooks of a channel."""
    return [one for one in world.webhooks.values() if one.channel is channel and not one.gone]


def found(world: World, webhook_id: int, token: str | None = None) -> Webhook:
    """The webhook, 10015, or 50027 for a wrong token."""
    webhook = world.webhooks.get(webhook_id)
    if webhook is None or webhook.gone:
        raise unknown("Webhook")
    if token is not None and token != webhook.token:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return webhook


def execute(world: World, webhook: Webhook, body: Json, thread_id: int | None) -> Message:
    """Says something through a webhook, in its channel, a thread of it, or a new post of its forum."""
    username = body.get("username")
    if username is not None:
        check_name("username", username)
    author = Author(webhook.face(username, body.get("avatar_url")), webhook=webhook)
    title = body.get("thread_name")
    if title and thread_id:
        raise bad_request(220002, "Webhooks cannot have both a thread_name and thread_id")
    if webhook.channel.kind in POSTS_ONLY and not thread_id:
        if not title:
            raise bad_request(220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
        return threads.open_post(world, author, webhook.channel, title, body)
    if title:
        raise bad_request(220003, "Webhooks can only create threads in forum channels")
    place = world.channel(thread_id) if thread_id else webhook.channel
    if place is not webhook.channel and place.parent is not webhook.channel:
        raise unknown("Channel")
    if place.archived and place.locked:
        raise access.archived()
    return post(world, author, place, {key: value for key, value in body.items() if key != "message_reference"})


def check_name(where: str, name: str) -> None:
    """1 to 80 characters, without Discord's own names."""
    if not 1 <= len(name.strip()) <= NAME:
        raise invalid(where, f"Must be between 1 and {NAME} in length.", "BASE_TYPE_BAD_LENGTH")
    if (bad := NOT_IN_A_NAME.search(name)) is not None:
        raise invalid(where, f'Username cannot contain "{bad[0].lower()}"', "USERNAME_INVALID_CONTAINS")
