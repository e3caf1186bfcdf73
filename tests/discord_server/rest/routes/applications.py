"""Application commands, and the callbacks of interactions."""

from discord_server.acts import answering, commands
from discord_server.refusal import Json, unknown
from discord_server.rest.call import Call, Route
from discord_server.world.interaction import MESSAGE, UPDATE
from discord_server.world.message import EPHEMERAL, LOADING


def _scope(call: Call) -> int | None:
    if call.id("application") != call.world.bot.id:
        raise unknown("Application Command")
    return call.guild.id if "guild" in call.params else None


def _list(call: Call) -> list[Json]:
    return [one.payload() for one in call.world.commands.get(_scope(call), [])]


def _replace(call: Call) -> list[Json]:
    return [one.payload() for one in commands.replace(call.world, _scope(call), call.body)]


def _callback(call: Call) -> Json | None:
    one = answering.found(call.world, call.params["token"], call.id("interaction"))
    answering.callback(call.world, one, call.body)
    if call.query.get("with_response") not in {"1", "true"}:
        return None
    said = one.original
    about: Json = {"id": str(one.id), "type": one.kind}
    if said is None:
        return {"interaction": about, "resource": {"type": one.callback}}
    about |= {
        "response_message_id": str(said.id), "response_message_loading": bool(said.flags & LOADING),
        "response_message_ephemeral": bool(said.flags & EPHEMERAL),
    }  # fmt: skip
    shown = {"message": said.payload()} if one.callback in {MESSAGE, UPDATE} else {}
    return {"interaction": about, "resource": {"type": one.callback, **shown}}


ROUTES = [
    Route("GET", "/applications/{application}/commands", _list),
    Route("PUT", "/applications/{application}/commands", _replace),
    Route("GET", "/applications/{application}/guilds/{guild}/commands", _list),
    Route("PUT", "/applications/{application}/guilds/{guild}/commands", _replace),
    Route("POST", "/interactions/{interaction}/{token}/callback", _callback, with_token=False),
]
