"""How options are declared, read from plain data, and written back. A declaration is the only place that knows default, bounds and help."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from rules import duration


class Kind(Protocol):
    """How an option's value is read from plain data and written back."""

    def read(self, plain: object) -> Any:  # noqa: ANN401 - each kind reads another type; the field's annotation names it
        """The value; ValueError says what would be right, as "must be ..."."""

    def write(self, value: Any) -> Any:  # noqa: ANN401 - the reverse of read
        """The value as TOML and JSON know it."""

    @property
    def says(self) -> str:
        """The right range in words, as "a whole number from 2 to 20"."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number with bounds, both included."""

    low: int
    high: int

    def read(self, plain: object) -> int:
        if isinstance(plain, bool) or not isinstance(plain, int) or not self.low <= plain <= self.high:
            raise ValueError(f"must be {self.says}, not {plain!r}")
        return plain

    def write(self, value: int) -> int:
        return value

    @property
    def says(self) -> str:
        return f"a whole number from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in seconds with bounds, both included; written ``"1h"``."""

    low: float
    high: float

    def read(self, plain: object) -> float:
        if not isinstance(plain, str):
            raise ValueError(f"must be {self.says}, not {plain!r}")  # noqa: TRY004 - one error type for every refusal
        length = duration.seconds(plain)
        if not self.low <= length <= self.high:
            raise ValueError(f"must be {self.says}, not {plain!r}")
        return length

    def write(self, value: float) -> str:
        return duration.short(value)

    @property
    def says(self) -> str:
        return f"a time from {duration.short(self.low)} to {duration.short(self.high)}, such as 15m or 1h"


@dataclass(frozen=True, slots=True)
class Switch:
    """Yes or no."""

    def read(self, plain: object) -> bool:
        if not isinstance(plain, bool):
            raise ValueError(f"must be {self.says}, not {plain!r}")  # noqa: TRY004 - one error type for every refusal
        return plain

    def write(self, value: bool) -> bool:  # noqa: FBT001 - the value itself, not a flag
        return value

    says: ClassVar[str] = "true or false"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of an enum's words."""

    words: type[StrEnum]
    extra: tuple[str, ...] = ()

    def read(self, plain: object) -> str:
        if isinstance(plain, str) and plain in self.extra:
            return plain
        if isinstance(plain, str) and plain in self.words.__members__.values():
            return self.words(plain)
        raise ValueError(f"must be {self.says}, not {plain!r}")

    def write(self, value: str) -> str:
        return str(value)

    @property
    def says(self) -> str:
        *others, last = (*self.extra, *(word.value for word in self.words))
        return f"{', '.join(others)} or {last}"


@dataclass(frozen=True, slots=True)
class Names:
    """A list of ids, such as accounts or roles."""

    most: int

    def read(self, plain: object) -> tuple[str, ...]:
        if (
            not isinstance(plain, Sequence)
            or isinstance(plain, str)
            or len(plain) > self.most
            or not all(isinstance(name, str) and name for name in plain)
        ):
            raise ValueError(f"must be {self.says}, not {plain!r}")
        return tuple(plain)

    def write(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    @property
    def says(self) -> str:
        return f'a list of at most {self.most} ids in quotes, such as ["123", "456"]'


@dataclass(frozen=True, slots=True)
class Step:
    """``copies`` of one text within ``window`` seconds, of which the last ``pace`` lie within ``pace_window``.

    Written ``"3 in 3m"``, or ``"4 with 3 in 15m"``: then the time is the pace's, and all copies lie within the longest step's.
    """

    copies: int
    window: float
    pace: int = 0
    pace_window: float = 0.0

    def met(self, times: Sequence[float], longest: float) -> bool:
        """Whether ``times`` (of the copies, ascending, the new comment last) fulfil this step."""
        last = times[-1]
        if len(times) < self.copies or last - times[-self.copies] > (self.window or longest):
            return False
        return not self.pace or last - times[-self.pace] <= self.pace_window

    def __str__(self) -> str:
        if self.pace:
            return f"{self.copies} with {self.pace} in {duration.short(self.pace_window)}"
        return f"{self.copies} in {duration.short(self.window)}"


_STEP = re.compile(r"\s*(\d+)\s+(?:with\s+(\d+)\s+)?in\s+(\d+\s*[smhd])\s*")


@dataclass(frozen=True, slots=True)
class Steps:
    """A list of steps; any one of them is enough."""

    copies: Whole = Whole(2, 20)
    window: Duration = Duration(60.0, 7 * 86400.0)

    def read(self, plain: object) -> tuple[Step, ...]:
        if not isinstance(plain, Sequence) or isinstance(plain, str) or not plain:
            raise ValueError(f"must be {self.says}, not {plain!r}")
        steps = tuple(self._step(each) for each in plain)
        if all(step.pace for step in steps):
            raise ValueError('needs one step without "with", since the longest such step bounds the others')
        return steps

    def _step(self, plain: object) -> Step:
        match = _STEP.fullmatch(plain) if isinstance(plain, str) else None
        if match is None:
            raise ValueError(f'each step must be written "3 in 3m" or "4 with 3 in 15m", not {plain!r}')
        copies, length = self.copies.read(int(match[1])), self.window.read(match[3])
        if match[2] is None:
            return Step(copies, length)
        pace = int(match[2])
        if not 2 <= pace < copies:
            raise ValueError(f"in {plain!r} the second number must be at least 2 and below the first")
        return Step(copies, 0.0, pace, length)

    def write(self, value: Sequence[Step]) -> list[str]:
        return [str(step) for step in value]

    @property
    def says(self) -> str:
        return f'a list of steps such as ["3 in 3m", "4 with 3 in 15m"], each with {self.copies.says} and {self.window.says}'


@dataclass(frozen=True, slots=True)
class Option:
    """A declared option as others read it. ``unset`` says in words what holds while it is None."""

    name: str
    default: Any
    kind: Kind
    help: str
    unset: str


_KEY = "option"


def option(
    default: Any,  # noqa: ANN401 - the field's own annotation names the type
    kind: Kind | None = None,
    *,
    low: int | None = None,
    high: int | None = None,
    help: str,  # noqa: A002 - the word the page and the commands use
    unset: str = "",
) -> Any:  # noqa: ANN401 - dataclasses.field is typed as its default, and so is this
    """Declare an option as a dataclass field; whole numbers need only their bounds, anything else its kind.

    A default of None means "as the place says"; ``unset`` puts that into words.
    """
    if kind is None:
        kind = (
            Switch()
            if isinstance(default, bool)
            else Whole(low if low is not None else 0, high if high is not None else int(math.pow(2, 31)))
        )
    return dataclasses.field(default=default, metadata={_KEY: (kind, help, unset)})


def options(declared: type) -> Mapping[str, Option]:
    """Every option that a dataclass declares, by its name, in the order of declaration."""
    found = {}
    for field in dataclasses.fields(declared):
        if _KEY in field.metadata:
            kind, told, unset = field.metadata[_KEY]
            found[field.name] = Option(field.name, field.default, kind, told, unset)
    return found
