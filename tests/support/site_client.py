"""A site as it speaks to Hush: real HTTP over loopback, with a key."""

import asyncio
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp
from yarl import URL

from rules.model import Mode

TEXT = "Buy the dip and enter the market 😎"


@dataclass
class Answer:
    """A status with what came with it."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def detail(self) -> str:
        """What is wrong, where it is a problem."""
        assert self.headers["Content-Type"] == "application/problem+json"
        assert self.body["status"] == self.status
        assert self.body["type"].startswith("urn:hush:")
        assert self.body["title"]
        return str(self.body["detail"])


@dataclass
class SiteClient:
    """One community's own server."""

    session: aiohttp.ClientSession
    address: str
    community: str
    key: str

    async def ask(self, method: str, path: str, body: object = None, *, raw: bytes | None = None, **headers: str) -> Answer:
        """One request. ``path`` is sent as it is, so ids in it are encoded by the caller."""
        given = {"Authorization": f"Bearer {self.key}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        sent: dict[str, Any] = {"data": io.BytesIO(raw)} if raw is not None else {"json": body} if body is not None else {}
        async with self.session.request(method, URL(self.address + path, encoded=True), headers=given, **sent) as response:
            content = await response.read()
            told = await response.json(content_type=None) if content else None
            return Answer(response.status, told, response.headers)

    async def post(self, *comments: Mapping[str, Any]) -> list[Any]:
        """Post comments one after the other; their verdicts."""
        answers = [await self.ask("POST", "/v1/comments", comment) for comment in comments]
        assert [answer.status for answer in answers] == [200] * len(answers), [answer.body for answer in answers]
        return [answer.body for answer in answers]

    async def actions(self, expected: int | None = None) -> list[dict[str, Any]]:
        """What is to be done, once it is as many as ``expected``."""
        async with asyncio.timeout(30):
            while True:
                found: list[dict[str, Any]] = (await self.ask("GET", "/v1/actions?limit=1000")).body["actions"]
                if expected is None or len(found) >= expected:
                    return found

    async def does_all(self, expected: int) -> list[dict[str, Any]]:
        """Do and acknowledge what is to be done, once it is as many as ``expected``."""
        actions = await self.actions(expected)
        for action in actions:
            answer = await self.ask("POST", f"/v1/actions/{quoted(action['id'])}/ack", {"outcome": "done"})
            assert answer.status == 200, answer.body
        return actions

    async def incident(self, n: str = "1") -> dict[str, Any]:
        """One incident."""
        answer = await self.ask("GET", f"/v1/incidents/{n}")
        assert answer.status == 200, answer.body
        told: dict[str, Any] = answer.body
        return told


class SiteMaker(Protocol):
    """Makes a site of a community in a mode, enforce if not said."""

    async def __call__(self, community: str = "site", mode: Mode = Mode.ENFORCE) -> SiteClient: ...


def quoted(part: str) -> str:
    """An id as a part of a path."""
    return quote(part, safe="")


def comment(name: str, ago: float = 0.0, **more: object) -> dict[str, Any]:
    """A comment said so many seconds ago; by default a copy of the founding text by one account."""
    return {"id": name, "thread": "t", "author": "spammer", "at": time.time() - ago, "text": TEXT, **more}


def brief(actions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What is done to what, sorted: ``("hide", "c2")``, ``("warn", "")``."""
    return sorted((action["do"], "".join(action["comments"])) for action in actions)
