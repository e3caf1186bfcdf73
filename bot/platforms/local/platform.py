"""The port, filled for the page's own threads: what is decided is done to what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from bot.memory.errors import StoreError
from bot.memory.threads import Threads
from bot.pipeline.platform import TryLater
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Outcome, OutcomeState, Restore, TimeOut, Unwarn, Warn

NAME = "page"
DONE = Outcome(OutcomeState.DONE)
NO_MEMBERS = Outcome(OutcomeState.UNSUPPORTED, "nobody is a member of this page, so nobody can be put out and come back")


@dataclass(frozen=True, slots=True)
class LocalPlatform:
    """Hides and restores on the page, and holds accounts to what was decided about them when they next comment."""

    threads: Threads
    name: str = NAME

    async def perform(self, community: str, action: Action) -> Outcome:
        """Do one action; every effect is a state, so doing it again changes nothing."""
        try:
            return await self._perform(community, action)
        except StoreError as error:
            raise TryLater(str(error)) from error

    async def _perform(self, community: str, action: Action) -> Outcome:
        threads, account = self.threads, action.account
        match action:
            case Hide():
                await threads.veil(community, account, action.thread, action.comment, veiled=True)
            case Restore():
                await threads.veil(community, account, action.thread, action.comment, veiled=False)
            case Warn():
                await threads.stand(community, account, "notice", action.id, thread=action.thread)
            case Unwarn():
                await threads.stand(community, account, "no notice", action.of)
            case TimeOut():
                await threads.stand(community, account, "timeout", action.id, until=action.until)
            case Ban():
                await threads.stand(community, account, "ban", action.id)
            case Lift():
                await threads.stand(community, account, "lift", action.id, until=action.until)
            case Alert():
                pass  # the moderators look at this page: the card is the call
            case Kick():
                return NO_MEMBERS
            case _:
                assert_never(action)
        return DONE
