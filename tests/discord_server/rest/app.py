"""The aiohttp application: every route of the API under its process's prefix, and the gateway."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from discord_server.refusal import Refused
from discord_server.rest.call import Call, Route
from discord_server.rest.routes import applications, channels, guilds, login, messages, webhooks
from discord_server.rest.service import Service

ROUTES = [*login.ROUTES, *messages.ROUTES, *channels.ROUTES, *guilds.ROUTES, *webhooks.ROUTES, *applications.ROUTES]
WORDS = {"token": r"[^/]+", "which": r"@original|\d+"}
"""What stands in a path and is no number."""


def application(service: Service) -> web.Application:
    """The whole server. The first part of a path names the bot's process, so that a log can tell processes apart."""
    app = web.Application()
    app.router.add_get("/{process}/gateway", service.gateway.connected)
    app.router.add_get("/{process}/gateway/", service.gateway.connected)
    for route in ROUTES:
        app.router.add_route(route.method, "/{process}/api/v10" + _pattern(route.path), _serving(service, route), expect_handler=None)
    app.router.add_route("*", "/{process}/api/v10/{rest:.*}", _unknown(service))
    return app


def _serving(service: Service, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def serve(request: web.Request) -> web.StreamResponse:
        return await service.serve(route, request)

    return serve


def _pattern(path: str) -> str:
    def typed(found: re.Match[str]) -> str:
        return f"{{{found[1]}:{WORDS.get(found[1], '[0-9]+')}}}"

    return re.sub(r"{(\w+)}", typed, path)


def _unknown(service: Service) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    def refuse(_: Call) -> None:
        raise Refused(404, 0, "404: Not Found")

    async def serve(request: web.Request) -> web.StreamResponse:
        # logged like any other, so that "no other request" means it
        return await service.serve(Route(request.method, f"/{request.match_info['rest']}", refuse, with_token=False), request)

    return serve
