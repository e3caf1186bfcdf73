"""The buttons of cards. What one means is in its custom id, so it works after a restart, in any process."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.memory.campaigns import CampaignDecision
from bot.pipeline.ids import CASE
from bot.platforms.discord.commands.campaigns import CampaignCommands
from bot.platforms.discord.commands.moderate import NEEDS, ModeratorCommands
from bot.platforms.discord.commands.replies import Interaction, reply
from bot.platforms.discord.modlog.campaign_card import CAMPAIGN_PREFIX

_VERBS = "|".join((r"undo-\d{1,4}", *sorted(NEEDS, key=len, reverse=True)))


def press_of(moderation: ModeratorCommands) -> type[discord.ui.DynamicItem[Any]]:
    """The kind of button whose presses this desk carries out."""

    class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"hush:(?P<verb>{_VERBS}):(?P<n>{CASE})"):
        def __init__(self, verb: str, n: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"hush:{verb}:{n}"))
            self.verb, self.n = verb, n

        @classmethod
        async def from_custom_id(cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:  # noqa: ARG003 - discord.py's own signature
            return cls(match["verb"], match["n"])

        async def callback(self, interaction: Interaction) -> None:
            await reply(interaction, moderation.press(interaction, self.verb, self.n))

    return Press


def campaign_press_of(campaigning: CampaignCommands) -> type[discord.ui.DynamicItem[Any]]:
    """The kind of button on campaigns' cards."""
    decisions = "|".join(CampaignDecision)

    class CampaignPress(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=rf"hush:{CAMPAIGN_PREFIX}(?P<decision>{decisions}):(?P<n>{CASE})",
    ):
        def __init__(self, decision: CampaignDecision, n: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"hush:{CAMPAIGN_PREFIX}{decision.value}:{n}"))
            self.decision, self.n = decision, n

        @classmethod
        async def from_custom_id(cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:  # noqa: ARG003 - discord.py's own signature
            return cls(CampaignDecision(match["decision"]), match["n"])

        async def callback(self, interaction: Interaction) -> None:
            await reply(interaction, campaigning.press(interaction, self.decision, self.n))

    return CampaignPress


def resume_of(campaigning: CampaignCommands) -> type[discord.ui.DynamicItem[Any]]:
    """The button that ends the brake, on the cards of what it let pass."""

    class Resume(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"hush:resume:(?P<n>{CASE})"):
        def __init__(self, n: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"hush:resume:{n}"))

        @classmethod
        async def from_custom_id(cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:  # noqa: ARG003 - discord.py's own signature
            return cls(match["n"])

        async def callback(self, interaction: Interaction) -> None:
            await reply(interaction, campaigning.resume(interaction))

    return Resume


def choice_of(moderation: ModeratorCommands) -> type[discord.ui.DynamicItem[Any]]:
    """The selects: of a digest, which opens a case for the one who chose it; of a case's history, whose entry is taken back."""

    class Choice(discord.ui.DynamicItem[discord.ui.Select[Any]], template=rf"hush:(?P<what>open:0|entries:(?P<n>{CASE}))"):
        def __init__(self, item: discord.ui.Select[Any], n: str | None) -> None:
            super().__init__(item)
            self.n = n

        @classmethod
        async def from_custom_id(cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str]) -> Self:  # noqa: ARG003 - discord.py's own signature
            return cls(item, match["n"])  # type: ignore[arg-type]  # the template is a select's

        async def callback(self, interaction: Interaction) -> None:
            chosen = self.item.values[0]
            pressed = moderation.press(interaction, f"undo-{chosen}", self.n) if self.n else moderation.press(interaction, "open", chosen)
            await reply(interaction, pressed)

    return Choice
