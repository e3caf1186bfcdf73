# ruff: noqa: INP001 - a script, no package
"""Draws docs/ladder.svg: what the first, second and third strike bring. Run by ``make docs``."""

from __future__ import annotations

from rules import duration
from rules.ladder import LADDER, Penalty
from rules.policy import STRIKES_EACH, STRIKES_FIRST, STRIKES_LAST
from tools.drawing import Drawing

STEP, RISE, LINE = 226, 22, 22
_SAYS = {"notice": "a notice to the account", "alert": "a call to the moderators", "kick": "a kick", "ban": "a ban"}
_PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def picture() -> str:
    """The whole picture, from the ladder that a community starts with."""
    rows = [["the repeats are hidden", *map(_says, row)] for row in LADDER]
    tallest = LINE * (2 + max(len(row) - place for place, row in enumerate(rows)))
    height = tallest + RISE * (len(rows) - 1) + 96
    drawing = Drawing(STEP * len(rows) + 40, height, "The ladder: what each strike of an account brings")
    floor = height - 72
    for place, row in enumerate(rows):
        x, top = 20 + STEP * place, floor - tallest - RISE * place
        drawing.box(x, top, STEP - 8, floor - top)
        last = " and later" if place == len(rows) - 1 else ""
        drawing.words(x + 14, top + 26, f"{_PLACES[place]} strike{last}", "strong")
        for line, told in enumerate(row):
            drawing.words(x + 14, top + 26 + LINE * (line + 1), f"· {told}")
    numbers = ", ".join(str(STRIKES_FIRST + STRIKES_EACH * times) for times in range(1, 4))
    drawing.words(20, floor + 28, f"A case brings a strike when it opens with a copy to hide, and again at {numbers} ... copies.")
    last = duration.words(STRIKES_LAST)
    drawing.words(20, floor + 50, f"A strike stands for {last}, unless a moderator takes it back or Hush could hide nothing.")
    return drawing.svg()


def _says(penalty: Penalty) -> str:
    return f"a timeout of {duration.words(penalty.lasts)}" if penalty.lasts else _SAYS[penalty.does]
