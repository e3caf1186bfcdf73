"""``/v1/comments``: one or several are judged and answered with their verdicts; edited, removed, asked about."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from aiohttp import web

from bot.moderation.explain import recall
from bot.web.api import translate
from bot.web.api.idempotency import Once
from bot.web.api.judging import judge, many, one, plain
from bot.web.api.models import KnownComment, PostedEdit, Removal, Unjudged
from bot.web.auth import Caller
from bot.web.context import SERVICE, WebContext
from bot.web.problems import Problem, ProblemKind, answer, away
from bot.web.requests import MOST_ARRAY, body, name, read
from rules.model import Said


async def post(request: web.Request) -> web.Response:
    """Judge one comment, or an array of them; the same answer again for the same idempotency key."""
    service = request.app[SERVICE]
    caller = await service.access.perhaps(request)
    raw = await body(request, MOST_ARRAY)
    once = Once.of(request, service.memory.answers, caller, raw)
    if before := await once.before():
        return before
    given = await many(service, caller, raw) if raw.lstrip()[:1] == b"[" else await one(service, caller, raw)
    return await once.settled(_status(given), msgspec.json.encode(given))


async def put(request: web.Request) -> web.Response:
    """Judge a comment's new text, as said when it was edited."""
    service = request.app[SERVICE]
    caller = await service.access.perhaps(request)
    id_ = name("id", request.match_info["id"])
    posted = read(await body(request), PostedEdit)
    thread, at = posted.thread, posted.at
    if thread is None or at is None:
        first = await _first_text(service, caller, id_, posted.author)
        thread, at = first.thread if thread is None else thread, first.at if at is None else at
    given = await judge(service, caller, translate.edit(posted, caller.community, id_, thread, at))
    return answer(given, _status(given))


async def delete(request: web.Request) -> web.Response:
    """The site removed a comment: its text goes, and it goes on counting."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    id_ = name("id", request.match_info["id"])
    raw = await body(request)
    author = read(raw, Removal).author if raw.strip() else name("author", request.query.get("author"))
    if not await service.memory.window.remove(caller.community, name("author", author), id_):
        raise _unknown(id_, author)
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def get(request: web.Request) -> web.Response:
    """What is known of a comment: its verdict as things stand, and the actions that concern it."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    id_, author = name("id", request.match_info["id"]), name("author", request.query.get("author"))
    if service.backlog.holds(caller.community, author, id_):
        return answer(Unjudged(id_), HTTPStatus.ACCEPTED)
    found = await recall(service.memory, caller.community, author, id_)
    if found is None:
        raise _unknown(id_, author)
    said, decision = found.said, found.decision
    where = {"author": author, "thread": said.thread, "at": said.at, "gone": said.gone, "incident": decision.incident or None}
    return answer(msgspec.convert(plain(decision) | where, KnownComment))


def _status(given: object) -> HTTPStatus:
    """202 where a comment waits to be judged."""
    waits = isinstance(given, Unjudged) or (isinstance(given, list) and any(isinstance(each, Unjudged) for each in given))
    return HTTPStatus.ACCEPTED if waits else HTTPStatus.OK


async def _first_text(service: WebContext, caller: Caller, id_: str, author: str) -> Said:
    """What the comment said first, as far as it is remembered."""
    if caller.unchecked:
        raise away("the store is away; send the comment's thread and at with the edit, and it can wait here")
    told = [each for each in await service.memory.window.said(caller.community, author) if each.id == id_]
    if not told:
        raise Problem(ProblemKind.NOT_FOUND, f"the comment {id_!r} of {author!r} is not remembered; send its thread and at with the edit")
    return min(told, key=lambda said: said.revision)


def _unknown(id_: str, author: str) -> Problem:
    return Problem(
        ProblemKind.NOT_FOUND, f"no comment {id_!r} of {author!r} is remembered: it was never sent, or longer ago than the longest window"
    )
