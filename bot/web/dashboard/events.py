"""What changes, as server-sent events (WHATWG HTML, Server-sent events): one reader of the store a community, for all pages open on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import structlog
from aiohttp import web

from bot.memory.changes import Change, Changes
from bot.memory.errors import StoreError
from bot.runtime.store_health import outage
from bot.web.dashboard.session import HEADERS
from bot.web.problems import Problem, ProblemKind

log = structlog.get_logger()

MOST_STREAMS = 16
"""Communities that are watched at once by one process: each holds a connection to the store."""
BEHIND = 100
"""Batches that a slow page may be behind before it is told to read everything again."""
KEEP_ALIVE = 15.0
"""Seconds after which a silent stream says that it lives, so that nothing on the way ends it."""
EVENT_PAUSE = 0.5


class EventBatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event's data: what is to be read again."""

    incidents: list[str] = []
    threads: bool = False
    settings: bool = False
    brake: bool = False
    play: str = ""


class Back(msgspec.Struct, frozen=True):
    """The store is back after a long while: what a page's moderators are told of it."""

    text: str


_Page = asyncio.Queue[Sequence[Change] | Back | None]
"""What a page is still to be told: changes, none where the store is away; None ends its stream."""


@dataclass(slots=True, eq=False)
class _Watched:
    """The pages that are open on one community, and the task that reads for them."""

    pages: set[_Page] = field(default_factory=set)
    reader: asyncio.Task[None] | None = None


@dataclass(slots=True)
class EventStreams:
    """Every open stream of this process."""

    changes: Changes
    _watched: dict[str, _Watched] = field(default_factory=dict)
    _closing: bool = False

    async def stream(self, request: web.Request, community: str) -> web.StreamResponse:
        """One page's stream: what it missed since its Last-Event-ID, then what happens; ``reset`` where that cannot be told."""
        if community not in self._watched and len(self._watched) >= MOST_STREAMS:
            raise Problem(
                ProblemKind.AWAY, f"{MOST_STREAMS} communities are open in pages already; close one of them", headers={"Retry-After": "5"}
            )
        page: _Page = asyncio.Queue(BEHIND)
        watched = self._watched.setdefault(community, _Watched())
        watched.pages.add(page)
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        try:
            place = await self._begin(request, response, community)
            if watched.reader is None:
                watched.reader = asyncio.get_running_loop().create_task(self._read(community, watched, place))
            await self._send(response, page, place)
        except ConnectionError:
            pass  # the page was closed
        finally:
            watched.pages.discard(page)
            if not watched.pages and self._watched.get(community) is watched:
                del self._watched[community]
                if watched.reader is not None:
                    watched.reader.cancel()
        return response

    async def was_away(self, seconds: float) -> None:
        """Tell every open page for how long nothing was judged."""
        for watched in self._watched.values():
            for page in watched.pages:
                _tell(page, Back(outage(seconds)))

    async def close(self) -> None:
        """End every stream; the pages come back by themselves."""
        self._closing = True
        for watched in list(self._watched.values()):
            if watched.reader is not None:
                watched.reader.cancel()
            for page in watched.pages:
                _tell(page, None)

    async def _begin(self, request: web.Request, response: web.StreamResponse, community: str) -> str:
        """Everything up to now; the place from which to go on."""
        last = request.headers.get("Last-Event-ID", "")
        missed: Sequence[Change] = ()
        if last and await self.changes.holds(community, last):
            missed = await self.changes.after(community, last, 0.001)
            place = missed[-1].place if missed else last
            first = (
                _event("reset" if any(each.kind == "erased" for each in missed) else "change", place, missed)
                if missed
                else b": as you were\n\n"
            )
        else:
            place = await self.changes.last(community)
            first = f"id: {place}\nevent: reset\ndata: {{}}\n\n".encode()
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n" + first)
        return place

    async def _send(self, response: web.StreamResponse, page: _Page, place: str) -> None:
        while not self._closing:
            try:
                async with asyncio.timeout(KEEP_ALIVE):
                    changes = await page.get()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if changes is None or page.full():
                return  # closing, or too far behind: it comes back with its place
            if isinstance(changes, Back):
                await response.write(b"event: back\ndata: " + msgspec.json.encode(changes) + b"\n\n")
                continue
            fresh = [each for each in changes if _order(each.place) > _order(place)]
            if not changes:
                await response.write(b"event: away\ndata: {}\n\n")
            elif fresh:
                place = fresh[-1].place
                name = "reset" if any(each.kind == "erased" for each in fresh) else "change"
                await response.write(_event(name, place, fresh))

    async def _read(self, community: str, watched: _Watched, place: str) -> None:
        while True:
            try:
                changes = await self.changes.after(community, place)
            except StoreError as error:
                log.warning("page not fed", community=community, error=str(error))
                for page in watched.pages:
                    _tell(page, ())
                await asyncio.sleep(EVENT_PAUSE)
                continue
            if changes:
                place = changes[-1].place
                for page in watched.pages:
                    _tell(page, changes)


def _tell(page: _Page, changes: Sequence[Change] | Back | None) -> None:
    if not page.full():
        page.put_nowait(changes)


def _event(name: str, place: str, changes: Sequence[Change]) -> bytes:
    told = EventBatch(
        incidents=list(dict.fromkeys(each.value for each in changes if each.kind == "incident")),
        threads=any(each.kind in ("thread", "account") for each in changes),
        settings=any(each.kind == "settings" for each in changes),
        brake=any(each.kind == "brake" for each in changes),
        play=next((each.value for each in reversed(changes) if each.kind == "play"), ""),
    )
    return f"id: {place}\nevent: {name}\ndata: ".encode() + msgspec.json.encode(told) + b"\n\n"


def _order(place: str) -> tuple[int, int]:
    milliseconds, _, sequence = place.partition("-")
    return int(milliseconds), int(sequence)
