"""Many comments that say nothing, though they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules import duration
from rules.model import Case, Finding, Place, Said
from rules.options import Duration, option
from rules.traits import Trait

_FEW_SIGNS = 4
"""Distinct letters up to which a text of any length is a drumming on the keys."""
_DRUMMED = 12
_WORDS = re.compile(r"\S+")

FLOOD: Mapping[Place, int] = {Place.COMMENTS: 5, Place.CHAT: 6, Place.LIVE: 10}
"""Such comments in a row within the window; a live chat is made of them."""


@dataclass(frozen=True, slots=True)
class LowEffort:
    """Flags a flood of comments without words: drawings line by line, rows of signs, keys held down."""

    name: ClassVar[str] = "low_effort"
    help: ClassVar[str] = "Many comments that say nothing, though they differ"

    enabled: bool = option(True, help="Whether floods of empty comments are noticed")
    count: int | None = option(
        None,
        low=3,
        high=40,
        help="How many in a row within `window` are too many",
        unset=", ".join(f"{place} {count}" for place, count in FLOOD.items()),
    )
    window: float = option(60.0, Duration(10.0, 3600.0), help="Within which time they are counted")

    @property
    def horizon(self) -> float:
        return self.window

    def check(self, case: Case) -> Finding | None:
        said = case.said
        if not empty(said):
            return None
        row = []
        for each in reversed(case.earlier):
            if said.at - each.at > self.window or not empty(each):
                break
            row.append(each)
        if not row:
            return None
        needed = self.count or FLOOD[case.place]
        told = len(row) + 1
        flag = told >= needed
        return Finding(
            rule=self.name,
            reason=f"{told} comments in a row that say nothing {duration.within(said.at - row[-1].at)}",
            score=1 - 0.5 ** (told - needed + 1) if flag else min(0.49, 0.5 * told / needed),
            copies=tuple(each.id for each in reversed(row)) if flag else (),
            flag=flag,
        )


def empty(said: Said) -> bool:
    """Whether a comment shows much and says nothing: long rows of signs, or one or two letters over and over.

    A single emoji or "ok" is an answer, and no effort is asked of it.
    """
    form = said.form
    if said.traits & Trait.DRAWN:
        return True
    if form.letters < _DRUMMED or len(set(form.words[:_DRUMMED])) > _FEW_SIGNS + 1:  # a quick look: a space is no letter
        return False
    return len(set(form.words) - {" "}) <= _FEW_SIGNS and len(_WORDS.findall(form.words)) < 3
