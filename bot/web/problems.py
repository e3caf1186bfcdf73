"""What goes wrong, as RFC 9457 has it: each kind with its status and title, each case with what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler
from msgspec import Struct

from bot.memory.errors import StoreError

RETRY_AFTER = 1
"""Seconds after which to try again what the store could not answer."""


class ToldError(Struct, frozen=True):
    """One of several things that are wrong: where, and what would be right."""

    field: str
    detail: str


class ToldProblem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457, Problem Details for HTTP APIs."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ToldError] = []


class ProblemKind(Enum):
    """Every kind of problem; its name makes the type, ``urn:hush:...``."""

    MALFORMED = (HTTPStatus.BAD_REQUEST, "The request cannot be read")
    PARAMETER = (HTTPStatus.BAD_REQUEST, "A parameter is wrong")
    UNAUTHORIZED = (HTTPStatus.UNAUTHORIZED, "A valid API key is needed")
    OTHER_COMMUNITY = (HTTPStatus.FORBIDDEN, "The key belongs to another community")
    NOT_FOUND = (HTTPStatus.NOT_FOUND, "There is no such thing")
    METHOD = (HTTPStatus.METHOD_NOT_ALLOWED, "That cannot be done here")
    CONFLICT = (HTTPStatus.CONFLICT, "The comment is known with another text")
    ENDED = (HTTPStatus.CONFLICT, "The action has ended otherwise")
    STATE = (HTTPStatus.CONFLICT, "The incident is past that")
    CHANGED = (HTTPStatus.CONFLICT, "Others were first")
    STALE = (HTTPStatus.PRECONDITION_FAILED, "Others were first")
    OUTSIDE = (HTTPStatus.UNAUTHORIZED, "This browser has not come in")
    FOREIGN = (HTTPStatus.FORBIDDEN, "Only the page itself may ask this")
    TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large")
    ENCODED = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is encoded")
    INVALID = (HTTPStatus.UNPROCESSABLE_ENTITY, "A value is wrong")
    KEY_REUSED = (HTTPStatus.UNPROCESSABLE_ENTITY, "The idempotency key was used for another request")
    AWAY = (HTTPStatus.SERVICE_UNAVAILABLE, "Hush cannot do this now")
    HTTP = (HTTPStatus.BAD_REQUEST, "The request was refused")

    @property
    def status(self) -> HTTPStatus:
        return self.value[0]

    @property
    def title(self) -> str:
        return self.value[1]

    @property
    def type(self) -> str:
        return f"urn:hush:{self.name.lower().replace('_', '-')}"


class Problem(Exception):
    """One request, or one comment of many, is refused. ``errors`` name each thing that is wrong, where there are several."""

    def __init__(
        self, kind: ProblemKind, detail: str, *, errors: Sequence[ToldError] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.errors = errors
        self.headers = headers or {}

    @property
    def told(self) -> ToldProblem:
        return ToldProblem(self.kind.type, self.kind.title, self.kind.status, str(self), list(self.errors))


def away(why: str) -> Problem:
    """The store cannot answer now."""
    return Problem(ProblemKind.AWAY, f"{why}; try again in a moment", headers={"Retry-After": str(RETRY_AFTER)})


def answer(content: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer that nobody on the way keeps."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return web.Response(body=body, status=status, content_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})})


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever a handler raises on purpose becomes problem+json."""
    try:
        return await handler(request)
    except Problem as problem:
        return _response(problem.told, problem.headers)
    except StoreError as error:
        refused = away(str(error))
        return _response(refused.told, refused.headers)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return _response(_refused(request, error), {name: error.headers[name] for name in ("Allow",) if name in error.headers})


def _refused(request: web.Request, error: web.HTTPException) -> ToldProblem:
    """What aiohttp itself refuses, in our words."""
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            return Problem(ProblemKind.METHOD, f"{request.method} is not for {request.path}; use {allowed}").told
        case web.HTTPNotFound():
            return Problem(ProblemKind.NOT_FOUND, f"there is nothing at {request.path}; the API begins at /v1/comments").told
        case web.HTTPRequestEntityTooLarge():
            return Problem(ProblemKind.TOO_LARGE, "the body is too large: at most 64 KiB, or 1 MiB for an array of comments").told
        case _:
            return ToldProblem(ProblemKind.HTTP.type, ProblemKind.HTTP.title, error.status, error.reason)


def _response(told: ToldProblem, headers: Mapping[str, str]) -> web.Response:
    return web.Response(body=msgspec.json.encode(told), status=told.status, content_type="application/problem+json", headers=headers)
