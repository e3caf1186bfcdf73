# ruff: noqa: INP001 - a script, no package
"""Draws docs/case-states.svg: the states of a case, and what leads from one to the next. Run by ``make docs``.

The decisions beside the arrows come from the table in `bot.moderation.cases`: each decision is tried on a case in each state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.memory.incidents import Copy, Decision, Incident
from bot.memory.queue import Record
from bot.moderation.cases import Facts, offered, plan
from rules.model import Mode
from rules.policy import Stance
from tools.drawing import Drawing

WIDE, HIGH = 200, 64


@dataclass(frozen=True, slots=True)
class State:
    """A box: where its corner is, and what a new copy of the same text comes to while the case is in this state."""

    name: str
    x: int
    y: int
    new_copy: str


STATES: Mapping[str, State] = {
    "open": State("open", 230, 130, "a new copy: hidden, may strike"),
    "closed": State("over", 610, 130, "a new copy: opens a new case"),
    "restored": State("restored", 230, 320, "a new copy: left alone for a day"),
    "pardoned": State("pardoned", 610, 320, "a new copy: hidden, no strike"),
    "merged": State("part of another case", 230, 12, "a new copy: joins that case"),
}
UNDECIDED = (208, 104, 624, 116)
"""The frame around the two states in which a moderator has not yet decided: x, y, width, height."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """The path of an arrow; its words begin, end or have their middle at ``x`` and ``y``."""

    path: str
    x: int
    y: int
    anchor: str = "start"


BY_ITSELF: Mapping[Arrow, Sequence[str]] = {
    Arrow("M16 162H224", 18, 152): ("a comment is flagged",),
    Arrow("M430 150H604", 517, 125, "middle"): ("no copy for the longest", "window of the settings"),
    Arrow("M610 178H436", 520, 196, "middle"): ("a copy arrives late",),
    Arrow("M330 130V82", 340, 96): ("one comment belongs to both cases",),
}
DECIDED: Mapping[tuple[str, str], Arrow] = {
    ("undecided", "restored"): Arrow("M280 220V314", 270, 262, "end"),
    ("restored", "open"): Arrow("M370 320V226", 380, 266),
    ("undecided", "pardoned"): Arrow("M710 220V314", 720, 266),
    ("pardoned", "restored"): Arrow("M610 352H436", 523, 342, "middle"),
}
_WORDS = {Decision.HIDE_FIRST: "Hide the first too", Decision.NOT_SPAM: "Not spam"}
_UPRIGHT = "V"


def picture() -> str:
    """The whole picture."""
    drawing = Drawing(850, 440, "The states of a case")
    drawing.box(*UNDECIDED, "frame")
    for state in STATES.values():
        drawing.box(state.x, state.y, WIDE, HIGH)
        drawing.words(state.x + WIDE / 2, state.y + 27, state.name, "strong", "middle")
        drawing.words(state.x + WIDE / 2, state.y + 48, state.new_copy, "small", "middle")
    for arrow, words in BY_ITSELF.items():
        _draw(drawing, arrow, words)
    for step, decisions in moves().items():
        words = [_WORDS.get(each, each.value.capitalize()) for each in decisions]
        arrow = DECIDED[step]
        _draw(drawing, arrow, words if _UPRIGHT in arrow.path else [", ".join(words)])
    drawing.words(16, 424, "The other decisions change no state. Undo takes each decision back, and the state with it.", "small")
    return drawing.svg()


def _draw(drawing: Drawing, arrow: Arrow, words: Sequence[str]) -> None:
    drawing.arrow(arrow.path)
    for line, each in enumerate(words):
        drawing.words(arrow.x, arrow.y + 16 * line, each, anchor=arrow.anchor)


def moves() -> Mapping[tuple[str, str], Sequence[Decision]]:
    """The decisions that lead from one state to another; "undecided" are both states that no moderator has touched."""
    found: dict[tuple[str, str], list[Decision]] = {}
    for state in ("open", "closed", "restored", "pardoned"):
        facts = Facts(_case(state), Mode.ENFORCE)
        for decision in offered(facts):
            planned = plan(facts, decision, 0.0)
            becomes = planned[0].get("state", state) if planned else state
            if becomes != state:
                group = found.setdefault(("undecided" if state in ("open", "closed") else state, becomes), [])
                group += [decision] if decision not in group else []
    return found


def _case(state: str) -> Incident:
    """A case with a strike and three copies: the first stands, the second is hidden, the third stands again."""
    return Incident(
        n="1",
        community="c",
        account="a",
        platform="p",
        state=state,
        stance=Stance.ENFORCE,
        why="enforce",
        opened=0.0,
        closes=0.0,
        thread="t",
        reason="",
        score=1.0,
        accounts=(),
        kept="first",
        right=None,
        spared=0.0,
        waits="",
        strikes=1,
        history=(),
        copies=tuple(Copy(each, 0.0, "t") for each in ("first", "hidden", "back")),
        actions=(
            Record("1:hide:hidden", "hide", "a", "done", 0.0, comment="hidden"),
            Record("1:hide:back", "hide", "a", "done", 0.0, comment="back", undone=True),
            Record("1:restore:hide:back", "restore", "a", "done", 0.0, comment="back", of="1:hide:back"),
        ),
    )
