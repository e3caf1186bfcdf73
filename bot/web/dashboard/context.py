"""What the page's handlers work with."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.platforms.local.playback import Plays
from bot.web.context import Service
from bot.web.dashboard.events import Live
from bot.web.dashboard.session import Door
from bot.web.requests import name

LOCAL = "local"
"""The page's own community, which enforces unless a moderator chooses otherwise."""


@dataclass(frozen=True, slots=True)
class Page:
    """The house as the page sees it."""

    service: Service
    door: Door
    live: Live
    plays: Plays


PAGE = web.AppKey("page", Page)


def page_of(request: web.Request) -> Page:
    """The page that serves this request."""
    return request.app[PAGE]


def community_of(request: web.Request) -> str:
    """The community in the path. Problem where that can be no name."""
    return name("community", request.match_info["community"])
