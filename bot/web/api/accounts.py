"""``/v1/accounts`` and ``/v1/community``: what is known against an account, and erasing it or the whole community."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from bot.moderation.cases import Facts
from bot.moderation.erasure import erase_account, erase_community
from bot.moderation.search import history
from bot.web.api.incidents import moment, told
from bot.web.api.models import CommunityErasure, ToldAccount
from bot.web.context import SERVICE
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, name, read


async def one(request: web.Request) -> web.Response:
    """An account's standing strikes and its cases, newest first, without their texts."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    account = name("account", request.match_info["account"])
    found = await history(service.memory, caller.community, account)
    mode, now = await moment(service, caller.community)
    return answer(ToldAccount(account, found.strikes, [told(Facts(each, mode), now) for each in found.cases]))


async def erase(request: web.Request) -> web.Response:
    """Erase all that is known of an account in this community, its cases included."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    await erase_account(service.memory, caller.community, name("account", request.match_info["account"]), f"key {caller.key}")
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def erase_all(request: web.Request) -> web.Response:
    """Erase the community: its comments, cases, settings and keys. The body says its name once more, since nothing comes back."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    asked = read(await body(request), CommunityErasure)
    if asked.community != caller.community:
        raise Problem(ProblemKind.INVALID, f"community: must be {caller.community!r}, the community of this key; nothing was erased")
    await erase_community(service.memory, caller.community, f"key {caller.key}")
    return web.Response(status=HTTPStatus.NO_CONTENT)
