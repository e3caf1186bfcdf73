"""Other accounts that said the same: named for the moderators, never held against this account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rules.model import Case, Finding
from rules.rule import Duration, option


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
        return Finding(self.name, f"also posted by {named}", 0.0, (), accounts, flag=False)
