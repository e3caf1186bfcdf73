"""The web server: the API, its description, the page, and what is asked of one process."""

from __future__ import annotations

from aiohttp import web

from bot.web.api import openapi
from bot.web.api.models import Health
from bot.web.api.operations import OPERATIONS
from bot.web.context import SERVICE, WebContext
from bot.web.dashboard.context import Page
from bot.web.dashboard.routes import add_page
from bot.web.metrics import Scrape
from bot.web.problems import answer, away, problems
from bot.web.requests import MOST_ARRAY


def application(service: WebContext, page: Page, scrape: Scrape) -> web.Application:
    """The API and the page in front of one house."""
    app = web.Application(middlewares=[problems], client_max_size=MOST_ARRAY)
    app[SERVICE] = service
    app.add_routes([*(operation.route for operation in OPERATIONS), web.get("/openapi.json", openapi.show), *_own(scrape)])
    add_page(app, page)
    return app


def own_application(service: WebContext, scrape: Scrape) -> web.Application:
    """What is asked of one process alone, where the address of the API is shared by several."""
    app = web.Application(middlewares=[problems])
    app[SERVICE] = service
    app.add_routes(_own(scrape))
    return app


def _own(scrape: Scrape) -> list[web.RouteDef]:
    return [web.get("/healthz", _alive), web.get("/readyz", _ready), web.get("/metrics", scrape.show)]


async def _alive(_request: web.Request) -> web.Response:
    return answer(Health("ok"))


async def _ready(request: web.Request) -> web.Response:
    watch = request.app[SERVICE].watch
    if watch.why:
        raise away(f"not ready: {watch.why}")
    return answer(Health("ready"))
