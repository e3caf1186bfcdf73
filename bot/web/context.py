"""What the handlers work with, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.memory import Memory
from bot.pipeline.backlog import Backlog
from bot.pipeline.pipeline import Pipeline
from bot.runtime.store_health import StoreHealth
from bot.web.auth import Auth


@dataclass(slots=True)
class WebContext:
    """The house as the API sees it. ``wake`` tells the queue's worker that something is due."""

    memory: Memory
    pipeline: Pipeline
    backlog: Backlog
    watch: StoreHealth
    wake: Callable[[], None]
    access: Auth = field(init=False)

    def __post_init__(self) -> None:
        self.access = Auth(self.memory.communities)


SERVICE = web.AppKey("service", WebContext)
