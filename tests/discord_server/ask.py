"""Bare requests, for what no library would send."""

from typing import Any, NamedTuple

import aiohttp

from discord_server.server import DiscordServer


class Reply(NamedTuple):
    """Status, code of the error (0 if none) and body."""

    status: int
    code: int
    body: Any
    headers: dict[str, str]


class Ask:
    """`await ask("POST", "/channels/1/messages", {"content": "hi"})`, as the bot."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session

    async def __call__(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Reply:
        headers = {"Authorization": f"Bot {token or self._server.token}"}
        async with self._session.request(method, self._server.api() + path, json=body, headers=headers) as response:
            shown = await response.json() if response.status != 204 else None
            code = shown.get("code", 0) if isinstance(shown, dict) else 0
            return Reply(response.status, code, shown, dict(response.headers))
