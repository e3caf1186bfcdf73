"""Which events a session asked for, and what it may read in them."""

from discord_server.refusal import Json
from discord_server.world.dispatch import Dispatch
from discord_server.world.world import World

GUILDS, MEMBERS, MODERATION, WEBHOOKS, MESSAGES, REACTIONS, TYPING = 1 << 0, 1 << 1, 1 << 2, 1 << 5, 1 << 9, 1 << 10, 1 << 11
PRESENCES, DIRECT, DIRECT_REACTIONS, DIRECT_TYPING, CONTENT = 1 << 8, 1 << 12, 1 << 13, 1 << 14, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | CONTENT
BY_PREFIX = {
    "GUILD_MEMBER_": (MEMBERS, 0), "GUILD_BAN_": (MODERATION, 0), "GUILD_AUDIT_": (MODERATION, 0), "GUILD_": (GUILDS, 0),
    "CHANNEL_": (GUILDS, 0), "THREAD_": (GUILDS, 0), "WEBHOOKS_": (WEBHOOKS, 0), "MESSAGE_REACTION_": (REACTIONS, DIRECT_REACTIONS),
    "MESSAGE_": (MESSAGES, DIRECT), "TYPING_": (TYPING, DIRECT_TYPING), "PRESENCE_": (PRESENCES, 0),
}  # fmt: skip
"""The first prefix that fits gives the intents, in a guild and in direct messages."""


def is_wanted(intents: int, dispatch: Dispatch, bot_id: int) -> bool:
    """Whether a session with these intents hears of it. News of the bot's own membership is always sent."""
    if dispatch.name in {"GUILD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE"} and dispatch.about == bot_id:
        return True
    for prefix, (in_guild, in_dm) in BY_PREFIX.items():
        if dispatch.name.startswith(prefix):
            return bool(intents & (in_guild if dispatch.guild else in_dm))
    return True


def readable(intents: int, dispatch: Dispatch, world: World) -> Json:
    """The event's data; without the content intent a stranger's text is empty."""
    said = dispatch.message
    if said is None or intents & CONTENT or dispatch.guild is None:
        return dispatch.data
    if said.author.id == world.bot.id or world.bot in said.mentions:
        return dispatch.data
    data = {key: value for key, value in dispatch.data.items() if key not in {"poll", "message_snapshots"}}
    quoted = data.get("referenced_message")
    if quoted and quoted["author"]["id"] != str(world.bot.id):
        data["referenced_message"] = {**quoted, "content": "", "embeds": [], "attachments": [], "components": []}
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}
