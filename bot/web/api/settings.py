"""``/v1/settings`` and ``/v1/phrases``: what a community chose."""

from __future__ import annotations

import re
from http import HTTPStatus

from aiohttp import web

from bot.moderation import decisions
from bot.web.api.models import NewSettings, Phrases, ToldSettings
from bot.web.auth import Caller
from bot.web.context import SERVICE, WebContext
from bot.web.problems import Problem, ProblemKind, ToldError, answer
from bot.web.requests import body, read
from rules import settings as plain
from rules.settings import SettingsError

_TAG = re.compile(r'(?:W/)?"(\d{1,15})"')


async def get(request: web.Request) -> web.Response:
    """The settings in force, with their revision, which is also the ETag."""
    service = request.app[SERVICE]
    return await _told(service, await service.access.caller(request))


async def put(request: web.Request) -> web.Response:
    """Put settings in force, unless others changed them since they were read; every wrong one is named, and nothing is changed."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    tag = _expected(request)
    new = read(await body(request), NewSettings)
    if None not in (tag, new.revision) and tag != new.revision:
        raise Problem(ProblemKind.INVALID, f"revision: the body says {new.revision}, If-Match says {tag}; send one of them")
    expected = new.revision if tag is None else tag
    try:
        settings = plain.read(new.settings)
    except SettingsError as error:
        errors = [ToldError(problem.key, problem.message) for problem in error.problems]
        raise Problem(ProblemKind.INVALID, f"{error}; nothing was changed", errors=errors) from error
    done, revision = await service.memory.communities.configure(caller.community, settings, f"key {caller.key}", expected)
    if not done:
        told = f"the settings are at revision {revision}, not {expected}: read them again, and send your change with that revision"
        raise Problem(ProblemKind.CHANGED if tag is None else ProblemKind.STALE, told)
    return await _told(service, caller)


async def phrases(request: web.Request) -> web.Response:
    """The texts that are left alone here because a moderator called them not spam."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    return answer(Phrases(await decisions.phrases(service.memory, caller.community)))


async def forget_phrase(request: web.Request) -> web.Response:
    """Judge a text again that was allowed."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    phrase = request.match_info["phrase"]
    if not await decisions.forget_phrase(service.memory, caller.community, phrase):
        raise Problem(
            ProblemKind.NOT_FOUND, f"{phrase!r} is not allowed here; GET /v1/phrases lists what is, to be percent-encoded in the path"
        )
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def _told(service: WebContext, caller: Caller) -> web.Response:
    chosen = await service.memory.communities.reload(caller.community)
    return answer(ToldSettings(chosen.revision, plain.write(chosen.settings)), headers={"ETag": f'"{chosen.revision}"'})


def _expected(request: web.Request) -> int | None:
    written = request.headers.get("If-Match")
    if written is None or written.strip() == "*":
        return None
    found = _TAG.fullmatch(written.strip())
    if found is None:
        raise Problem(ProblemKind.PARAMETER, f'If-Match: must be the ETag that GET /v1/settings gave, such as "3", not {written!r}')
    return int(found[1])
