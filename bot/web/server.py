"""Every address of the API, in one table."""

from __future__ import annotations

from aiohttp import web

from bot.memory.campaigns import CampaignDecision
from bot.memory.incidents import Decision
from bot.web.api import accounts, actions, campaigns, comments, incidents, openapi, settings
from bot.web.api.models import Health
from bot.web.context import SERVICE, WebContext
from bot.web.dashboard.context import Page
from bot.web.dashboard.routes import add_page
from bot.web.metrics import Scrape
from bot.web.problems import answer, away, problems
from bot.web.requests import MOST_ARRAY

DECISIONS = "|".join(decision.value for decision in Decision)
CAMPAIGN_DECISIONS = "|".join(decision.value for decision in CampaignDecision)


def application(service: WebContext, page: Page, scrape: Scrape) -> web.Application:
    """The API and the page in front of one house."""
    app = web.Application(middlewares=[problems], client_max_size=MOST_ARRAY)
    app[SERVICE] = service
    app.add_routes(
        [
            web.post("/v1/comments", comments.post),
            web.put("/v1/comments/{id:[^/]+}", comments.put),
            web.delete("/v1/comments/{id:[^/]+}", comments.delete),
            web.get("/v1/comments/{id:[^/]+}", comments.get),
            web.get("/v1/actions", actions.feed),
            web.post("/v1/actions/{id:[^/]+}/ack", actions.acknowledge),
            web.get("/v1/incidents", incidents.log),
            web.get("/v1/incidents/{n:[^/]+}", incidents.one),
            web.post(f"/v1/incidents/{{n:[^/]+}}/{{decision:{DECISIONS}}}", incidents.decide),
            web.get("/v1/campaigns", campaigns.log),
            web.get("/v1/campaigns/{n:[^/]+}", campaigns.one),
            web.post(f"/v1/campaigns/{{n:[^/]+}}/{{decision:{CAMPAIGN_DECISIONS}}}", campaigns.decide),
            web.get("/v1/accounts/{account:[^/]+}", accounts.one),
            web.delete("/v1/accounts/{account:[^/]+}", accounts.erase),
            web.delete("/v1/community", accounts.erase_all),
            web.delete("/v1/brake", campaigns.resume),
            web.get("/v1/settings", settings.get),
            web.put("/v1/settings", settings.put),
            web.get("/v1/phrases", settings.phrases),
            web.delete("/v1/phrases/{phrase:[^/]+}", settings.forget_phrase),
            web.get("/openapi.json", openapi.show),
            *_own(scrape),
        ]
    )
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
