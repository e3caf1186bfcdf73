"""Which bucket a request falls into."""

from aiohttp import web

from discord_server.rest.rate_limits import DELETE
from discord_server.world.snowflake import made_at
from discord_server.world.world import World

YOUNG, OLD = 10.0, 14 * 86400.0


def major_of(request: web.Request) -> str:
    """Channel, guild, or webhook with its token: what has limits of its own."""
    found = request.match_info
    if "webhook" in found:
        return f"{found['webhook']}/{found.get('token', '')}"
    return found.get("channel") or found.get("guild") or ""


def bucket_of(world: World, name: str, request: web.Request) -> str:
    """The route, and for single deletions also how old the message is; one that is not there counts as young."""
    if name != DELETE:
        return name
    channel = world.channels.get(int(request.match_info["channel"]))
    message_id = int(request.match_info["message"])
    age = world.now() - made_at(message_id)
    if age < YOUNG or channel is None or message_id not in channel.messages:
        return f"{name} under 10 s"
    return f"{name} older" if age > OLD else f"{name} under 14 d"
