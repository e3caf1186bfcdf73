"""What goes wrong on demand: refusals, slowness, broken lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from discord_server.rest.request_log import Request

Cut = Literal["before", "after"]
"""The line breaks before the request was done, or after it was done and before its answer."""


@dataclass(eq=False)
class Fault:
    """A fault for the next requests of a route; leaving its `with` ends it."""

    route: str
    left: int | None = 1
    status: int = 0
    code: int = 0
    message: str = ""
    retry_after: float | None = None
    scope: str = "user"
    through_discord: bool = True
    """False: no Via header, as from Cloudflare."""
    cut: Cut | None = None
    slow: float = 0.0
    when: Callable[[Request], bool] = field(default=lambda _: True)
    met: int = 0

    def stop(self) -> None:
        """No further request meets it."""
        self.left = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class Faults:
    """The faults that wait for a request."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """A further fault."""
        self._waiting.append(fault)
        return fault

    def met_by(self, request: Request) -> list[Fault]:
        """The faults that this request meets: any slowness, and the first refusal or cut."""
        met: list[Fault] = []
        for fault in self._waiting:
            if fault.left == 0 or fault.route not in request.name or not fault.when(request):
                continue
            if not fault.slow and any(not one.slow for one in met):
                continue
            fault.met += 1
            fault.left = fault.left - 1 if fault.left else fault.left
            met.append(fault)
        return met
