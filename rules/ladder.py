"""What the n-th strike brings, as a table a community can write itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from rules import duration
from rules.options import Duration

TIMEOUT_LENGTH = Duration(60.0, 28 * 86400.0)
"""Discord's longest timeout is 28 days: https://docs.discord.com/developers/resources/guild (Modify Guild Member)."""
WORDS = ("notice", "alert", "kick", "ban")


@dataclass(frozen=True, slots=True)
class Penalty:
    """One thing a strike brings besides hiding; ``lasts`` in seconds, only for a timeout. Written ``"timeout 10m"``."""

    does: str
    lasts: float = 0.0

    def __str__(self) -> str:
        return f"{self.does} {duration.short(self.lasts)}" if self.lasts else self.does


Ladder = tuple[tuple[Penalty, ...], ...]
NOTICE = Penalty("notice")
LADDER: Ladder = (
    (NOTICE,),
    (NOTICE, Penalty("timeout", 600.0)),
    (NOTICE, Penalty("timeout", 86400.0), Penalty("alert")),
)
"""Kick and ban come only where a community writes them in."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """The ladder as plain data: a list of rows, each a list of penalties; the last row holds for every strike after it."""

    most: int = 10

    def read(self, plain: object) -> Ladder:
        if not _is_list(plain) or not 1 <= len(plain) <= self.most:
            raise ValueError(f"must be {self.says}, not {plain!r}")
        return tuple(self._row(row) for row in plain)

    def _row(self, plain: object) -> tuple[Penalty, ...]:
        if not _is_list(plain):
            raise ValueError(f'each row must be a list of penalties such as ["notice", "timeout 10m"], not {plain!r}')
        return tuple(_penalty(each) for each in plain)

    def write(self, value: Ladder) -> list[list[str]]:
        return [[str(penalty) for penalty in row] for row in value]

    @property
    def says(self) -> str:
        return f'1 to {self.most} rows of {", ".join(WORDS)} or "timeout 10m", such as [["notice"], ["notice", "timeout 10m"]]'


def _penalty(plain: object) -> Penalty:
    does, _, rest = plain.strip().partition(" ") if isinstance(plain, str) else ("", "", "")
    if does == "timeout" and rest:
        return Penalty(does, TIMEOUT_LENGTH.read(rest))
    if does in WORDS and not rest:
        return Penalty(does)
    raise ValueError(f'a penalty must be {", ".join(WORDS)} or "timeout 10m", not {plain!r}')


def _is_list(plain: object) -> TypeGuard[Sequence[object]]:
    return isinstance(plain, Sequence) and not isinstance(plain, str)
