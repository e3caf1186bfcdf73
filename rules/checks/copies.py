"""Other accounts that said the same: named for the moderators, never held against this account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rules import duration
from rules.model import Case, Finding, Other, Place, Said
from rules.rule import Duration, option
from rules.similarity import COPY, closest

HOUR = 3600.0
CAMPAIGN: Mapping[Place, int] = {Place.COMMENTS: 3, Place.CHAT: 3, Place.LIVE: 10}
"""Accounts within an hour, this one included, from which one text is a campaign; in a live chat a chant has more voices."""
_CAMPAIGN_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Copies:
    """Notes who else posted these words in the community within `window`; flags nobody."""

    name: ClassVar[str] = "copies"
    help: ClassVar[str] = "Other accounts in the community that posted the same"

    enabled: bool = option(True, help="Whether others who posted the same are remembered and named")
    window: float = option(86400.0, Duration(3600.0, 7 * 86400.0), help="For how long it is remembered who else posted a text")

    @property
    def horizon(self) -> float:
        return 0.0

    def check(self, case: Case) -> Finding | None:
        accounts = tuple(other.account for other in case.others if case.said.at - other.at <= self.window)
        if not accounts:
            return None
        named = ", ".join(accounts[:3]) + (f" and {len(accounts) - 3} more" if len(accounts) > 3 else "")
        told, score = f"also posted by {named}", 0.0
        if is_campaign(case):
            times = [case.said.at, *(other.at for other in together(case))]
            within = duration.words(max(times) - min(times))
            told, score = f"a campaign: {len(times)} accounts posted this within {within}, among them {named}", 0.49
        return Finding(self.name, told, score, (), accounts, flag=False)


def is_campaign(case: Case) -> bool:
    """Whether so many accounts say this within an hour that it is one thing, with a card of its own; never an allowed text."""
    enough = CAMPAIGN[case.place]
    if len(case.others) + 1 < enough or not _campaigns(case.said) or len(together(case)) + 1 < enough:
        return False
    return not (case.allowed and closest(case.said.form, case.allowed, COPY))


def together(case: Case) -> Sequence[Other]:
    """The others who say this within one hour that holds the comment too: the fullest such hour, whichever of them came last."""
    at = case.said.at
    near = sorted((other for other in case.others if abs(at - other.at) <= HOUR), key=lambda other: (other.at, other.account))
    hours = (
        [other for other in near if start <= other.at <= start + HOUR] for start in {at, *(other.at for other in near if other.at < at)}
    )
    return max(hours, key=lambda hour: (len(hour), -hour[0].at if hour else 0.0))


def _campaigns(said: Said) -> bool:
    """Whether a text is long enough to be somebody's, or leads somewhere; a short one is everybody's."""
    return said.form.letters >= _CAMPAIGN_LETTERS or "/" in said.form.words
