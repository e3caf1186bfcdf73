"""What a client asks before it connects, accounts, and direct messages."""

from discord_server.refusal import Json, unknown
from discord_server.rest.call import Call, Route


def _me(call: Call) -> Json:
    return {**call.world.bot.payload(), "verified": True, "mfa_enabled": call.world.owner_has_two_factor, "email": None}


def _application(call: Call) -> Json:
    bot = call.world.bot
    return {
        "id": str(bot.id), "name": bot.name, "description": "", "icon": None, "bot_public": True, "bot_require_code_grant": False,
        "owner": bot.payload(), "verify_key": "0" * 64, "flags": call.world.application_flags, "summary": "", "team": None,
    }  # fmt: skip


def _guilds(call: Call) -> list[Json]:
    inside = [guild for guild in call.world.guilds.values() if guild.has_bot]
    return [
        {
            "id": str(guild.id), "name": guild.name, "icon": None, "owner": False, "features": [],
            "permissions": str(int(guild.me.permissions()) & ((1 << 53) - 1)),
        }
        for guild in inside
    ]  # fmt: skip


def _gateway(call: Call) -> Json:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": call.gateway_address, "shards": call.shards, "session_start_limit": limit}


def _account(call: Call) -> Json:
    found = call.world.accounts.get(call.id("account"))
    if found is None:
        raise unknown("User")
    return found.payload()


def _dm(call: Call) -> Json:
    found = call.world.accounts.get(int(call.body["recipient_id"]))
    if found is None:
        raise unknown("User")
    return call.world.dm(found).payload()


ROUTES = [
    Route("GET", "/users/@me", _me),
    Route("GET", "/oauth2/applications/@me", _application),
    Route("GET", "/applications/@me", _application),
    Route("GET", "/users/@me/guilds", _guilds),
    Route("GET", "/gateway/bot", _gateway),
    Route("GET", "/users/{account}", _account),
    Route("POST", "/users/@me/channels", _dm),
]
