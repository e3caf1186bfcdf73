"""Comments as they come from outside: read strictly, and refused with what is wrong and what would be right."""

from __future__ import annotations

import math

import msgspec

from bot.pipeline.ids import wrong_name
from rules.model import Comment

MOST_TEXT = 65536
"""Bytes of UTF-8 in a text: more than any platform lets an account say."""
LAST_TIME = 32503680000.0
"""The year 3000, in epoch seconds: a time beyond it was meant as milliseconds."""


class CommentError(ValueError):
    """This comment is refused; the message names the field and says what would be right."""


class Conflict(CommentError):
    """The comment's id is already known with another text."""


def read(line: bytes | str) -> Comment:
    """One comment from JSON. Unknown keys are ignored. CommentError names the field, or the place in the line."""
    try:
        comment = msgspec.json.decode(line, type=Comment)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CommentError(_told(error)) from error
    return checked(comment)


def checked(comment: Comment) -> Comment:
    """The comment itself, if its values make sense."""
    for name in ("id", "community", "thread", "author"):
        if wrong := wrong_name(getattr(comment, name)):
            raise CommentError(f"{name}: {wrong}")
    for name, at in (("at", comment.at), ("edited_at", comment.edited_at)):
        if at is not None and not (math.isfinite(at) and 0 < at < LAST_TIME):
            raise CommentError(f"{name}: {at!r} is no time in epoch seconds, such as 1775000000.5 (not milliseconds)")
    if comment.edited_at is not None and comment.edited_at < comment.at:
        raise CommentError(f"edited_at: {comment.edited_at!r} is before at, {comment.at!r}")
    if len(comment.text.encode()) > MOST_TEXT:
        raise CommentError(f"text: must be at most {MOST_TEXT} bytes of UTF-8")
    return comment


def _told(error: Exception) -> str:
    """What msgspec says as ``Expected `str`, got `int` - at `$.id``` is told as ``id: expected str, got int``."""
    message, _, path = str(error).replace("`", "").partition(" - at $")
    message = message.replace("Object missing required field", "missing the field")
    return f"{path.lstrip('.')}: {message[:1].lower()}{message[1:]}" if path else message
