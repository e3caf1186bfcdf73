"""How an answer goes back: JSON with exactly that content type, and the headers clients live by."""

import json
import time

from aiohttp import web

from discord_server.rest.call import Shown
from discord_server.rest.rate_limits import Ticket


def answer(status: int, shown: Shown, headers: dict[str, str]) -> web.Response:
    """A response; discord.py reads a body as JSON only if the content type says so and nothing more."""
    headers = {"Via": "1.1 google", **headers}
    if shown is None:
        return web.Response(status=204, headers=headers)
    return web.Response(status=status, body=json.dumps(shown).encode(), content_type="application/json", headers=headers)


def limit_headers(ticket: Ticket) -> dict[str, str]:
    """What a client reads before it has to be told."""
    return {
        "X-RateLimit-Limit": str(ticket.limit), "X-RateLimit-Remaining": str(ticket.remaining), "X-RateLimit-Bucket": ticket.bucket,
        "X-RateLimit-Reset": f"{time.time() + ticket.reset_after:.3f}", "X-RateLimit-Reset-After": f"{ticket.reset_after:.3f}",
    }  # fmt: skip


def too_many(wait: float, scope: str, headers: dict[str, str]) -> web.Response:
    """A 429."""
    everything = scope == "global"
    body = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": everything}
    headers = {**headers, "Retry-After": str(max(1, round(wait))), "X-RateLimit-Scope": scope}
    if everything:
        headers["X-RateLimit-Global"] = "true"
    return answer(429, body, headers)
