"""The port, filled for Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import assert_never

from bot.memory.errors import StoreError
from bot.pipeline.platform import TryLater
from bot.platforms.discord import NAME
from bot.platforms.discord.actions.hide import HideAction
from bot.platforms.discord.actions.members import MemberActions
from bot.platforms.discord.actions.outcomes import failed, refusal
from bot.platforms.discord.actions.restore import RestoreAction
from bot.platforms.discord.actions.warn import WarnAction
from bot.platforms.discord.rest.client import Refused
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Outcome, OutcomeState, Restore, TimeOut, Unwarn, Warn

NO_LOG = failed("there is no moderator log: run /hush-admin setup")


@dataclass(slots=True)
class DiscordPlatform:
    """Does what was decided, where the messages are. ``alerts`` calls the moderators to a card; False where there is no log."""

    hide_action: HideAction
    warn_action: WarnAction
    members: MemberActions
    restore_action: RestoreAction
    alerts: Callable[[str, str], Awaitable[bool]]
    name: str = NAME

    async def perform(self, community: str, action: Action) -> Outcome:
        try:
            return await self._perform(community, action)
        except Refused as refused:
            return refusal(refused)
        except StoreError as error:
            raise TryLater(str(error)) from error

    async def _perform(self, community: str, action: Action) -> Outcome:  # noqa: PLR0911 - one match over every action is one idea
        match action:
            case Hide():
                return await self.hide_action.hide(community, action)
            case Warn():
                return await self.warn_action.warn(community, action)
            case Unwarn():
                return await self.warn_action.unwarn(community, action)
            case TimeOut():
                return await self.members.time_out(community, action)
            case Kick():
                return await self.members.kick(community, action)
            case Ban():
                return await self.members.ban(community, action)
            case Alert():
                return Outcome(OutcomeState.DONE) if await self.alerts(community, action.incident) else NO_LOG
            case Restore() if action.comment == action.thread:
                return await self.hide_action.reopen(community, action.thread)
            case Restore():
                return await self.restore_action.restore(community, action)
            case Lift():
                return await self.members.lift(community, action)
            case _:
                assert_never(action)
