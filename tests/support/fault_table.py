"""What faults did, as one table at the end of the run."""

from dataclasses import dataclass, field


@dataclass
class Told:
    """Rows of the table: fault, promise, what was measured."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def tell(self, fault: str, promise: str, measured: str) -> None:
        """One row."""
        self.rows.append((fault, promise, measured))
