"""What the handlers work with, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.memory import Memory
from bot.pipeline.intake import Intake, Waiting
from bot.pipeline.pipeline import Pipeline
from bot.runtime.store_health import StoreHealth
from bot.web.auth import Auth
from rules.model import Comment


@dataclass(slots=True)
class WebContext:
    """The house as the API sees it. ``backlog`` takes comments while the store is away; ``wake`` tells the queue's worker that something is due."""

    memory: Memory
    pipeline: Pipeline
    backlog: Intake
    watch: StoreHealth
    wake: Callable[[], None]
    access: Auth = field(init=False)

    def __post_init__(self) -> None:
        self.access = Auth(self.memory.communities)

    def postpone(self, comment: Comment, platform: str, key: str = "") -> bool:
        """Have a comment judged when the store is back, whose sender is answered now; False where there is no room for it."""
        waits = self.backlog.add(Waiting(comment, platform, key))
        if waits:
            self.pipeline.metrics.unjudged.labels(platform, "waits").inc()
        return waits


SERVICE = web.AppKey("service", WebContext)
