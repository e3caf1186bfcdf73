"""Which requests rest after a 429, and for how long."""

import asyncio

import pytest

from bot.platforms.discord.rest.retry_after import RetryAfter

REFUSED = ("DELETE", "/api/v10/channels/1/messages/2")
PATIENCE = 20.0


async def waited(retry_after: RetryAfter, method: str, path: str) -> float:
    """Seconds until a request may be sent."""
    now = asyncio.get_running_loop().time
    began = now()
    async with asyncio.timeout(PATIENCE):
        await retry_after.turn(method, path)
    return now() - began


@pytest.mark.parametrize("path", ["/api/v10/channels/1/messages/2", "/api/v10/channels/1/messages/3"])
async def test_the_bucket_of_a_429_rests(path: str) -> None:
    retry_after = RetryAfter()
    for after in ("0.2", "0.05", "soon", ""):  # the longest counts, and what is no time is left to discord.py
        retry_after.heard(*REFUSED, {"Retry-After": after})
    assert await waited(retry_after, "DELETE", path) >= 0.19


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/v10/channels/4/messages/2"),
        ("PATCH", "/api/v10/channels/1/messages/2"),
        ("POST", "/api/v10/channels/1/messages"),
        ("GET", "/api/v10/gateway/bot"),
    ],
)
async def test_no_other_bucket_does(method: str, path: str) -> None:
    retry_after = RetryAfter()
    retry_after.heard(*REFUSED, {"Retry-After": str(10 * PATIENCE)})
    retry_after.heard("GET", "/api/v10/gateway/bot", {})
    await waited(retry_after, method, path)
