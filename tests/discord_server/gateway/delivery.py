"""Between what happens and what is heard: events can be held, dropped, turned round, or come after the answer."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Literal

from discord_server.world.dispatch import Dispatch

Order = Literal["before", "after"]


class Delivery:
    """Decides when, whether and in which order events go out; `send` is what really sends."""

    def __init__(self) -> None:
        self.order: Order = "before"
        """Whether an event that a request causes comes before the request's answer, or after it."""
        self._of_request: ContextVar[list[Dispatch] | None] = ContextVar("of_request", default=None)
        self._held: list[Dispatch] | None = None
        self._drop = 0
        self._twice = False

    def send(self, dispatch: Dispatch) -> None:
        """Sends an event to all who hear it."""
        raise NotImplementedError

    def emit(self, dispatch: Dispatch) -> None:
        """Something happened."""
        waiting = self._of_request.get()
        if waiting is not None and self.order == "after":
            waiting.append(dispatch)
        elif self._held is not None:
            self._held.append(dispatch)
        elif self._drop:
            self._drop -= 1
        else:
            for _ in range(2 if self._twice else 1):
                self.send(dispatch)

    def drop(self, next: int = 1) -> None:  # noqa: A002 - it reads as a sentence: drop(next=2)
        """The next events are never delivered, as Discord allows itself."""
        self._drop += next

    @contextlib.contextmanager
    def held(self) -> Iterator[list[Dispatch]]:
        """Events collect in a list that the test may reverse, cut or repeat; then they go out in its order."""
        held: list[Dispatch] = []
        self._held = held
        try:
            yield held
        finally:
            self._held = None
            for dispatch in held:
                self.send(dispatch)

    @contextlib.contextmanager
    def reordered(self) -> Iterator[None]:
        """What happens inside is delivered last event first."""
        with self.held() as events:
            yield
            events.reverse()

    @contextlib.contextmanager
    def twice(self) -> Iterator[None]:
        """Every event inside is delivered two times, as seen in practice."""
        self._twice = True
        try:
            yield
        finally:
            self._twice = False

    @contextlib.contextmanager
    def request(self, waiting: list[Dispatch]) -> Iterator[None]:
        """While a request is answered, its events collect in the list if they are to come after the answer."""
        reset = self._of_request.set(waiting)
        try:
            yield
        finally:
            self._of_request.reset(reset)
