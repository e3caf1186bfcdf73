"""A platform that only keeps account: for replays, for tests, and for seeing what Hush would do.

It holds what stands after every call, so that "once" can be looked at, and fails on demand as a real one would.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from bot.pipeline.platform import TryLater
from rules.model import Action, Alert, Ban, Hide, Kick, Lift, Outcome, OutcomeState, Restore, TimeOut, Unwarn, Warn

DONE = Outcome(OutcomeState.DONE)


@dataclass(slots=True)
class Recording:
    """Keeps what is hidden, who was warned, silenced or put out; by community."""

    name: str = "recording"
    calls: list[tuple[str, Action]] = field(default_factory=list)
    """Every call, in order, those that failed and those that changed nothing included."""
    hidden: set[tuple[str, str]] = field(default_factory=set)
    notices: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Action id -> (community, account)."""
    alerts: dict[str, tuple[str, str]] = field(default_factory=dict)
    silenced: dict[tuple[str, str], float] = field(default_factory=dict)
    out: dict[tuple[str, str], str] = field(default_factory=dict)
    restored: list[tuple[str, str, str | None]] = field(default_factory=list)
    """(community, comment, its text) in the order in which they were put back."""
    _failures: deque[Outcome | TryLater] = field(default_factory=deque)

    def fail(self, failures: Iterable[Outcome | TryLater]) -> None:
        """Answer the next calls with these instead of doing anything."""
        self._failures.extend(failures)

    async def perform(self, community: str, action: Action) -> Outcome:
        self.calls.append((community, action))
        if self._failures:
            failure = self._failures.popleft()
            if isinstance(failure, TryLater):
                raise failure
            return failure
        who = (community, action.account)
        match action:
            case Hide():
                self.hidden.add((community, action.comment))
            case Warn():
                self.notices[action.id] = who
            case Unwarn():
                self.notices.pop(action.of, None)
            case Alert():
                self.alerts[action.id] = who
            case TimeOut():
                self.silenced[who] = max(action.until, self.silenced.get(who, 0.0))
            case Kick():
                self.out[who] = "kick"
            case Ban():
                self.out[who] = "ban"
            case Restore():
                return self._restore(community, action)
            case Lift():
                self._lift(who, action)
            case _:
                assert_never(action)
        return DONE

    def _restore(self, community: str, action: Restore) -> Outcome:
        if (community, action.comment) in self.hidden:
            self.hidden.remove((community, action.comment))
            self.restored.append((community, action.comment, action.original.text if action.original else None))
        return DONE

    def _lift(self, who: tuple[str, str], action: Lift) -> None:
        if action.until is None:
            self.out.pop(who, None)
        elif self.silenced.get(who) == action.until:
            del self.silenced[who]
