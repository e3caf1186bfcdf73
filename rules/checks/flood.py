"""More than a person types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from rules import duration
from rules.model import Case, Finding, Place
from rules.options import Choice, Duration, option

MOST: Mapping[Place, int] = {Place.COMMENTS: 12, Place.CHAT: 25, Place.LIVE: 40}
"""Comments within the window that no person types; a fast chat has short ones."""


class Response(StrEnum):
    """What a flood brings."""

    ALERT = "alert"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Flood:
    """Notices an account that posts faster than a person can; hides what it names only where that is chosen."""

    name: ClassVar[str] = "flood"
    help: ClassVar[str] = "One account posts more than a person types"

    enabled: bool = option(True, help="Whether floods are noticed")
    count: int | None = option(
        None,
        low=5,
        high=150,
        help="How many comments within `window` are too many",
        unset=", ".join(f"{place} {count}" for place, count in MOST.items()),
    )
    window: float = option(60.0, Duration(10.0, 3600.0), help="Within which time they are counted")
    response: Response = option(Response.ALERT, Choice(Response), help="alert: told on a card; hide: what the card names is hidden too")

    @property
    def horizon(self) -> float:
        return self.window

    def check(self, case: Case) -> Finding | None:
        said = case.said
        most = self.count or MOST[case.place]
        if len(case.earlier) + 1 < most or said.at - case.earlier[1 - most].at > self.window:
            return None
        if case.account is not None and case.account.bot:
            return None
        since = said.at - self.window
        row = [each for each in case.earlier if each.at >= since]
        told = len(row) + 1
        hide = self.response is Response.HIDE
        return Finding(
            rule=self.name,
            reason=f"{told} comments {duration.within(said.at - row[0].at)}, more than a person types",
            score=1 - 0.5 ** (1 + (told - most) / most) if hide else 0.49,
            copies=tuple(each.id for each in row) if hide else (),
            flag=hide,
        )
