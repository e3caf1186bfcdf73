"""Code, command lines, paths and logs: they are alike by nature."""

from __future__ import annotations

from rules.harmless.repeat import Repeat
from rules.traits import Trait


def code(repeat: Repeat) -> str | None:
    """Somebody shows what a machine is told, or says."""
    if repeat.advert:
        return None
    return "code or a log" if repeat.said.traits & Trait.CODE else None
