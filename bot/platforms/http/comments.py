"""``/v1/comments``: one or several are judged and answered with their verdicts; edited, removed, asked about."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from bot.backlog import Waiting
from bot.comments import CommentError, checked
from bot.memory.answers import Kept
from bot.memory.errors import StoreAway, StoreError, StoreFull
from bot.pipeline import Decision
from bot.platforms.http import translate
from bot.platforms.http.access import Caller
from bot.platforms.http.models import KnownComment, PostedComment, PostedEdit, RefusedComment, Removal, ToldVerdict, Unjudged
from bot.platforms.http.problems import Kind, Problem, answer, away
from bot.platforms.http.reading import MOST_ARRAY, MOST_BODY, body, comment_problem, name, read, read_array, too_large
from bot.platforms.http.service import SERVICE, Service
from bot.recall import recall
from bot.report import verdict_plain
from bot.together import together
from rules.model import Comment, Said

QUEUE = "http"
_KEY = re.compile(r"[!-~]{1,255}")
"""An idempotency key: visible ASCII."""


async def post(request: web.Request) -> web.Response:
    """Judge one comment, or an array of them; the same answer again for the same idempotency key."""
    service = request.app[SERVICE]
    caller = await service.access.perhaps(request)
    raw = await body(request, MOST_ARRAY)
    key = _idempotency_key(request)
    asked = hashlib.sha256(raw).digest()
    if key and (kept := await _first(service, caller, key)):
        return _again(kept, asked)
    given = await _array(service, caller, raw) if raw.lstrip()[:1] == b"[" else await _one(service, caller, raw)
    if key and given.status == HTTPStatus.OK:
        kept = await _keep(service, caller, key, Kept(asked, given.status, given.body))
        if kept.asked != asked or kept.answer != given.body:
            return _again(kept, asked)
    return answer(given.body, given.status)


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
    given = await _judge(service, caller, _checked(translate.edit(posted, caller.community, id_, thread, at)))
    return answer(given, HTTPStatus.ACCEPTED if isinstance(given, Unjudged) else HTTPStatus.OK)


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
    return answer(msgspec.convert(_plain(decision) | where, KnownComment))


@dataclass(frozen=True, slots=True)
class _Given:
    status: HTTPStatus
    body: bytes


async def _one(service: Service, caller: Caller, raw: bytes) -> _Given:
    if len(raw) > MOST_BODY:
        raise too_large(len(raw), MOST_BODY)
    given = await _judge(service, caller, _checked(translate.comment(read(raw, PostedComment), caller.community)))
    return _Given(HTTPStatus.ACCEPTED if isinstance(given, Unjudged) else HTTPStatus.OK, msgspec.json.encode(given))


async def _array(service: Service, caller: Caller, raw: bytes) -> _Given:
    items = read_array(raw)
    told: list[ToldVerdict | Unjudged | RefusedComment | None] = [None] * len(items)
    comments: dict[int, Comment] = {}
    for place, item in enumerate(items):
        try:
            comments[place] = _item(caller, item)
        except Problem as problem:
            told[place] = RefusedComment(_id_of(item), problem.told)

    async def ask(comment: Comment) -> ToldVerdict | Unjudged | RefusedComment:
        try:
            return await _judge(service, caller, comment)
        except Problem as problem:
            return RefusedComment(comment.id, problem.told)

    for place, given in zip(comments, await together(list(comments.values()), ask), strict=True):
        told[place] = given
    if comments and all(isinstance(each, RefusedComment) and each.error.status == Kind.AWAY.status for each in told):
        raise away("the store is away, and the backlog is full")
    waits = any(isinstance(each, Unjudged) for each in told)
    return _Given(HTTPStatus.ACCEPTED if waits else HTTPStatus.OK, msgspec.json.encode(told))


async def _first_text(service: Service, caller: Caller, id_: str, author: str) -> Said:
    """What the comment said first, as far as it is remembered."""
    if caller.unchecked:
        raise away("the store is away; send the comment's thread and at with the edit, and it can wait here")
    told = [each for each in await service.memory.window.said(caller.community, author) if each.id == id_]
    if not told:
        raise Problem(Kind.NOT_FOUND, f"the comment {id_!r} of {author!r} is not remembered; send its thread and at with the edit")
    return min(told, key=lambda said: said.revision)


def _item(caller: Caller, raw: bytes) -> Comment:
    if len(raw) > MOST_BODY:
        raise too_large(len(raw), MOST_BODY)
    return _checked(translate.comment(read(raw, PostedComment), caller.community))


async def _judge(service: Service, caller: Caller, comment: Comment) -> ToldVerdict | Unjudged:
    """The verdict, or a place in the backlog where the store is away. Problem where the comment is refused, or the backlog is full."""
    try:
        if not caller.unchecked:
            return _verdict(await service.pipeline.take_in(comment, QUEUE))
    except CommentError as error:
        raise comment_problem(error) from error
    except (StoreAway, StoreFull):
        service.watch.doubt()
    except StoreError as error:
        raise away(str(error)) from error
    if not service.backlog.add(Waiting(comment, QUEUE, caller.unchecked)):
        raise away("the store is away, and the backlog is full")
    return Unjudged(comment.id)


def _checked(comment: Comment) -> Comment:
    try:
        return checked(comment)
    except CommentError as error:
        raise comment_problem(error) from error


def _verdict(decision: Decision) -> ToldVerdict:
    return msgspec.convert(_plain(decision), ToldVerdict)


def _plain(decision: Decision) -> dict[str, Any]:
    return verdict_plain(decision.verdict, decision.actions, decision.incident)


def _id_of(item: bytes) -> str | None:
    """The id of a comment that is wrong otherwise, as far as it can be told."""
    try:
        found = msgspec.json.decode(item)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    told = found.get("id") if isinstance(found, dict) else None
    return told if isinstance(told, str) else None


def _unknown(id_: str, author: str) -> Problem:
    return Problem(
        Kind.NOT_FOUND, f"no comment {id_!r} of {author!r} is remembered: it was never sent, or longer ago than the longest window"
    )


def _idempotency_key(request: web.Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if "Idempotency-Key" in request.headers and not _KEY.fullmatch(key):
        raise Problem(Kind.PARAMETER, "Idempotency-Key: must be 1 to 255 visible ASCII characters, such as a UUID")
    return key


async def _first(service: Service, caller: Caller, key: str) -> Kept | None:
    """The answer given before; none where the store is away, since judging again comes to the same."""
    if caller.unchecked:
        return None
    try:
        return await service.memory.answers.first(caller.community, key)
    except StoreAway:
        return None


async def _keep(service: Service, caller: Caller, key: str, given: Kept) -> Kept:
    """The answer that is kept: this one, or another's who was first; this one where the store has just gone."""
    try:
        return await service.memory.answers.keep(caller.community, key, given)
    except (StoreAway, StoreFull):
        return given


def _again(kept: Kept, asked: bytes) -> web.Response:
    if kept.asked != asked:
        raise Problem(Kind.KEY_REUSED, "Idempotency-Key: was sent with another body within 24 hours; use a new key for each request")
    return answer(kept.answer, kept.status, {"Idempotent-Replayed": "true"})
