"""Other accounts that said the same: named for the moderators, never held against this account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rules import duration
from rules.adverts import advert, same_advert
from rules.allowed import is_allowed
from rules.minhash import LETTERS
from rules.model import Case, Finding, Other, Place, Said
from rules.options import Duration, option
from rules.similarity import COPY, NEWS, closest
from rules.traits import Trait

HOUR = 3600.0
CAMPAIGN: Mapping[Place, int] = {Place.COMMENTS: 3, Place.CHAT: 3, Place.LIVE: 10}
"""Accounts within an hour, this one included, from which one text is a campaign; in a live chat a chant has more voices."""
_NEARLY = 85.0
"""Percent alike from which another's text is the same: people take up each other's words, and no account does so by chance."""
_TAKEN_UP = frozenset({"part", "link"})
"""Views of an answer to what was said, or of two who share a page; of an advert, of its copy."""
_OWN_WORDS = Trait.COMMAND | Trait.CODE | Trait.NOTICE | Trait.QUOTE
"""Traits of texts that resemble each other whoever posts them."""


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
        if not case.others:
            return None
        accounts = tuple(other.account for other in case.others if case.said.at - other.at <= self.window)
        if not accounts:
            return None
        named = ", ".join(accounts[:3]) + (f" and {len(accounts) - 3} more" if len(accounts) > 3 else "")
        near = any(other.form for other in case.others)
        told, score = f"also posted{', word for word or nearly so,' if near else ''} by {named}", 0.0
        if is_campaign(case):
            times, this = [case.said.at, *(other.at for other in together(case))], "this or nearly this" if near else "this"
            within = duration.words(max(times) - min(times))
            told, score = f"a campaign: {len(times)} accounts posted {this} within {within}, among them {named}", 0.49
        return Finding(self.name, told, score, (), accounts, flag=False)


def is_campaign(case: Case) -> bool:
    """Whether so many accounts say this within an hour that it is one thing, with a card of its own; never an allowed text."""
    enough = CAMPAIGN[case.place]
    if len(case.others) + 1 < enough or not _campaigns(case.said) or len(together(case)) + 1 < enough:
        return False
    return not is_allowed(case.said, case.allowed)


def together(case: Case) -> Sequence[Other]:
    """The others who say this within one hour that holds the comment too: the fullest such hour, whichever of them came last."""
    at = case.said.at
    near = sorted((other for other in case.others if abs(at - other.at) <= HOUR), key=lambda other: (other.at, other.account))
    hours = (
        [other for other in near if start <= other.at <= start + HOUR] for start in {at, *(other.at for other in near if other.at < at)}
    )
    return max(hours, key=lambda hour: (len(hour), -hour[0].at if hour else 0.0))


def others(said: Said, equal: Sequence[Other], near: Sequence[tuple[str, Said]]) -> Sequence[Other]:
    """Who else said this: those who used the same words, then those of ``near`` whose text is a near-copy, each with its newest."""
    alike = {id(each) for each in nearly(said, [each for _, each in near])} if near else ()
    if not alike:
        return equal
    known = {each.account for each in equal}
    newest = {account: each for account, each in sorted(near, key=lambda told: told[1].at) if id(each) in alike and account not in known}
    return [*equal, *(Other(account, each.at, each.form) for account, each in newest.items())]


def nearly(said: Said, texts: Sequence[Said]) -> Sequence[Said]:
    """Those of other accounts' texts that are near-copies of this one. Short texts have none, nor what machines and readers' quotes repeat."""
    if said.form.letters < LETTERS or said.traits & _OWN_WORDS:
        return []
    near = [each for each in texts if not each.gone and not each.traits & _OWN_WORDS]
    found = closest(said.form, [each.form for each in near], COPY, news=True)
    if not found:
        return []
    promoted = advert(said)
    return [
        near[i]
        for i, score, view in found
        if (same_advert(promoted, view) if view in NEWS else bool(promoted) or (score >= _NEARLY and view not in _TAKEN_UP))
    ]


def _campaigns(said: Said) -> bool:
    """Whether a text is long enough to be somebody's, or leads somewhere; a short one is everybody's."""
    return said.form.letters >= LETTERS or "/" in said.form.words
