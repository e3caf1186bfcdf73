"""One comment or an array of them, from the bytes that a site sent to the verdicts it gets."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.memory.errors import StoreAway, StoreError, StoreFull
from bot.moderation.report import verdict_plain
from bot.pipeline.comments import CommentError, checked
from bot.pipeline.per_account import one_account_at_a_time
from bot.pipeline.pipeline import Judgement
from bot.web.api import translate
from bot.web.api.models import PostedComment, RefusedComment, ToldVerdict, Unjudged
from bot.web.auth import Caller
from bot.web.context import WebContext
from bot.web.problems import Problem, ProblemKind, away
from bot.web.requests import MOST_BODY, comment_problem, read, read_array, too_large
from rules.model import Comment

QUEUE = "http"


async def one(service: WebContext, caller: Caller, raw: bytes) -> ToldVerdict | Unjudged:
    """What comes of a single comment. Problem where it is refused."""
    return await judge(service, caller, _comment(caller, raw))


async def many(service: WebContext, caller: Caller, raw: bytes) -> list[ToldVerdict | Unjudged | RefusedComment]:
    """What comes of each comment of an array, in its order. Problem where the array itself is wrong, or none could be taken."""
    items = read_array(raw)
    told: dict[int, ToldVerdict | Unjudged | RefusedComment] = {}
    comments: dict[int, Comment] = {}
    for place, item in enumerate(items):
        try:
            comments[place] = _comment(caller, item)
        except Problem as problem:
            told[place] = RefusedComment(_id_of(item), problem.told)

    async def ask(comment: Comment) -> ToldVerdict | Unjudged | RefusedComment:
        try:
            return await judge(service, caller, comment)
        except Problem as problem:
            return RefusedComment(comment.id, problem.told)

    told |= zip(comments, await one_account_at_a_time(list(comments.values()), ask), strict=True)
    if comments and all(_found_no_room(told[place]) for place in comments):
        raise away("the store is away, and the backlog is full")
    return [told[place] for place in range(len(items))]


async def judge(service: WebContext, caller: Caller, comment: Comment) -> ToldVerdict | Unjudged:
    """The verdict, or a place in the backlog where the store is away. Problem where the comment is refused, or the backlog is full."""
    try:
        checked(comment)
        if not caller.away:
            return msgspec.convert(plain(await service.pipeline.take_in(comment, QUEUE)), ToldVerdict)
    except CommentError as error:
        raise comment_problem(error) from error
    except (StoreAway, StoreFull):
        service.watch.doubt()
    except StoreError as error:
        raise away(str(error)) from error
    if not service.postpone(comment, QUEUE, caller.unchecked):
        raise away("the store is away, and the backlog is full")
    return Unjudged(comment.id)


def plain(decision: Judgement) -> dict[str, Any]:
    """A decision as plain data."""
    return verdict_plain(decision.verdict, decision.actions, decision.incident)


def _comment(caller: Caller, raw: bytes) -> Comment:
    if len(raw) > MOST_BODY:
        raise too_large(len(raw), MOST_BODY)
    return translate.comment(read(raw, PostedComment), caller.community)


def _found_no_room(told: object) -> bool:
    return isinstance(told, RefusedComment) and told.error.status == ProblemKind.AWAY.status


def _id_of(item: bytes) -> str | None:
    """The id of a comment that is wrong otherwise, as far as it can be told."""
    try:
        found = msgspec.json.decode(item)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    told = found.get("id") if isinstance(found, dict) else None
    return told if isinstance(told, str) else None
