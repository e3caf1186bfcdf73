"""What faults did, as one table at the end of the run. A row is a property of its test, so it reaches the table from any worker."""

from dataclasses import dataclass
from typing import Any

import pytest

from support.stream import LARGE

ROW = "fault"


@dataclass(frozen=True, slots=True)
class FaultTable:
    """One test's way into the table."""

    properties: list[tuple[str, Any]]

    def tell(self, fault: str, promise: str, measured: str, *, asserted: bool = True) -> None:
        """One row: fault, promise, what was measured; and whether a missed promise fails the test in a run of this size."""
        self.properties.append((ROW, (fault, promise if asserted else f"{promise} (not asserted below {LARGE:,})", measured)))


def show(reporter: pytest.TerminalReporter) -> None:
    """The table, where there is one."""
    reports = [each for kind in ("passed", "failed") for each in reporter.stats.get(kind, ()) if each.when == "call"]
    rows = [row for each in sorted(reports, key=lambda each: each.location) for name, row in each.user_properties if name == ROW]
    if not rows:
        return
    reporter.section("faults")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        reporter.write_line("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
