"""Messages of a channel: read, said, changed, deleted."""

from discord_server.acts import access, changing, posting
from discord_server.refusal import Json, Refused, invalid
from discord_server.rest.call import Call, Route
from discord_server.rest.rate_limits import EDITS_OF_OLD_MESSAGES
from discord_server.world.permission import Permission

OLD = 3600.0


def _page(call: Call) -> list[Json]:
    if call.me_if_in_guild:
        access.need(call.me, call.channel, Permission(0))
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise invalid("limit", "int value should be between 1 and 100.", "NUMBER_TYPE_MAX")
    standing = call.channel.standing
    if call.me_if_in_guild and not call.me.permissions(call.channel) & Permission.READ_MESSAGE_HISTORY:
        standing = []
    if "after" in call.query:
        after = [said for said in standing if said.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        middle = int(call.query["around"])
        after = sorted(sorted(standing, key=lambda said: abs(said.id - middle))[:limit], key=lambda said: said.id)
    else:
        after = [said for said in standing if said.id < int(call.query.get("before", 1 << 63))][-limit:]
    return [said.payload() for said in reversed(after)]


def _one(call: Call) -> Json:
    if call.me_if_in_guild:
        access.need(call.me, call.channel, Permission.READ_MESSAGE_HISTORY)
    return call.world.message(call.id("channel"), call.id("message")).payload()


def _say(call: Call) -> Json:
    author = posting.Author(call.world.bot, call.me_if_in_guild)
    return posting.post(call.world, author, call.channel, call.body).payload()


def _edit(call: Call) -> Json:
    if call.me_if_in_guild:
        access.need(call.me, call.channel, Permission(0))
    said = call.world.message(call.id("channel"), call.id("message"))
    if said.author.id == call.world.bot.id and call.world.now() - said.at > OLD:
        ticket = call.limits.take("edits of old messages", str(call.channel.id), EDITS_OF_OLD_MESSAGES)
        if ticket.wait:
            text = "Maximum number of edits to messages older than 1 hour reached. Try again later."
            raise Refused(429, 30046, text, retry_after=round(ticket.wait, 3))
    return changing.edit(call.world, call.world.bot.id, said, call.body, call.me_if_in_guild).payload()


def _delete(call: Call) -> None:
    if call.me_if_in_guild:
        access.need(call.me, call.channel, Permission(0))
    said = call.world.message(call.id("channel"), call.id("message"))
    changing.delete(call.world, call.world.bot.id, said, call.me_if_in_guild)


def _bulk_delete(call: Call) -> None:
    changing.bulk_delete(call.world, call.channel, [int(one) for one in call.body["messages"]], call.me)


def _typing(call: Call) -> None:
    access.may_post(call.me, call.channel)


ROUTES = [
    Route("GET", "/channels/{channel}/messages", _page),
    Route("GET", "/channels/{channel}/messages/{message}", _one),
    Route("POST", "/channels/{channel}/messages", _say),
    Route("POST", "/channels/{channel}/messages/bulk-delete", _bulk_delete),
    Route("PATCH", "/channels/{channel}/messages/{message}", _edit),
    Route("DELETE", "/channels/{channel}/messages/{message}", _delete),
    Route("POST", "/channels/{channel}/typing", _typing),
]
