"""Webhooks, and the answers to interactions that use the same paths."""

from discord_server.acts import access, answering, changing, webhooks
from discord_server.refusal import Json, Refused, unknown
from discord_server.rest.call import Call, Route, Shown
from discord_server.world.interaction import Interaction
from discord_server.world.message import Message
from discord_server.world.permission import Permission
from discord_server.world.webhook import Webhook


def _make(call: Call) -> Json:
    return webhooks.make(call.world, call.me, call.channel, str(call.body.get("name") or "")).payload()


def _of_channel(call: Call) -> list[Json]:
    access.need(call.me, call.channel, Permission.MANAGE_WEBHOOKS)
    return [one.payload() for one in webhooks.of(call.world, call.channel)]


def _of_guild(call: Call) -> list[Json]:
    access.need_in_guild(call.me, Permission.MANAGE_WEBHOOKS)
    return [one.payload() for one in call.world.webhooks.values() if one.channel.guild is call.guild and not one.gone]


def _found(call: Call) -> Webhook:
    found = webhooks.found(call.world, call.id("webhook"), call.params.get("token"))
    if "token" not in call.params and found.channel.guild:
        access.need(found.channel.guild.me, found.channel, Permission.MANAGE_WEBHOOKS)
    return found


def _one(call: Call) -> Json:
    return _found(call).payload()


def _delete(call: Call) -> None:
    _found(call).gone = True


def _interaction(call: Call) -> Interaction | None:
    """The interaction whose token stands in the path, if it is one."""
    if call.id("webhook") != call.world.bot.id:
        return None
    found = call.world.interactions.get(call.params["token"])
    if found is None:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return found


def _execute(call: Call) -> Shown:
    if (interaction := _interaction(call)) is not None:
        return answering.follow_up(call.world, interaction, call.body).payload()
    thread = int(call.query["thread_id"]) if "thread_id" in call.query else None
    said = webhooks.execute(call.world, _found(call), call.body, thread)
    return said.payload() if call.query.get("wait") in {"1", "true"} else None


def _said(call: Call) -> Message:
    webhook, which = _found(call), call.params["which"]
    if which == "@original":
        raise unknown("Message")
    places = [one for one in call.world.channels.values() if one is webhook.channel or one.parent is webhook.channel]
    if "thread_id" in call.query:
        places = [one for one in places if one.id == int(call.query["thread_id"])]
    for place in places:
        found = place.messages.get(int(which))
        if found and found.stands and found.webhook is webhook:
            return found
    raise unknown("Message")


def _read(call: Call) -> Json:
    if (interaction := _interaction(call)) is not None:
        answering.must_live(call.world, interaction)
        return answering.message(interaction, call.params["which"]).payload()
    return _said(call).payload()


def _edit(call: Call) -> Json:
    if (interaction := _interaction(call)) is not None:
        return answering.edit(call.world, interaction, call.params["which"], call.body).payload()
    said = _said(call)
    return changing.edit(call.world, said.author.id, said, call.body).payload()


def _take_back(call: Call) -> None:
    if (interaction := _interaction(call)) is not None:
        return answering.delete(call.world, interaction, call.params["which"])
    said = _said(call)
    return changing.delete(call.world, said.author.id, said)


ROUTES = [
    Route("POST", "/channels/{channel}/webhooks", _make),
    Route("GET", "/channels/{channel}/webhooks", _of_channel),
    Route("GET", "/guilds/{guild}/webhooks", _of_guild),
    Route("GET", "/webhooks/{webhook}", _one),
    Route("DELETE", "/webhooks/{webhook}", _delete),
    Route("GET", "/webhooks/{webhook}/{token}", _one, with_token=False),
    Route("DELETE", "/webhooks/{webhook}/{token}", _delete, with_token=False),
    Route("POST", "/webhooks/{webhook}/{token}", _execute, with_token=False),
    Route("GET", "/webhooks/{webhook}/{token}/messages/{which}", _read, with_token=False),
    Route("PATCH", "/webhooks/{webhook}/{token}/messages/{which}", _edit, with_token=False),
    Route("DELETE", "/webhooks/{webhook}/{token}/messages/{which}", _take_back, with_token=False),
]
