"""Every request that came, in order, for tests to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CROSSING = 0.02
"""Seconds: what comes this soon after a 429 was sent before its sender could read it."""
LOGIN = ("GET /users/@me", "GET /oauth2/applications/@me", "GET /gateway/bot")


@dataclass(eq=False)
class Request:
    """One request; `status` is None until answered, 0 if the line was cut."""

    process: str
    name: str
    """Method and route, as `DELETE /channels/{channel}/messages/{message}`."""
    path: str
    major: str
    body: Any
    query: dict[str, str]
    reason: str | None
    at: float
    """Seconds of the event loop."""
    agent: str = ""
    status: int | None = None
    answered_at: float | None = None
    code: int | None = None
    retry_after: float | None = None
    scope: str = ""
    bucket: str = ""
    exempt: bool = False
    """Whether the global limit leaves it alone, as it does answers to interactions."""

    def __str__(self) -> str:
        return f"{self.process}: {self.name} {self.path} -> {self.status} {self.code or ''}".rstrip()


@dataclass(eq=False)
class RequestLog:
    """All requests, oldest first."""

    all: list[Request] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Request]:
        return iter(self.all)

    def named(self, *parts: str) -> list[Request]:
        """The requests whose name has one of these parts."""
        return [one for one in self.all if any(part in one.name for part in parts)]

    def since(self, mark: int) -> list[Request]:
        """The requests after the first so many; take the mark with len()."""
        return self.all[mark:]

    @property
    def changes(self) -> list[Request]:
        """The requests that ask for a change, logins and readings apart."""
        return [one for one in self.all if not one.name.startswith("GET ")]

    @property
    def invalid(self) -> list[Request]:
        """What Discord counts towards its ban: 401, 403 and 429, shared limits apart."""
        return [one for one in self.all if one.status in {401, 403, 429} and one.scope != "shared"]

    def inside_retry_after(self, crossing: float = CROSSING) -> list[Request]:
        """The requests that came although a 429 had told their process to wait; needs waits much longer than `crossing`."""
        refused = [one for one in self.all if one.status == 429]
        return [one for one in self.all if any(_told_to_wait(one, before, crossing) for before in refused)]


def _told_to_wait(one: Request, before: Request, crossing: float) -> bool:
    if before.retry_after is None or before.answered_at is None or before.process != one.process:
        return False
    same = (before.scope == "global" and not one.exempt) or (before.bucket, before.major) == (one.bucket, one.major)
    return same and before.answered_at + crossing < one.at < before.answered_at + before.retry_after
