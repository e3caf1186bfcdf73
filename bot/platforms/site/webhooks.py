"""Signed outgoing webhooks (Standard Webhooks 1.0): to public https addresses only, looked at after the name was resolved."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from standardwebhooks import Webhook

from bot.memory.store import outside
from bot.memory.webhooks import Target
from bot.moderation.report import action_plain
from bot.pipeline.platform import TryLater
from bot.platforms.site.messages import Acknowledgement, ToldAction, WebhookEvent
from rules.model import Action, Outcome, OutcomeState

WEBHOOK_TIMEOUT = 10.0
"""Seconds a site has to answer; below the outbox's own deadline, so that what went wrong can be told."""
LONGEST_REST = 3600.0
"""Seconds a site may ask Hush to wait at a time."""
MOST_ANSWER = 16 * 1024
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
DONE = Outcome(OutcomeState.DONE)


class ForbiddenAddressError(OSError):
    """A webhook must not reach this address."""


def wrong_url(url: str, *, loopback: bool) -> str:
    """What is wrong with a webhook's address as it is written, or nothing. ``loopback`` also allows http to this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no URL"
    if not host or parts.scheme not in ("https", "http") or parts.username is not None or parts.fragment:
        return "must be such as https://example.org/hush, without name, password or fragment"
    own = host == "localhost" or (_address(host) is not None and ipaddress.ip_address(host).is_loopback)
    if parts.scheme == "http" and not (loopback and own):
        return "must be https, so that nobody on the way reads it"
    if (address := _address(host)) is not None and not reachable(address, loopback=loopback):
        return f"leads to {address}, which is no public address"
    return ""


def reachable(address: ipaddress.IPv4Address | ipaddress.IPv6Address, *, loopback: bool) -> bool:
    """Whether a webhook may go to this address: a public one, or this machine where that is allowed."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = (
            address.ipv4_mapped or address.sixtofour or (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        )
        if inner is not None:
            return reachable(inner, loopback=loopback)
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(slots=True)
class CheckedResolver(AbstractResolver):
    """Resolves names, and gives out only what a webhook may reach: the connection goes to the address that was looked at."""

    loopback: bool = False

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        results = []
        for kind, _, protocol, _, where in found:
            address = ipaddress.ip_address(str(where[0]))
            if not reachable(address, loopback=self.loopback):
                raise ForbiddenAddressError(f"{host} leads to {address}, which is no public address")
            results.append(
                ResolveResult(hostname=host, host=str(address), port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST)
            )
        return results

    async def close(self) -> None:
        """Nothing is kept."""


@dataclass(slots=True)
class Sender:
    """Delivers, in its own session. ``loopback`` allows this machine, for tests and for sites that run beside Hush."""

    loopback: bool = False
    _session: aiohttp.ClientSession | None = None

    async def deliver(self, target: Target, community: str, action: Action) -> Outcome:
        """Tell the site of one action, under an id that stays the same however often; what the site says came of it.

        A 2xx means done, unless its body is an acknowledgement that says otherwise. Anything else is tried again, not before the time
        that a Retry-After names, in seconds or as a date (RFC 9110, 10.2.3).
        """
        if wrong := wrong_url(target.url, loopback=self.loopback):
            return Outcome(OutcomeState.FAILED, f"the webhook's address {wrong}")
        now = datetime.now(UTC)
        event = WebhookEvent("action", now.isoformat(), community, ToldAction(**action_plain(action, action.incident)))
        body = msgspec.json.encode(event).decode()
        name = f"{outside(community)}:{action.id}"
        signature = Webhook(target.secret).sign(name, now, body)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        return await self._post(target.url, body.encode(), headers)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Outcome:
        try:
            async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as response:
                said = await response.content.read(MOST_ANSWER)
        except ForbiddenAddressError as error:
            return Outcome(OutcomeState.FAILED, f"the webhook's address is not allowed: {error}")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, ForbiddenAddressError):
                return Outcome(OutcomeState.FAILED, f"the webhook's address is not allowed: {error.os_error}")
            raise TryLater(f"the webhook cannot be reached: {error}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TryLater(f"the webhook did not answer: {type(error).__name__}") from error
        if not HTTPStatus(200) <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise TryLater(
                f"the webhook answered {response.status}", rest_asked(response.headers.get("Retry-After", ""), datetime.now(UTC))
            )
        return _outcome(said)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=CheckedResolver(self.loopback), use_dns_cache=False, force_close=True, limit=64)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=aiohttp.ClientTimeout(total=WEBHOOK_TIMEOUT), trust_env=False
            )
        return self._session

    async def close(self) -> None:
        """Let go of every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def rest_asked(after: str, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, fractions allowed; None where it asks for none."""
    if _SECONDS.fullmatch(after):
        return min(float(after), LONGEST_REST)
    try:
        until = parsedate_to_datetime(after)
    except ValueError:
        return None
    return min(max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0), LONGEST_REST)


def _outcome(said: bytes) -> Outcome:
    try:
        told = msgspec.json.decode(said, type=Acknowledgement)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return DONE
    return Outcome(OutcomeState(told.outcome), told.why)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
