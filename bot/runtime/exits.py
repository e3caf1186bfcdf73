"""The one way in which a command gives up: a line that says what is wrong and how to mend it, and an exit code."""

from __future__ import annotations

WRONG = 2
"""The exit code for what was asked or set wrongly."""
FAILED = 1
"""The exit code for what was found on the way."""


class Refusal(Exception):
    """Hush cannot do what was asked; the message is one line and says how to mend it."""

    def __init__(self, line: str, code: int = FAILED) -> None:
        super().__init__(line)
        self.code = code
