"""What a rule is, and how its options are declared.

A rule is a frozen dataclass whose fields are options; its `check` is a pure question about one case. The declaration of an
option is the only place that knows its default, bounds and help: settings, commands, docs and the page read it from there.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from rules.model import Case, Finding


class Rule(Protocol):
    """One way to look at a case. ``name`` is its key under ``rules.`` in the settings."""

    name: ClassVar[str]
    help: ClassVar[str]

    @property
    def enabled(self) -> bool:
        """Whether the community wants this rule asked."""

    @property
    def horizon(self) -> float:
        """How many seconds before a comment this rule still looks at."""

    def check(self, case: Case) -> Finding | None:
        """What this rule has to say of the newest comment, or nothing."""
