"""One account says the same thing again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rules import duration
from rules.model import Case, Finding, Place, Said
from rules.rule import Duration, Step, Steps, option
from rules.similarity import COPY, closest

HOUR = 3600.0
_CHAT = (Step(3, 180.0), Step(4, 0.0, 3, 900.0), Step(5, HOUR))
STEPS: Mapping[Place, tuple[Step, ...]] = {Place.COMMENTS: (Step(3, HOUR),), Place.CHAT: _CHAT, Place.LIVE: _CHAT}
"""Under an article people speak once or twice; in a chat the pace tells."""
SHORT: Mapping[Place, Step] = {Place.COMMENTS: Step(5, 60.0), Place.CHAT: Step(5, 60.0), Place.LIVE: Step(8, 60.0)}
""" "lol" and "ok" are said all day: below `Repeats.short_letters` only a flood counts."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Flags a comment that, with its copies, reaches one of the place's steps. Every count includes the new comment."""

    name: ClassVar[str] = "repeats"
    help: ClassVar[str] = "One account says the same thing again and again"

    enabled: bool = option(True, help="Whether repeats are noticed at all")
    similarity: int = option(round(COPY), low=70, high=100, help="How alike, in percent, counts as a copy")
    steps: tuple[Step, ...] | None = option(
        None,
        Steps(),
        help="How many copies in which time are too many; any one step is enough",
        unset="; ".join(f"{place} {', '.join(map(str, steps))}" for place, steps in STEPS.items()),
    )
    copies: int | None = option(None, low=2, high=20, help="Short for a single step: this many copies within `window`", unset="as `steps`")
    window: float | None = option(
        None, Duration(60.0, 7 * 86400.0), help="Short for a single step: the time of `copies`", unset="as `steps`"
    )
    short_letters: int = option(9, low=0, high=40, help="Texts with fewer letters only count as a flood (5 in 1m; live 8 in 1m)")

    def __post_init__(self) -> None:
        if self.steps is not None and (self.copies is not None or self.window is not None):
            raise ValueError(
                "steps, copies and window: use either `steps`, or `copies` and `window`, since the short form replaces all steps"
            )

    def steps_in(self, place: Place) -> Sequence[Step]:
        """The steps that hold in a place: the community's own, or the place's."""
        if self.copies is not None or self.window is not None:
            return (Step(self.copies or 3, self.window or HOUR),)
        return self.steps or STEPS[place]

    @property
    def horizon(self) -> float:
        return max(step.window for place in Place for step in (*self.steps_in(place), SHORT[place]))

    def check(self, case: Case) -> Finding | None:
        said, steps = case.said, self.steps_in(case.place)
        longest = max(step.window for step in steps)
        if said.form.letters < self.short_letters:
            steps = (SHORT[case.place],)
            longest = steps[0].window
        recent = [each for each in case.earlier if said.at - each.at <= longest]
        found = closest(said.form, [each.form for each in recent], self.similarity)
        if not found:
            return None
        copies = [recent[index] for index, _, _ in found]
        times = [*(copy.at for copy in copies), said.at]
        needed = min((step.copies for step in steps if step.met(times, longest)), default=0)
        return Finding(
            rule=self.name,
            reason=_reason(copies, said, [score for _, score, _ in found]),
            score=_score(len(times), needed, min(step.copies for step in steps)),
            copies=tuple(copy.id for copy in copies),
            flag=bool(needed),
        )


def _reason(copies: Sequence[Said], said: Said, scores: Sequence[float]) -> str:
    """As in "7 copies in 12 minutes, 96 to 100 % alike, 5 threads"."""
    low, high = round(min(scores)), round(max(scores))
    alike = f"{high} % alike" if low == high else f"{low} to {high} % alike"
    told = f"{len(copies) + 1} copies in {duration.words(said.at - copies[0].at)}, {alike}"
    threads = len({copy.thread for copy in copies} | {said.thread})
    return told if threads == 1 else f"{told}, {threads} threads"


def _score(count: int, met: int, least: int) -> float:
    """Below one half while no step is met, above it and rising with every copy beyond the step that was."""
    if not met:
        return min(0.49, 0.5 * count / least)
    return 1 - 0.5 ** (count - met + 1)
