"""What was said while Hush was not listening: read from Discord, and judged in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.memory.errors import StoreError
from bot.memory.message_index import MessageIndex
from bot.pipeline.platform import TryLater
from bot.platforms.discord.gateway.client import Event
from bot.platforms.discord.gateway.listener import Listener
from bot.platforms.discord.gateway.payloads import message
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.snowflake import first_at
from bot.platforms.rate_limiter import Urgency

log = structlog.get_logger()

LOOKS_BACK = 600.0
"""Seconds: what was said longer ago is not worth acting on."""
MESSAGES_A_PAGE = 100


@dataclass(slots=True)
class Backfill:
    """Reads each thread from its watermark on. ``now`` is the store's time."""

    index: MessageIndex
    rest: RestClient
    listener: Callable[[], Listener]
    now: Callable[[], float]
    _reading: set[str] = field(default_factory=set)

    async def read(self, event: Event) -> None:
        """Read what was said since the last settled message of each thread, at most ten minutes back, in order."""
        community = event["id"]
        if community in self._reading:
            return
        self._reading.add(community)
        try:
            marks = await self.index.marks(community)
            for place in [*event.get("channels", ()), *event.get("threads", ())]:
                mark, last = marks.get(place["id"]), place.get("last_message_id")
                since = max(int(mark or 0), first_at(self.now() - LOOKS_BACK))
                if last and int(last) > since and (mark or marks):
                    await self._read_channel(community, place["id"], since)
        except (TryLater, Refused, StoreError) as error:
            log.warning("what was missed could not be read", community=community, why=str(error))
        finally:
            self._reading.discard(community)

    async def _read_channel(self, community: str, channel: str, since: int) -> None:
        count, members = 0, dict[str, dict[str, Any]]()
        while True:
            query = {"after": str(since), "limit": str(MESSAGES_A_PAGE)}
            try:
                page = await endpoints.messages(self.rest, community, Urgency.BACK_FILL, channel, query, needs="read_message_history")
            except Refused as refused:
                log.info("a channel was not read", community=community, channel=channel, why=str(refused))
                return
            for said in sorted(page, key=lambda each: int(each["id"])):
                await self._hear({**said, "guild_id": community}, members)
                since, count = int(said["id"]), count + 1
            if len(page) < MESSAGES_A_PAGE:
                break
        log.info("missed messages read", community=community, channel=channel, count=count)

    async def _hear(self, said: Event, members: dict[str, dict[str, Any]]) -> None:
        """As over the gateway, where the member stands beside the message: it is asked for, so that nobody exempt is acted on."""
        author = said["author"]
        if author.get("bot") or "webhook_id" in said:
            return
        if author["id"] not in members:
            try:
                members[author["id"]] = await endpoints.member(self.rest, said["guild_id"], Urgency.BACK_FILL, author["id"])
            except Missing:
                members[author["id"]] = {}  # has left since
        await self.listener().hear(message({**said, "member": members[author["id"]]}))
