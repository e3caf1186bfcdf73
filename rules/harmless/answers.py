"""The same answer to different people."""

from __future__ import annotations

from rules.adverts import answers
from rules.harmless.repeat import Repeat
from rules.model import Place

_AT_LEAST_APART = 60.0
"""Seconds: who answers people reads them first; names put before a text are written faster."""


def same_answer(repeat: Repeat) -> str | None:
    """Helpers tell many people one thing. The platform's own replies are believed; a name before the text only at a reader's pace."""
    said = repeat.said
    if repeat.advert or not answers(said):
        return None
    asked = [copy for copy in repeat.copies if answers(copy)]
    if not asked:
        return None
    if said.reply_to_author:
        others = {copy.reply_to_author for copy in asked}
        return "the same answer to different people" if len(others | {said.reply_to_author}) > len(asked) // 2 + 1 else None
    dressed = {copy.original for copy in asked} | {said.original}
    read = repeat.between >= len(repeat.copies) or (
        repeat.place is not Place.COMMENTS and all(gap >= _AT_LEAST_APART for gap in repeat.gaps)
    )
    return "the same answer to different people" if read and len(dressed) > len(asked) // 2 + 1 else None
