"""Who asks: a bearer key opens one community (RFC 6750). While the store is away, keys that were good before still are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from aiohttp import web

from bot.memory.communities import Communities, split_key
from bot.memory.errors import StoreAway
from bot.web.problems import Problem, ProblemKind, away

_HOW = "send it as: Authorization: Bearer KEY; make one with: hush keys create COMMUNITY"


@dataclass(frozen=True, slots=True)
class Caller:
    """The community that a key opens. ``unchecked`` is the whole key where the store was away and it was never seen before.

    ``away``: the store did not answer about the key, so whoever has no time asks it nothing more.
    """

    community: str
    key: str
    unchecked: str = field(default="", repr=False)
    away: bool = False


@dataclass(slots=True)
class Auth:
    """Checks keys against the store, on every request, so that a revoked one is refused at once."""

    communities: Communities
    _good: dict[bytes, str] = field(default_factory=dict)
    """Hash of a key that was good when last asked about -> its community; as many as there are keys."""

    async def caller(self, request: web.Request) -> Caller:
        """Who asks, for certain. Problem 401 without a valid key, 503 where that cannot be known now."""
        caller = await self.perhaps(request)
        if caller.unchecked:
            raise away("the store is away, and the key cannot be checked")
        return caller

    async def perhaps(self, request: web.Request) -> Caller:
        """Who asks; unchecked where the store is away. Problem 401 without a valid key."""
        key = _bearer(request)
        parts = split_key(key)
        if parts is None:
            raise _refused("this is no key of Hush's")
        seen = hashlib.sha256(key.encode()).digest()
        try:
            community = await self.communities.community_of(key)
        except StoreAway:
            known = self._good.get(seen)
            return Caller(parts[0], parts[1], "" if known else key, away=True)
        if community is None:
            self._good.pop(seen, None)
            raise _refused("the key is wrong, or was revoked")
        self._good[seen] = community
        return Caller(community, parts[1])


def _bearer(request: web.Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Problem(
            ProblemKind.UNAUTHORIZED, f"the request carries no API key; {_HOW}", headers={"WWW-Authenticate": 'Bearer realm="hush"'}
        )
    return key.strip()


def _refused(why: str) -> Problem:
    return Problem(ProblemKind.UNAUTHORIZED, f"{why}; {_HOW}", headers={"WWW-Authenticate": 'Bearer realm="hush", error="invalid_token"'})
