"""The one message that sets Hush up. Each choice holds at once, and the message shows what holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ButtonStyle, ChannelType, SelectOption
from discord.ui import ActionRow, Button, ChannelSelect, LayoutView, RoleSelect, Select, TextDisplay

from bot.moderation.settings import change
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.commands.replies import Complaint, Interaction, Reply, carried_out, show
from bot.platforms.discord.modlog.layout import Item, boxed
from bot.platforms.discord.rest import endpoints
from bot.platforms.rate_limiter import Urgency
from rules.checks.repeats import Repeats
from rules.model import Mode
from rules.presets import Preset
from rules.settings import choose_preset

STRICTNESS = {
    Preset.GENTLE: "only when it is many times",
    Preset.STANDARD: "as Hush ships",
    Preset.STRICT: "a time sooner, and over hours",
}
_WHATS = ("log", "make-log", "moderators", "mode", "strictness", "exempt")


async def view(moderation: ModeratorCommands, community: str) -> Reply:
    """The message, showing what holds now."""
    return Reply(card=await _card(moderation, community))


async def _card(moderation: ModeratorCommands, community: str, note: str = "") -> LayoutView:
    settings = (await moderation.memory.communities.reload(community)).settings
    kept = await moderation.kept.read(community)
    repeats = settings.rule(Repeats)
    chosen = "" if repeats.steps or repeats.copies or repeats.window else settings.preset.value
    log = f"<#{kept['log']}>" if kept.get("log") else "**none yet**: choose one, or let Hush create one that only moderators see"
    moderators = f"<@&{kept['moderators']}>" if kept.get("moderators") else "whoever may manage messages"
    parts: list[Item] = [
        TextDisplay(f"### Set up Hush\n{note}\n1. **Log**, where cards go: {log}"),
        ActionRow(ChannelSelect(custom_id="hush-setup:log", channel_types=[ChannelType.text], placeholder="The log channel")),
        ActionRow(Button(custom_id="hush-setup:make-log", label="Create a private log", style=ButtonStyle.secondary)),
        TextDisplay(f"2. **Moderators**, who are called and who see a log that Hush creates: {moderators}"),
        ActionRow(RoleSelect(custom_id="hush-setup:moderators", placeholder="The moderators' role")),
        TextDisplay("3. **Mode.** Begin by observing; when the cards look right, let Hush act."),
        ActionRow(_select("mode", [(mode.value, _MODES[mode]) for mode in Mode], settings.mode.value)),
        TextDisplay("4. **Strictness**"),
        ActionRow(_select("strictness", [(preset.value, told) for preset, told in STRICTNESS.items()], chosen)),
        TextDisplay(f"5. **Left alone**: moderators, and {_roles(settings.exempt.roles)}"),
        ActionRow(RoleSelect(custom_id="hush-setup:exempt", placeholder="Roles to leave alone", min_values=0, max_values=10)),
    ]
    return boxed(parts)


_MODES = {Mode.OBSERVE: "only cards", Mode.ALERT: "cards with buttons", Mode.ENFORCE: "hide and warn by itself"}


def choice_of(moderation: ModeratorCommands) -> type[discord.ui.DynamicItem[Any]]:
    """The selects and the button of the set-up message."""

    class Setup(discord.ui.DynamicItem[discord.ui.Item[Any]], template=rf"hush-setup:(?P<what>{'|'.join(_WHATS)})"):
        def __init__(self, item: discord.ui.Item[Any], what: str) -> None:
            super().__init__(item)
            self.what = what

        @classmethod
        async def from_custom_id(cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:  # noqa: ARG003 - discord.py's own signature
            return cls(item, match["what"])

        async def callback(self, interaction: Interaction) -> None:
            told: dict[str, Any] = {**(interaction.data or {})}
            values: Sequence[str] = told.get("values") or ()
            await interaction.response.defer()
            answer = await carried_out(_chosen(moderation, interaction, self.what, values))
            await show(interaction, answer.card or await _card(moderation, str(interaction.guild_id), f"⚠ {answer.text}"))

    return Setup


async def _chosen(moderation: ModeratorCommands, interaction: Interaction, what: str, values: Sequence[str]) -> Reply:
    if not interaction.permissions.manage_guild:
        raise Complaint("You need the permission Manage Server for this.")
    community, who = str(interaction.guild_id), str(interaction.user.id)
    match what:
        case "log":
            await _log(moderation, interaction, values[0])
        case "make-log":
            await moderation.kept.write(community, log=await _make_log(moderation, community, interaction), log_lost="")
        case "moderators":
            await moderation.kept.write(community, moderators=values[0])
        case "mode":
            await change(moderation.memory, community, who, lambda plain: plain.update(mode=values[0]))
        case "strictness":
            await change(moderation.memory, community, who, lambda plain: choose_preset(plain, values[0]))
        case _:
            await change(moderation.memory, community, who, lambda plain: plain["exempt"].update(roles=list(values)))
    return await view(moderation, community)


async def _log(moderation: ModeratorCommands, interaction: Interaction, channel_id: str) -> None:
    channel = interaction.guild.get_channel(int(channel_id)) if interaction.guild else None
    if channel is not None and not channel.permissions_for(channel.guild.me).send_messages:
        raise Complaint(f"Hush may not write in <#{channel_id}>: give it View Channel and Send Messages there, then choose it again.")
    await moderation.kept.write(str(interaction.guild_id), log=channel_id, log_lost="")


async def _make_log(moderation: ModeratorCommands, community: str, interaction: Interaction) -> str:
    guild = interaction.guild
    if guild is None or not guild.me.guild_permissions.manage_channels:
        raise Complaint("Hush lacks Manage Channels, so it cannot create a channel: create one yourself, and choose it above.")
    see = discord.Permissions(view_channel=True, read_message_history=True)
    write = discord.Permissions(view_channel=True, read_message_history=True, send_messages=True)
    overwrites = [_overwrite(guild.id, 0, deny=discord.Permissions(view_channel=True)), _overwrite(guild.me.id, 1, allow=write)]
    moderators = (await moderation.kept.read(community)).get("moderators")
    if moderators:
        overwrites.append(_overwrite(int(moderators), 0, allow=see))
    channel = {"name": "hush-log", "type": 0, "topic": "What Hush found and did", "permission_overwrites": overwrites}
    return await endpoints.create_channel(moderation.rest, community, Urgency.CARD, channel)


_NOTHING = discord.Permissions.none()


def _overwrite(target: int, kind: int, allow: discord.Permissions = _NOTHING, deny: discord.Permissions = _NOTHING) -> dict[str, object]:
    return {"id": str(target), "type": kind, "allow": str(allow.value), "deny": str(deny.value)}


def _roles(roles: Sequence[str]) -> str:
    return " ".join(f"<@&{role}>" for role in roles) or "nobody else"


def _select(what: str, offered: Sequence[tuple[str, str]], now: str) -> Item:
    options = [SelectOption(label=f"{name}: {told}", value=name, default=name == now) for name, told in offered]
    return Select(custom_id=f"hush-setup:{what}", options=options)
