"""Reading what a site sends: bounded, strict about what is there, and exact about what is wrong."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from aiohttp import web

from bot.pipeline.comments import CommentError, Conflict
from bot.pipeline.ids import wrong_name
from bot.web.problems import Problem, ProblemKind, ToldError

MOST_BODY = 64 * 1024
"""Bytes in a body that is one thing."""
MOST_ARRAY = 1024 * 1024
"""Bytes in an array of comments, each of which is bound by `MOST_BODY`."""
MOST_COMMENTS = 100
"""Comments in an array."""

Model = TypeVar("Model")
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_LONE, _STAND_IN = rb"\ud800", rb"\ufdd0"
"""Half a character, and one that is for nobody's use (Unicode 23.7) and as long, while an array is taken apart."""
_MISSING = re.compile(r"Object missing required field `(.+)`")


async def body(request: web.Request, most: int = MOST_BODY) -> bytes:
    """The whole body, within ``most`` bytes."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise Problem(
            ProblemKind.ENCODED, f"Content-Encoding: send the body as it is, not as {encoding!r}", headers={"Accept-Encoding": "identity"}
        )
    try:
        raw = await request.read()
    except web.RequestPayloadError as error:
        raise Problem(ProblemKind.MALFORMED, f"the body did not come through whole: {error}") from error
    if len(raw) > most:
        raise too_large(len(raw), most)
    return raw


def too_large(size: int, most: int) -> Problem:
    """More bytes than may be."""
    return Problem(ProblemKind.TOO_LARGE, f"{size} bytes are too many: at most {most // 1024} KiB")


def read(raw: bytes | msgspec.Raw, model: type[Model]) -> Model:
    """The body as a model. Problem names the position of what is no JSON, or the field that is wrong; unknown keys are ignored."""
    try:
        return msgspec.json.decode(raw, type=model)
    except msgspec.ValidationError as error:
        wrong = field_error(str(error))
        raise Problem(ProblemKind.INVALID, f"{wrong.field}: {wrong.detail}", errors=[wrong]) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if lone := _lone_surrogates(bytes(raw)):
            told = f"a lone surrogate, {bytes(raw)[lone[0] : lone[0] + 6].decode()} (byte {lone[0]}), is half a character; send \\ufffd in its place"
            raise Problem(ProblemKind.MALFORMED, told) from error
        raise Problem(ProblemKind.MALFORMED, f"the body is no JSON in UTF-8: {error}") from error
    except RecursionError as error:
        raise Problem(ProblemKind.MALFORMED, "the body is nested too deeply") from error


def read_array(raw: bytes) -> list[bytes]:
    """The items of a JSON array, unread, so that each can be wrong by itself, by a lone surrogate too."""
    whole = bytearray(raw)
    for at in _lone_surrogates(raw):
        whole[at : at + 6] = _STAND_IN
    items = [bytes(item).replace(_STAND_IN, _LONE) for item in read(bytes(whole), list[msgspec.Raw])]
    if len(items) > MOST_COMMENTS:
        raise Problem(ProblemKind.TOO_LARGE, f"{len(items)} comments are too many for one request: send at most {MOST_COMMENTS}")
    return items


def _lone_surrogates(raw: bytes) -> list[int]:
    r"""Where a ``\ud800`` stands without its other half, in bytes."""
    lone: list[int] = []
    high = -6
    for escape in _ESCAPE.finditer(raw):
        unit = int(escape[1], 16) if escape[1] else 0
        if 0xDC00 <= unit < 0xE000 and lone and high == escape.start() - 6:
            lone.pop()
        elif 0xD800 <= unit < 0xE000:
            lone.append(escape.start())
        high = escape.start() if 0xD800 <= unit < 0xDC00 else -6
    return lone


def field_error(message: str) -> ToldError:
    """What msgspec found, by the field it found it in."""
    found = _PLACE.match(message)
    what, path = (found["what"], (found["path"] or "").lstrip(".")) if found else (message, "")
    missing = _MISSING.fullmatch(what)
    if missing:
        return ToldError(f"{path}.{missing[1]}" if path else missing[1], "is missing")
    what = what.replace("`", "")
    return ToldError(path or "body", what[:1].lower() + what[1:])


def comment_problem(error: CommentError) -> Problem:
    """A comment that was refused further inside."""
    field, _, detail = str(error).partition(": ")
    return Problem(
        ProblemKind.CONFLICT if isinstance(error, Conflict) else ProblemKind.INVALID, str(error), errors=[ToldError(field, detail)]
    )


def name(field: str, value: str | None) -> str:
    """An id in a path or a query."""
    if value is None:
        raise Problem(ProblemKind.PARAMETER, f"{field}: is missing; add ?{field}=...")
    if wrong := wrong_name(value):
        raise Problem(ProblemKind.PARAMETER, f"{field}: {wrong}")
    return value


def whole(request: web.Request, field: str, otherwise: int, least: int, most: int) -> int:
    """A whole number in the query, or ``otherwise`` where it is not said."""
    written = request.query.get(field)
    if written is None:
        return otherwise
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(most)) and least <= int(written) <= most):
        raise Problem(ProblemKind.PARAMETER, f"{field}: must be a whole number from {least} to {most}, not {written!r}")
    return int(written)
