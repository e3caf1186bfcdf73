"""Every address of the page, in one table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources

from aiohttp import web

from bot.memory.errors import StoreError
from bot.web.dashboard import campaigns, cases, settings, threads
from bot.web.dashboard.context import PAGE, Page, community_of
from bot.web.dashboard.session import HEADERS, STAYS, html
from bot.web.problems import Problem, ProblemKind

_API = "/page/api/{community:[^/]+}"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    type: str
    tag: str


def _files() -> dict[str, _File]:
    found = {}
    for each in (resources.files("bot.web.dashboard") / "static").iterdir():
        content = each.read_bytes()
        found[each.name] = _File(content, _TYPES.get(each.name.rpartition(".")[2], ""), f'"{hashlib.sha256(content).hexdigest()[:16]}"')
    return found


FILES = _files()


def add_page(app: web.Application, page: Page) -> None:
    """The page's addresses, each behind its door."""
    app[PAGE] = page
    guard = page.door.guard
    app.add_routes(
        [
            web.get("/", _index, allow_head=False),
            web.get("/page/{file}", _file),
            web.get("/page/api/communities", guard(threads.places)),
            web.post("/page/api/replays", guard(threads.replay)),
            web.delete("/page/api/replays/{community:[^/]+}", guard(threads.discard)),
            web.get(f"{_API}/live", guard(_live), allow_head=False),
            web.get(f"{_API}/thread", guard(threads.show)),
            web.post(f"{_API}/comments", guard(threads.post)),
            web.post(f"{_API}/play", guard(threads.play)),
            web.get(f"{_API}/incidents", guard(cases.cards)),
            web.post(f"{_API}/incidents/{{n:[1-9][0-9]*}}/{{decision:{cases.DECISION_PATH}}}", guard(cases.decide)),
            web.get(f"{_API}/campaigns", guard(campaigns.some)),
            web.post(f"{_API}/campaigns/{{n:[1-9][0-9]*}}/{{decision:{campaigns.CAMPAIGN_DECISION_PATH}}}", guard(campaigns.decide)),
            web.post(f"{_API}/resume", guard(campaigns.resume)),
            web.get(f"{_API}/settings", guard(settings.show)),
            web.put(f"{_API}/settings", guard(settings.save)),
            web.delete(f"{_API}/phrases/{{phrase:[^/]+}}", guard(settings.forget_phrase)),
        ]
    )
    app.on_shutdown.append(_close)


async def _close(app: web.Application) -> None:
    await app[PAGE].live.close()
    await app[PAGE].plays.close()


async def _index(request: web.Request) -> web.Response:
    """The page itself, for those inside; a browser that brings the one-time token comes in; others are told how to."""
    door = request.app[PAGE].door
    try:
        door.check_place(request)
    except Problem as problem:
        return html(FILES["outside.html"].content.replace(b"{why}", _escaped(str(problem))), HTTPStatus.FORBIDDEN)
    token = request.query.get("token")
    try:
        entered = bool(token and (name := door.opens(token))) and await request.app[PAGE].service.memory.entrances.spend(name, STAYS)
    except StoreError:
        why = "Hush cannot look now whether this address was used already. Open it again in a moment."
        return html(FILES["outside.html"].content.replace(b"{why}", _escaped(why)), HTTPStatus.SERVICE_UNAVAILABLE)
    if entered:
        door.open()  # for the next browser
        response = html(FILES["entering.html"].content)
        door.admit(response)
        return response
    if not door.knows(request):
        why = "This address was used already, or is too old." if token else "This browser has not come in yet."
        return html(FILES["outside.html"].content.replace(b"{why}", _escaped(why)), HTTPStatus.UNAUTHORIZED)
    return html(FILES["entering.html"].content if token is not None else FILES["index.html"].content)


async def _file(request: web.Request) -> web.Response:
    """One of the page's files, which hold no secret; never a document, since those say who may come in."""
    request.app[PAGE].door.check_place(request)
    found = FILES.get(request.match_info["file"])
    if found is None or not found.type:
        raise Problem(ProblemKind.NOT_FOUND, f"there is nothing at {request.path}")
    headers = {**HEADERS, "Cache-Control": "no-cache", "ETag": found.tag}
    if request.headers.get("If-None-Match") == found.tag:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return web.Response(body=found.content, content_type=found.type, charset="utf-8", headers=headers)


async def _live(request: web.Request) -> web.StreamResponse:
    return await request.app[PAGE].live.stream(request, community_of(request))


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").encode()
