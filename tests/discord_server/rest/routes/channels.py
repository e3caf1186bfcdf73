"""Channels and threads."""

from discord_server.acts import access, channels, posting, threads
from discord_server.refusal import Json, unknown
from discord_server.rest.call import Call, Route
from discord_server.world.channel import POSTS_ONLY, PRIVATE_THREAD
from discord_server.world.permission import Permission


def _one(call: Call) -> Json:
    if call.channel.guild:
        access.need(call.me, call.channel, Permission(0))
    return call.channel.payload()


def _change(call: Call) -> Json:
    if call.channel.is_thread:
        threads.change(call.world, call.me, call.channel, call.body)
    else:
        channels.change(call.me, call.channel, call.body)
    return call.channel.payload()


def _delete(call: Call) -> Json:
    channel = call.channel
    threads.remove(call.world, call.me, channel)
    return channel.payload()


def _open(call: Call) -> Json:
    parent, name = call.channel, str(call.body.get("name") or "")
    if parent.kind in POSTS_ONLY:
        author = posting.Author(call.world.bot, call.me)
        tags = [int(one) for one in call.body.get("applied_tags") or []]
        said = threads.open_post(call.world, author, parent, name, call.body.get("message") or {}, tags)
        return {**said.channel.payload(), "message": said.payload()}
    return threads.open_thread(call.world, call.me, parent, name, kind=call.body.get("type") or PRIVATE_THREAD).payload()


def _open_from(call: Call) -> Json:
    said = call.world.message(call.id("channel"), call.id("message"))
    return threads.open_thread(call.world, call.me, call.channel, str(call.body.get("name") or ""), start=said).payload()


def _join(call: Call) -> None:
    threads.join(call.world, call.me, call.channel)


def _leave(call: Call) -> None:
    threads.leave(call.world, call.me, call.channel)


def _overwrite(call: Call) -> None:
    channels.overwrite(call.me, call.channel, call.id("target"), call.body)


def _lift_overwrite(call: Call) -> None:
    channels.lift_overwrite(call.me, call.channel, call.id("target"))


def _all(call: Call) -> list[Json]:
    return [one.payload() for one in call.guild.standing_channels]


def _make(call: Call) -> Json:
    return channels.make(call.me, call.guild, call.body).payload()


def _active(call: Call) -> Json:
    seen = [one for one in call.guild.threads if not one.archived and call.me.permissions(one) & Permission.VIEW_CHANNEL]
    return {"threads": [one.payload() for one in seen], "members": []}


def _archived(call: Call) -> Json:
    access.need(call.me, call.channel, Permission.READ_MESSAGE_HISTORY)
    if call.channel.guild is None:
        raise unknown("Channel")
    found = [one for one in call.channel.guild.threads if one.archived and one.parent is call.channel and not one.private]
    return {"threads": [one.payload() for one in found], "members": [], "has_more": False}


ROUTES = [
    Route("GET", "/channels/{channel}", _one),
    Route("PATCH", "/channels/{channel}", _change),
    Route("DELETE", "/channels/{channel}", _delete),
    Route("POST", "/channels/{channel}/threads", _open),
    Route("POST", "/channels/{channel}/messages/{message}/threads", _open_from),
    Route("PUT", "/channels/{channel}/thread-members/@me", _join),
    Route("DELETE", "/channels/{channel}/thread-members/@me", _leave),
    Route("GET", "/channels/{channel}/threads/archived/public", _archived),
    Route("PUT", "/channels/{channel}/permissions/{target}", _overwrite),
    Route("DELETE", "/channels/{channel}/permissions/{target}", _lift_overwrite),
    Route("GET", "/guilds/{guild}/channels", _all),
    Route("POST", "/guilds/{guild}/channels", _make),
    Route("GET", "/guilds/{guild}/threads/active", _active),
]
