"""The rules, one a file. A new rule is its file, one line here, and its test."""

from __future__ import annotations

from rules.checks.copies import Copies
from rules.checks.flood import Flood
from rules.checks.low_effort import LowEffort
from rules.checks.off_topic import OffTopic
from rules.checks.repeats import Repeats
from rules.rule import Rule

RULES: tuple[type[Rule], ...] = (Repeats, LowEffort, Flood, Copies, OffTopic)
"""Every rule that ships, in the order in which their findings are told."""
