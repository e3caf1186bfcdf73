# ruff: noqa: INP001 - a script, no package
"""Writes the pages and pictures in docs/ that are made from the code: ``make docs``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tools import ladder_picture, rooms_picture, settings_page, states_picture

DOCS = Path(__file__).resolve().parent.parent / "docs"
MADE: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page.page,
    "rooms.svg": rooms_picture.picture,
    "ladder.svg": ladder_picture.picture,
    "case-states.svg": states_picture.picture,
}

if __name__ == "__main__":
    for name, made in MADE.items():
        (DOCS / name).write_text(made(), "utf-8")
