"""The same answer to different people."""

from __future__ import annotations

from collections.abc import Sequence

from rules.adverts import answers
from rules.harmless.repeat import Repeat
from rules.model import Place, Said

_AT_LEAST_APART = 60.0
"""Seconds: who answers people reads them first; names put before a text are written faster."""
_READER = 30.0
"""Seconds from one answer to the next, on average, that a reader takes at least."""
_HOUR, _HASTY, _READ = 3600.0, 3, 12
"""So many answers in so many seconds: of who does not take the time to read, and of who does."""


def at_a_readers_pace(said: Said, earlier: Sequence[Said]) -> bool:
    """Whether there was time to read a comment before each of these answers, on average."""
    hour = [each.at for each in earlier if said.at - each.at <= _HOUR]
    return bool(hour) and said.at - hour[0] >= _READER * len(hour)


def same_answer(repeat: Repeat) -> str | None:
    """Helpers tell many people one thing, at a reader's pace, and not without end.

    The platform's own replies are believed; a name before the text only at a slower pace. An answer that leads elsewhere is an advert.
    """
    said = repeat.said
    if repeat.advert or not answers(said):
        return None
    asked = [copy for copy in repeat.copies if answers(copy)]
    if not asked:
        return None
    most = _READ if at_a_readers_pace(said, repeat.copies) else _HASTY
    if sum(said.at - copy.at <= _HOUR for copy in repeat.copies) >= most:
        return None
    if said.reply_to_author:
        others = {copy.reply_to_author for copy in asked}
        return "the same answer to different people" if len(others | {said.reply_to_author}) > len(asked) // 2 + 1 else None
    dressed = {copy.original for copy in asked} | {said.original}
    slow = repeat.between >= len(repeat.copies) or (
        repeat.place is not Place.COMMENTS and all(gap >= _AT_LEAST_APART for gap in repeat.gaps)
    )
    return "the same answer to different people" if slow and len(dressed) > len(asked) // 2 + 1 else None
