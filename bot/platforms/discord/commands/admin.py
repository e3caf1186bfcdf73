"""``/hush-admin``: for those who manage the server."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.moderation.settings import Plain, change, table_of
from bot.platforms.discord.commands.erase import erase
from bot.platforms.discord.commands.hush import MODES
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.commands.replies import Complaint, Interaction, Reply, reply
from bot.platforms.discord.commands.settings import ladder, options, value
from bot.platforms.discord.commands.setup import view
from bot.platforms.discord.health import unable
from rules import duration
from rules import settings as plain_settings
from rules.model import Mode, Place
from rules.options import Choice

Where = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel | discord.Thread
MODE_CHOICES = [app_commands.Choice(name=f"{mode.value}: Hush {told}"[:100], value=mode.value) for mode, told in MODES.items()]
PLACES = [app_commands.Choice(name=name, value=name) for name in ("auto", *(place.value for place in Place))]
PRIVACY = (
    "**What Hush keeps.** What people write, encrypted, for as long as it compares ({horizon}), so that repeats can be seen. What was hidden, "
    "encrypted, for {restore}, so that you can restore it. Cases and their cards: 30 days, the text on a card as long as it can be restored. "
    "Strikes: 7 days. Files are never kept. Nothing is shared, and nothing trains anything. When Hush is removed, texts go at once and "
    "settings after 7 days. `/hush-admin privacy` with an account erases all that is known of it."
)


class Admin(app_commands.Group):
    """What a community chooses."""

    rule = app_commands.Group(name="rule", description="What counts as a repeat")
    exempt = app_commands.Group(name="exempt", description="Who is left alone")
    settings = app_commands.Group(name="settings", description="All settings as a file")

    def __init__(self, moderation: ModeratorCommands) -> None:
        super().__init__(
            name="hush-admin",
            description="How Hush works in this server",
            default_permissions=discord.Permissions(manage_guild=True),
            guild_only=True,
        )
        self.moderation = moderation

    @app_commands.command(description="Set Hush up, in one message")
    async def setup(self, interaction: Interaction) -> None:
        """Log, moderators, mode, strictness, exempt."""
        await reply(interaction, view(self.moderation, str(interaction.guild_id)))

    @app_commands.command(description="How far Hush goes")
    @app_commands.choices(mode=MODE_CHOICES)
    async def mode(self, interaction: Interaction, mode: str) -> None:
        """Observe, alert, enforce."""
        await reply(interaction, self._set(interaction, {"mode": mode}, f"**{mode}**: Hush {MODES[Mode(mode)]}."))

    @app_commands.command(description="Where cards go")
    async def log(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        """The moderator log."""
        await reply(interaction, self._log(interaction, channel))

    @app_commands.command(description="What repetition means in this server, or in one channel or thread")
    @app_commands.choices(place=PLACES)
    async def place(self, interaction: Interaction, place: str, thread: Where | None = None) -> None:
        """Comments, chat, live, or as the kind of channel says."""
        await reply(interaction, self._place(interaction, place, thread))

    @app_commands.command(description="What the first, second, third ... strike brings besides hiding")
    @app_commands.describe(rows='Strikes apart by ";", what each brings by ",": notice; notice, timeout 10m; notice, timeout 1d, alert')
    async def ladder(self, interaction: Interaction, rows: app_commands.Range[str, 1, 500]) -> None:
        """The penalties."""
        await reply(interaction, self._ladder(interaction, rows))

    @app_commands.command(description="What is kept and for how long; with an account, erase all that is known of it")
    @app_commands.describe(account="Erase everything Hush knows of this account; it cannot be taken back")
    async def privacy(self, interaction: Interaction, account: discord.User | None = None) -> None:
        """Data, and its end."""
        await reply(interaction, self._privacy(interaction, account))

    @rule.command(name="list", description="Every option, what it is and what it may be")
    async def rule_list(self, interaction: Interaction) -> None:
        """From the declarations."""
        await reply(interaction, self._rules(interaction))

    @rule.command(name="set", description="Change one option: the preset, the notice, what a rule counts")
    @app_commands.describe(option="Which", value="What it shall be; `rule list` says what it may be")
    async def rule_set(self, interaction: Interaction, option: str, value: app_commands.Range[str, 1, 500]) -> None:
        """One option."""
        await reply(interaction, self._rule(interaction, option, value))

    @rule.command(name="reset", description="Put one option back to what Hush ships with")
    async def rule_reset(self, interaction: Interaction, option: str) -> None:
        """The default again."""
        await reply(interaction, self._rule(interaction, option, None))

    @rule_set.autocomplete("option")
    @rule_reset.autocomplete("option")
    async def _options(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:  # noqa: ARG002 - discord.py's own signature
        found = [(key, option) for key, option in options().items() if typed.lower() in f"{key} {option.help}".lower()]
        return [app_commands.Choice(name=f"{key}: {option.help}"[:100], value=key) for key, option in found[:25]]

    @rule_set.autocomplete("value")
    async def _values(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        option = options().get(str(interaction.namespace.option))
        if option is None:
            return []
        words = [str(each) for each in option.kind.words if typed in each] if isinstance(option.kind, Choice) else []
        offered = words or ([typed] if typed else [])
        return [app_commands.Choice(name=f"{each}  ({option.kind.says})"[:100], value=each) for each in offered]

    @exempt.command(name="add", description="Leave an account or everybody with a role alone; they still get cards")
    async def exempt_add(self, interaction: Interaction, account: discord.User | None = None, role: discord.Role | None = None) -> None:
        """More are left alone."""
        await reply(interaction, self._exempt(interaction, account, role, add=True))

    @exempt.command(name="remove", description="No longer leave an account or a role alone")
    async def exempt_remove(self, interaction: Interaction, account: discord.User | None = None, role: discord.Role | None = None) -> None:
        """Fewer are left alone."""
        await reply(interaction, self._exempt(interaction, account, role, add=False))

    @exempt.command(name="list", description="Who is left alone")
    async def exempt_list(self, interaction: Interaction) -> None:
        """Accounts and roles."""
        await reply(interaction, self._exempted(interaction))

    @settings.command(name="export", description="All settings as a file")
    async def settings_export(self, interaction: Interaction) -> None:
        """As TOML."""
        await reply(interaction, self._export(interaction))

    @settings.command(name="import", description="All settings from a file: paste it")
    async def settings_import(self, interaction: Interaction) -> None:
        """From TOML; all of it, or nothing."""
        await interaction.response.send_modal(Paste(self.moderation))

    async def _set(self, interaction: Interaction, new: Plain, told: str) -> str:
        await change(self.moderation.memory, str(interaction.guild_id), str(interaction.user.id), lambda plain: plain.update(new))
        return told

    async def _ladder(self, interaction: Interaction, rows: str) -> str:
        told = await self._set(interaction, {"ladder": ladder(rows)}, f"Strikes now bring: {rows}")
        chosen = await self.moderation.memory.communities.reload(str(interaction.guild_id))
        lines = unable(interaction.guild, chosen.settings) if interaction.guild else ()
        return "\n".join([told, *lines])

    async def _log(self, interaction: Interaction, channel: discord.TextChannel) -> str:
        may = channel.permissions_for(channel.guild.me)
        if not (may.view_channel and may.send_messages):
            raise Complaint(f"Hush may not write in <#{channel.id}>: give it View Channel and Send Messages there, then try again.")
        await self.moderation.kept.write(str(interaction.guild_id), log=str(channel.id), log_lost="")
        return f"Cards go to <#{channel.id}> from now on."

    async def _place(self, interaction: Interaction, place: str, thread: Where | None) -> str:
        def alter(plain: Plain) -> None:
            if thread is None:
                plain["place"] = place
            elif place == "auto":
                plain["threads"].pop(str(thread.id), None)
            else:
                plain["threads"][str(thread.id)] = {"place": place}

        await change(self.moderation.memory, str(interaction.guild_id), str(interaction.user.id), alter)
        return f"{f'<#{thread.id}>' if thread else 'This server'} is judged as {place} from now on."

    async def _rules(self, interaction: Interaction) -> Reply:
        chosen = (await self.moderation.memory.communities.reload(str(interaction.guild_id))).settings
        plain = plain_settings.write(chosen)
        short, long = [], []
        for key, option in options().items():
            own, name = table_of(plain, key)
            now = own.get(name, f"unset ({option.unset})" if option.unset else "unset")
            short.append(f"{key} = {own.get(name, 'unset')}")
            long.append(f"{key} = {now}\n    {option.help}; {option.kind.says}")
        listed = "\n".join(short)
        return Reply(f"```\n{listed}\n```What each is and may be is in the file.", file=("hush-rules.txt", "\n".join(long)))

    async def _rule(self, interaction: Interaction, key: str, written: str | None) -> str:
        option = options().get(key)
        if option is None:
            raise Complaint(f"There is no option `{key[:80]}`. `/hush-admin rule list` shows them all.")

        def alter(plain: Plain) -> None:
            own, name = table_of(plain, key)
            if written is None:
                own.pop(name, None)
            else:
                own[name] = value(written)

        await change(self.moderation.memory, str(interaction.guild_id), str(interaction.user.id), alter)
        return f"`{key}` is back to what Hush ships with." if written is None else f"`{key}` is {written} now."

    async def _exempt(self, interaction: Interaction, account: discord.User | None, role: discord.Role | None, *, add: bool) -> str:
        named = [(kind, str(each.id)) for kind, each in (("accounts", account), ("roles", role)) if each is not None]
        if not named:
            raise Complaint("Name an account or a role.")

        def alter(plain: Plain) -> None:
            for kind, name in named:
                kept = [each for each in plain["exempt"][kind] if each != name]
                plain["exempt"][kind] = [*kept, name] if add else kept

        await change(self.moderation.memory, str(interaction.guild_id), str(interaction.user.id), alter)
        return await self._exempted(interaction)

    async def _exempted(self, interaction: Interaction) -> str:
        exempt = (await self.moderation.memory.communities.reload(str(interaction.guild_id))).settings.exempt
        lines = ["Moderators, administrators and the owner" if exempt.moderators else "Not even moderators"]
        lines += [f"<@{each}>" for each in exempt.accounts] + [f"<@&{each}>" for each in exempt.roles]
        return "Left alone, with a card only:\n" + "\n".join(lines)

    async def _export(self, interaction: Interaction) -> Reply:
        chosen = await self.moderation.memory.communities.reload(str(interaction.guild_id))
        return Reply(f"Settings at revision {chosen.revision}.", file=("hush.toml", plain_settings.write_toml(chosen.settings)))

    async def _privacy(self, interaction: Interaction, account: discord.User | None) -> str:
        community = str(interaction.guild_id)
        if account is not None:
            return await erase(self.moderation, community, str(account.id), str(interaction.user.id))
        chosen = (await self.moderation.memory.communities.reload(community)).settings
        return PRIVACY.format(horizon=duration.words(chosen.horizon), restore=duration.words(chosen.restore))


class Paste(discord.ui.Modal, title="Settings"):
    """Where a settings file is pasted."""

    text: discord.ui.Label[Any] = discord.ui.Label(
        text="The file", component=discord.ui.TextInput(custom_id="text", style=discord.TextStyle.paragraph, max_length=4000)
    )

    def __init__(self, moderation: ModeratorCommands) -> None:
        super().__init__()
        self.moderation = moderation

    async def on_submit(self, interaction: Interaction) -> None:
        """All of it, or nothing."""
        await reply(interaction, self._read(interaction))

    async def _read(self, interaction: Interaction) -> str:
        field = self.text.component
        written = field.value if isinstance(field, discord.ui.TextInput) else ""
        settings = plain_settings.read_toml(written)
        community, who = str(interaction.guild_id), str(interaction.user.id)
        await self.moderation.memory.communities.configure(community, settings, who)
        await self.moderation.memory.communities.reload(community)
        return "These settings hold from now on."
