"""Who may open the page: whoever has the one-time address that Hush prints, from then on by a cookie, and only from the page itself."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.runtime.config import Address, Public
from bot.web.problems import Problem, ProblemKind

STAYS = 30 * 86400
"""Seconds for which a browser that came in stays in."""
_SHORT = 32
"""Hexadecimal digits of an address's signature: 128 bits, as long as one who tries has to guess."""
CHANGING = frozenset({"POST", "PUT", "DELETE"})
OWN_SITE = frozenset({"", "same-origin", "none"})
"""Sec-Fetch-Site of what the page itself asks, of a typed address, and of browsers that do not say (W3C Fetch Metadata)."""
_RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(_RULES),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE_CLOSED = (
    "the page is closed, because Hush listens beyond this machine: set HUSH_HTTP_PUBLIC to the address it is opened at, "
    "such as https://mod.example.org, and put TLS in front of it"
)


@dataclass(slots=True)
class Session:
    """``tell`` is told each new one-time address; ``secret`` signs it and the cookies, so any process at this address knows them."""

    address: Address
    public: Public
    secret: bytes = field(repr=False)
    tell: Callable[[str], None]

    def open(self) -> None:
        """Make a new one-time address and tell it, unless nobody may come in."""
        if not self.closed:
            told = f"{int(time.time()) + STAYS}.{secrets.token_urlsafe(12)}"
            self.tell(f"{self.origin}/?token={told}.{self._sign(told, 'entrance')[:_SHORT]}")

    @property
    def closed(self) -> bool:
        return not self.address.loopback and not self.public

    @property
    def origin(self) -> str:
        """Where the page is opened."""
        return self.public.origins[0] if self.public.origins else f"http://{self.address}"

    @property
    def cookie(self) -> str:
        """The cookie's name; the port is in it, since browsers keep cookies by host alone."""
        return f"hush-{self.address.port}"

    def origins_of(self, host: str) -> frozenset[str]:
        """The origins that a request to this Host may come from; none where the host is not ours (DNS rebinding)."""
        own = frozenset(origin for origin in self.public.origins if urlsplit(origin).netloc == host)
        if own:
            return own
        name, port = _split(host)
        if port == self.address.port and (_local(name) if self.address.loopback else self.public.any_address and _literal(name)):
            return frozenset({f"http://{host}"})
        return frozenset()

    def opens(self, token: str) -> str:
        """The name of a one-time address of ours that has not ended; empty of any other. That it is used once is its caller's to see to."""
        told, _, signature = token.rpartition(".")
        signed = hmac.compare_digest(signature.encode(), self._sign(told, "entrance")[:_SHORT].encode())
        until, _, name = told.partition(".")
        return name if signed and int(until) > time.time() else ""

    def admit(self, response: web.StreamResponse) -> None:
        """Give the cookie."""
        until = f"{int(time.time()) + STAYS}.{secrets.token_hex(8)}"
        response.set_cookie(
            self.cookie,
            f"{until}.{self._sign(until, 'page')}",
            max_age=STAYS,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self.origin.startswith("https:"),
        )

    def knows(self, request: web.Request) -> bool:
        """Whether the request brings a cookie of ours that has not ended."""
        told, _, signature = request.cookies.get(self.cookie, "").rpartition(".")
        until = told.partition(".")[0]
        signed = hmac.compare_digest(signature.encode(), self._sign(told, "page").encode())
        return signed and until.isdigit() and int(until) > time.time()

    def check_place(self, request: web.Request) -> None:
        """Problem 403 where the page is closed, or the request is for a host that is not ours."""
        if self.closed:
            raise Problem(ProblemKind.FOREIGN, PAGE_CLOSED)
        if not self.origins_of(request.host):
            raise Problem(ProblemKind.FOREIGN, f"{request.host!r} is not where this page is: open {self.origin}")

    def guard(self, handler: Handler) -> Handler:
        """The handler, for those inside only: ours by host, by origin and by cookie."""

        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            self.check_place(request)
            origin = request.headers.get("Origin")
            foreign = origin is not None and origin not in self.origins_of(request.host)
            if foreign or request.headers.get("Sec-Fetch-Site", "") not in OWN_SITE or (origin is None and request.method in CHANGING):
                raise Problem(ProblemKind.FOREIGN, "only the page itself may ask this, and the request came from elsewhere")
            if not self.knows(request):
                raise Problem(ProblemKind.OUTSIDE, "this browser has not come in: open the address that Hush printed when it started")
            return await handler(request)

        return guarded

    def _sign(self, told: str, what: str) -> str:
        return hmac.new(self.secret, f"hush {what} {told}".encode(), hashlib.sha256).hexdigest()


def html(content: bytes, status: int = HTTPStatus.OK) -> web.Response:
    """A document under the page's policy."""
    return web.Response(
        body=content, status=status, content_type="text/html", charset="utf-8", headers={**HEADERS, "Cache-Control": "no-store"}
    )


def _split(host: str) -> tuple[str, int]:
    name, colon, port = host.rpartition(":")
    if not colon or not port.isdigit():
        return host.strip("[]"), 80
    return name.strip("[]"), int(port)


def _local(name: str) -> bool:
    return name == "localhost" or (_literal(name) and ipaddress.ip_address(name).is_loopback)


def _literal(name: str) -> bool:
    """Whether this is an address and no name: no name server can make it point elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
