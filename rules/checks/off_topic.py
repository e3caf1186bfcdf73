"""Whether a comment has to do with what its thread is about: no ground to act, but it weighs on what other rules find."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from rules.model import Case, Finding
from rules.options import option
from rules.text import canonical
from rules.text.scripts import DENSE

_WEIGHS = 0.1  # what the topic adds to a finding's score, or takes from it: less than one more copy does
_STEM = 5  # letters that make a word the same in its other forms; a shorter word counts only as the beginning of a longer one
_DENSE_RUN = re.compile(f"[{DENSE}]{{2,}}")


@dataclass(frozen=True, slots=True)
class OffTopic:
    """Raises a finding where the comment shares no word with its thread's topic, and lowers it where it does."""

    name: ClassVar[str] = "off_topic"
    help: ClassVar[str] = "Whether a repeat has to do with the topic of its thread"

    enabled: bool = option(True, help="Whether the topic of the thread weighs on what is found")
    letters: int = option(15, low=5, high=100, help="Texts with fewer letters say too little to be off topic")

    @property
    def horizon(self) -> float:
        return 0.0

    def check(self, case: Case) -> Finding | None:
        if not case.topic or case.said.form.letters < self.letters:
            return None
        about = _topic(case.topic)
        if not about:
            return None
        if not _share(about, _stems(case.said.form.words)):
            return Finding(self.name, "nothing to do with the topic", 0.0, flag=False, bears=_WEIGHS)
        return Finding(self.name, "on the topic", 0.0, flag=False, bears=-_WEIGHS)


@lru_cache(maxsize=1024)
def _topic(text: str) -> frozenset[str]:
    """The stems of a topic; a thread's is asked for with each of its comments."""
    return frozenset(_stems(canonical(text).words))


def _stems(words: str) -> set[str]:
    """What a text speaks of: the beginnings of its words but the shortest; of scripts without spaces, each two signs in a row."""
    found = {word[:_STEM] for word in words.split() if len(word) >= _STEM - 1 and "/" not in word}
    for run in () if words.isascii() else _DENSE_RUN.findall(words):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def _share(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Whether two texts have a word in common, in whatever form: the whole stem, or a short word that begins a longer one."""
    if any(len(each) != _STEM - 1 for each in one & other):
        return True
    return any(each[:-1] in other for each in one if len(each) == _STEM) or any(each[:-1] in one for each in other if len(each) == _STEM)
