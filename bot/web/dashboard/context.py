"""What the page's handlers work with."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.platforms.local.playback import Playback
from bot.web.context import WebContext
from bot.web.dashboard.events import EventStreams
from bot.web.dashboard.session import Session
from bot.web.requests import name

LOCAL = "local"
"""The page's own community, which enforces unless a moderator chooses otherwise."""


@dataclass(frozen=True, slots=True)
class Page:
    """The house as the page sees it."""

    service: WebContext
    door: Session
    live: EventStreams
    plays: Playback


PAGE = web.AppKey("page", Page)


def page_of(request: web.Request) -> Page:
    """The page that serves this request."""
    return request.app[PAGE]


def community_of(request: web.Request) -> str:
    """The community in the path. Problem where that can be no name."""
    return name("community", request.match_info["community"])
