"""The port that every platform fills."""

from __future__ import annotations

from typing import Protocol

from rules.model import Action, Outcome


class TryLater(Exception):
    """The platform cannot do it now. ``after``: not before so many seconds, where the platform said so.

    ``asked``: whether the platform was asked. It was not where it had told Hush to wait, and then this was no attempt.
    """

    def __init__(self, why: str, after: float | None = None, *, asked: bool = True) -> None:
        super().__init__(why)
        self.after = after
        self.asked = asked


class Platform(Protocol):
    """Does what was decided, where the comments are.

    An action may come more than once, with the same id: its effect must be there once. Hiding what is gone is done; a timeout
    never shortens a longer one; a notice is not said twice; taking back what was never done is done. What cannot be done for
    good is an outcome that says why; what may be possible later raises `TryLater`; nothing else is raised for anything the
    platform answers.
    """

    @property
    def name(self) -> str:
        """The platform's name in the queue, fixed for good."""

    async def perform(self, community: str, action: Action) -> Outcome:
        """Do one action in one community, and say what came of it."""
