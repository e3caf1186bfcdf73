"""What a community chose: its settings, the phrases it allows, its API keys. Configuration, kept until the community is erased."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from bot.memory.store import Store, outside, partition, prefix
from rules import settings as plain_settings
from rules.model import Form, Mode
from rules.settings import Settings

KEY_MARK = "hush"
AT_HAND = 10_000
"""Communities whose settings are kept in the process."""


@dataclass(frozen=True, slots=True)
class CommunitySettings:
    """Settings with the revision they stand at; ``allowed`` are texts that a moderator called not spam, all of them ``until`` a moment.

    ``who`` put them in force at the moment ``at``, changing the keys in ``what``.
    """

    revision: int
    settings: Settings
    allowed: tuple[Form, ...] = ()
    until: float = math.inf
    who: str = ""
    at: float = 0.0
    what: tuple[str, ...] = ()
    horizon: float = field(init=False)
    """The settings' own, which every comment needs, and which takes a walk through all rules."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "horizon", self.settings.horizon)


class Key(Struct, frozen=True):
    """An API key as the store keeps it: never the secret, only its hash; a random secret needs no slow hash."""

    hash: bytes
    created: float
    label: str = ""


@dataclass(slots=True)
class Communities:
    """Every community's configuration, with the settings last seen kept at hand."""

    store: Store
    default: Settings = field(default_factory=Settings)
    """What holds where a community has chosen nothing."""
    _known: dict[str, CommunitySettings] = field(default_factory=dict)
    _loading: dict[str, asyncio.Future[CommunitySettings]] = field(default_factory=dict)
    """One question at a time, whose answer all wait for in turn: so comments that come together stay in order."""

    async def chosen(self, community: str, revision: int | None = None) -> CommunitySettings:
        """A community's settings; those at hand unless ``revision`` says that they have changed since."""
        known = self._known.get(community)
        if known is not None and revision in (None, known.revision) and self.store.clock.now() < known.until:
            return known
        if community not in self._loading:
            self._loading[community] = asyncio.ensure_future(self.reload(community))
        return await asyncio.shield(self._loading[community])

    async def reload(self, community: str) -> CommunitySettings:
        """A community's settings as the store has them now."""
        try:
            chosen = await self._load(community)
        finally:
            self._loading.pop(community, None)
        self._known.pop(community, None)
        self._known[community] = chosen
        if len(self._known) > AT_HAND:
            del self._known[next(iter(self._known))]
        return chosen

    async def configure(self, community: str, settings: Settings, who: str, expected: int | None = None) -> tuple[bool, int]:
        """Put settings in force; (False, revision) where others changed them since revision ``expected``."""
        was = await self.reload(community)
        request = {
            "c": outside(community),
            "expected": -1 if expected is None else expected,
            "data": msgspec.json.encode(plain_settings.write(settings)).decode(),
            "acted": was.settings.mode is Mode.ENFORCE,
            "acts": settings.mode is Mode.ENFORCE,
            "turned": was.settings.mode is not settings.mode,
            "who": who,
            "what": " ".join(_changed(was.settings, settings)),
        }
        state, revision = await self.store.run("configure", prefix(partition(community)), request)
        return state == b"done", int(revision)

    async def allow(self, community: str, forms: Sequence[Form], until: float) -> None:
        """Allow texts until a moment; one that has passed takes them off the list."""
        request = {"c": outside(community), "phrases": [msgspec.json.encode(form).decode() for form in forms], "until": until}
        await self.store.run("allow", prefix(partition(community)), request)

    async def make_key(self, community: str, label: str = "") -> tuple[str, str]:
        """A new API key: its public id, and the whole key, which is told this once and kept nowhere."""
        name, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        value = msgspec.json.encode(Key(_hash(secret), self.store.clock.now(), label)).decode()
        await self.store.run("grant", prefix(partition(community)), {"c": outside(community), "id": name, "value": value})
        return name, f"{KEY_MARK}.{outside(community)}.{name}.{secret}"

    async def keys(self, community: str) -> dict[str, Key]:
        """The community's keys by their public ids."""
        [flat] = await self.store.read([("HGETALL", self._name("keys", community))])
        return {name: msgspec.json.decode(value, type=Key) for name, value in _pairs(flat)}

    async def revoke(self, community: str, name: str) -> bool:
        """Take a key out of use; False where there is none of that id."""
        request = {"c": outside(community), "id": name, "value": ""}
        return bool(await self.store.run("grant", prefix(partition(community)), request))

    async def community_of(self, key: str) -> str | None:
        """The community that a whole key opens, or None; compared in constant time."""
        parts = split_key(key)
        if parts is None:
            return None
        community, name, secret = parts
        [value] = await self.store.read([("HGET", self._name("keys", community), name)], self.store.deadline)
        kept = msgspec.json.decode(value, type=Key).hash if value else b""
        return community if hmac.compare_digest(kept, _hash(secret)) else None

    async def holding(self, kind: str) -> list[str]:
        """Every community that has ``settings`` or ``keys``, sorted. Walks the whole store, so only commands ask."""
        return sorted(unquote(name.rpartition(":")[2]) for name in await self.store.scan(f"h:{{*}}:{kind}:*"))

    async def _load(self, community: str) -> CommunitySettings:
        now = self.store.clock.now()
        flat, allowed = await self.store.read(
            [
                ("HMGET", self._name("settings", community), "revision", "data", "who", "at", "what"),
                ("ZRANGE", self._name("allowed", community), f"({now}", "+inf", "BYSCORE", "WITHSCORES"),
            ],
            self.store.deadline,
        )
        revision, data, who, at, what = flat
        settings = plain_settings.read(msgspec.json.decode(data)) if data else self.default
        forms = tuple(msgspec.json.decode(form, type=Form) for form in allowed[::2])
        return CommunitySettings(
            int(revision or 0), settings, forms, min(map(float, allowed[1::2]), default=math.inf), *_audit(who, at, what)
        )

    @staticmethod
    def _name(kind: str, community: str) -> str:
        return f"{prefix(partition(community))}{kind}:{outside(community)}"


def split_key(key: str) -> tuple[str, str, str] | None:
    """A whole key's community, public id and secret; None where it is no key. A community's name may hold dots, the others never."""
    mark, _, rest = key.partition(".")
    parts = rest.rsplit(".", 2)
    if not key.isascii() or mark != KEY_MARK or len(parts) != 3 or not all(parts):
        return None
    community, name, secret = parts
    return unquote(community), name, secret


def _audit(who: bytes | None, at: bytes | None, what: bytes | None) -> tuple[str, float, tuple[str, ...]]:
    return (who or b"").decode(), float(at or 0), tuple((what or b"").decode().split())


def _changed(old: Settings, new: Settings) -> list[str]:
    """The dotted keys in which two settings differ; a thread's own counts as one."""
    was, now = plain_settings.write(old), plain_settings.write(new)
    keys = []
    for name in now:
        if was[name] == now[name]:
            continue
        if name == "rules":
            keys += [
                f"rules.{rule}.{key}"
                for rule, own in now[name].items()
                for key in {**was[name][rule], **own}
                if was[name][rule].get(key) != own.get(key)
            ]
        else:
            keys.append(name)
    return keys


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _pairs(flat: Sequence[bytes]) -> list[tuple[str, bytes]]:
    return [(name.decode(), value) for name, value in zip(flat[::2], flat[1::2], strict=True)]
