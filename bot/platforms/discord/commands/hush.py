"""``/hush``: for those who manage messages."""

from __future__ import annotations

import re
from collections import Counter

import discord
from discord import app_commands

from bot.memory.incidents import Decision
from bot.moderation import decisions
from bot.pipeline.platform import TryLater
from bot.platforms.discord import health
from bot.platforms.discord.commands.campaigns import CampaignCommands
from bot.platforms.discord.commands.explain import explain
from bot.platforms.discord.commands.moderate import ModeratorCommands
from bot.platforms.discord.commands.replies import Complaint, Interaction, reply
from bot.platforms.discord.escape import inline, plain
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Refused
from bot.platforms.discord.snowflake import made_at
from bot.platforms.rate_limiter import Urgency
from rules import duration
from rules.checks.repeats import Repeats
from rules.model import Mode, Place
from rules.settings import Settings
from rules.text import canonical

MODES = {
    Mode.OBSERVE: "only watches, and shows on cards what it would have done",
    Mode.ALERT: "shows repeats on cards, with buttons; it does nothing by itself",
    Mode.ENFORCE: "hides repeats and warns by itself",
}
_LINK = re.compile(r"https://(?:\w+\.)?discord\.com/channels/(\d+)/(\d+)/(\d+)")


class Hush(app_commands.Group):
    """What moderators look at and decide."""

    def __init__(self, moderation: ModeratorCommands, campaigning: CampaignCommands) -> None:
        super().__init__(
            name="hush",
            description="Repeats: what Hush does, and what you make of it",
            default_permissions=discord.Permissions(manage_messages=True),
            guild_only=True,
        )
        self.moderation, self.campaigning = moderation, campaigning

    @app_commands.command(description="What Hush does here, and whether it can")
    async def status(self, interaction: Interaction) -> None:
        """Mode, rules, permissions, health."""
        await reply(interaction, self._status(interaction))

    @app_commands.command(description="What Hush sees in a text, or what it made of a message")
    @app_commands.describe(text="A text, or a link to a message")
    async def explain(self, interaction: Interaction, text: app_commands.Range[str, 1, 2000]) -> None:
        """A text as a comparison sees it; a message with what was found."""
        await reply(interaction, self._explain(interaction, text))

    @app_commands.command(description="An account's cases here")
    @app_commands.describe(account="Whose")
    async def history(self, interaction: Interaction, account: discord.User) -> None:
        """Strikes and cases."""
        await reply(interaction, self.moderation.history(str(interaction.guild_id), str(account.id)))

    @app_commands.command(description="Void a case's strike and lift its timeout; what was hidden stays hidden")
    @app_commands.describe(case="The number on the card")
    async def pardon(self, interaction: Interaction, case: app_commands.Range[int, 1]) -> None:
        """Right, and forgiven."""
        await reply(interaction, self.moderation.decide(interaction, str(case), Decision.PARDON))

    @app_commands.command(description="End the brake: Hush acts on new cases again")
    async def resume(self, interaction: Interaction) -> None:
        """The same as the button on a card."""
        await reply(interaction, self.campaigning.resume(interaction))

    async def _status(self, interaction: Interaction) -> str:
        community, guild = str(interaction.guild_id), interaction.guild
        chosen = await self.moderation.memory.communities.reload(community)
        settings, kept = chosen.settings, await self.moderation.kept.read(community)
        lines = [f"**{settings.mode.value}**: Hush {MODES[settings.mode]}."]
        lines += [f"• {rule.name}: {rule.help}" + ("" if rule.enabled else " (off)") for rule in settings.rules]
        repeats = settings.rule(Repeats)
        if repeats.enabled:
            steps = "; ".join(f"{place} {', '.join(map(str, settings.rule(Repeats, place).steps_in(place)))}" for place in Place)
            lines.append(f"Too often is: {steps}. Preset: {settings.preset.value}.")
        rows = "; ".join(", ".join(map(str, row)) for row in settings.ladder)
        lines.append(f"Strikes bring: {rows}. What is hidden can be restored for {duration.words(settings.restore)}.")
        lines.append(health.log_line(guild, kept))
        if braked := await self.moderation.memory.campaigns.braked(community):
            lines.append(
                f"⚠ The brake is on until <t:{int(braked)}:t>: unusually much was acted on, so new cases wait for you. `/hush resume` ends it."
            )
        phrases = await decisions.phrases(self.moderation.memory, community)
        if phrases:
            lines.append(f"Left alone as not spam: {', '.join(plain(each)[:60] for each in phrases[:10])}")
        lines += await self._permissions(guild, settings) or ["All permissions are there."]
        latency = interaction.client.latency
        lines.append(f"Discord answers in {latency * 1000:.0f} ms; the memory answers. {await self._work(community)}")
        return "\n".join(lines)

    async def _permissions(self, guild: discord.Guild | None, settings: Settings) -> list[str]:
        """What Hush may not do here, looked at now."""
        if guild is None:
            return []
        rest, community, found = self.moderation.rest, str(guild.id), list(health.missing(guild, settings))
        if rest.limiter.stopped:
            return [*found, f"⚠ Nothing is sent to Discord now: {rest.limiter.stopped}."]
        if guild.mfa_level is discord.MFALevel.require_2fa and not await self._has_two_factor(community):
            found.append(health.without_two_factor(guild))
        return found + [health.refused(each) for each in await rest.limiter.pauses(community)]

    async def _has_two_factor(self, community: str) -> bool:
        try:
            return bool((await endpoints.own_user(self.moderation.rest, community, Urgency.CARD)).get("mfa_enabled"))
        except (TryLater, Refused):
            return True  # nothing is known, so nothing is claimed

    async def _work(self, community: str) -> str:
        """What waits to be done here, and what of the newest cases could not be."""
        cases = await self.moderation.memory.incidents.page(community)
        states = Counter(action.state for case in cases for action in case.actions)
        waits = states["queued"] + states["leased"] + states["held"]
        told = f"{waits} actions are on their way" if waits else "Nothing waits to be done"
        failed = [case.n for case in cases if any(action.state == "failed" for action in case.actions)]
        if not failed:
            return f"{told}."
        return f"{told}; ⚠ something could not be done in {', '.join(f'#{n}' for n in failed[:5])}: the cards say why."

    async def _explain(self, interaction: Interaction, text: str) -> str:
        link = _LINK.search(text)
        if link is None:
            form = canonical(text)
            marks = f", and apart from them {inline(form.marks, 200)}" if form.marks else ""
            return (
                f"Compared as {inline(form.words or 'no words', 600)}{marks}. {form.letters} letters count. Whether it is flagged depends on how "
                "often one account says it: give a link to a message to see what came of it."
            )
        guild, channel, message = link.groups()
        if guild != str(interaction.guild_id):
            raise Complaint("That message is in another server.")
        found = await self.moderation.index.whose(guild, [(message, made_at(message))])
        if not found:
            raise Complaint("Hush does not remember that message: it looks back about an hour, and judges no bots.")
        return await explain(self.moderation.memory, guild, found[0].account, message, channel)
