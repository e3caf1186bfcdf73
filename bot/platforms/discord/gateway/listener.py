"""What is heard on the gateway, on its way to the pipeline: messages, edits, deletions, guilds that come and go."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
import structlog
from msgspec import structs

from bot.memory.errors import StoreError
from bot.memory.message_index import Gone, MessageIndex, NewMessages
from bot.pipeline.comments import checked
from bot.pipeline.intake import Intake, Waiting
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.watermarks import Watermarks
from bot.platforms.discord import NAME, permissions
from bot.platforms.discord.gateway.channels import spot
from bot.platforms.discord.gateway.client import Event
from bot.platforms.discord.gateway.payloads import Message
from bot.platforms.discord.gateway.proxies import Proxies
from bot.platforms.discord.gateway.translate import comment, speaker
from bot.platforms.discord.snowflake import made_at
from bot.runtime.supervision import ending
from rules.model import Comment

log = structlog.get_logger()

FLUSH = 1.0
"""Seconds between notes of what was heard."""
LATE = 600.0
"""Seconds that authors are kept beyond the window, as the window itself is."""


@dataclass(slots=True)
class Listener:
    """Fills the protocol of `client`. Messages go through the intake, which judges them in the order in which they came.

    ``guilds`` and ``own_id`` are asked of the client; ``come`` and ``go`` are told of guilds, ``changed`` of permissions,
    ``overran`` of messages for which there was no room.
    """

    pipeline: Pipeline
    index: MessageIndex
    client: Callable[[], discord.Client]
    come: Callable[[Event], Coroutine[Any, Any, None]]
    go: Callable[[str], Coroutine[Any, Any, None]]
    changed: Callable[[str, str, bool], Coroutine[Any, Any, None]]
    began: Callable[[int, list[str]], Coroutine[Any, Any, None]]
    overran: Callable[[str], Coroutine[Any, Any, None]]
    missed: Counter[str] = field(default_factory=Counter)
    intake: Intake = field(init=False)
    proxies: Proxies = field(init=False)
    _watermarks: Watermarks = field(default_factory=Watermarks)
    _heard: dict[str, list[tuple[str, str, float]]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Events in hand that are no messages."""

    def __post_init__(self) -> None:
        self.intake = Intake(self.pipeline, self._watermarks)
        self.proxies = Proxies(self._own_id)

    def said(self, message: Message) -> None:
        """A message; what it says is judged in the background."""
        if (found := self.translated(message)) is not None:
            self._take(found)
        elif message.webhook_id is not None:
            self.proxies.hear(message)

    def edited(self, message: Message) -> None:
        """An update is an edit only if Discord says when: previews, pins and flags come as updates too."""
        if message.edited_timestamp is not None:
            self.said(message)

    def removed(self, guild: str, channel: str, messages: list[str]) -> None:
        """Messages are gone: Hush's own doing, or somebody else's."""
        self._begin(self._forget(guild, channel, messages))

    def arrived(self, event: Event) -> None:
        """A guild is there."""
        self._begin(self.come(event))

    def left(self, guild: str) -> None:
        """Hush was put out of a guild."""
        self._begin(self.go(guild))

    def allowed(self, guild: str, channel: str, *, differs: bool) -> None:
        """Permissions may have changed."""
        self._begin(self.changed(guild, channel, differs))

    def ready(self, shard: int, guilds: list[str]) -> None:
        """A new session: what was missed is not sent again."""
        self._begin(self.began(shard, guilds))

    def translated(self, message: Message) -> Comment | None:
        """The comment that a message is; None where it is not judged."""
        client = self.client()
        by = speaker(message, self._own_id())
        if by is None:
            return None
        guild, channel = client.get_guild(int(message.guild_id or 0)), int(message.channel_id)
        moderates = guild is not None and permissions.moderates(guild, channel, int(by.id), map(int, by.roles))
        return checked(comment(message, by, spot(guild, channel), moderates=moderates))

    async def hear(self, message: Message) -> None:
        """Judge a message that was read, beside those that are heard."""
        if (found := self.translated(message)) is not None:
            self._note(found)
            await self.intake.judge(Waiting(found, NAME))

    async def run(self) -> None:
        """Note again and again what was heard; until cancelled."""
        while not ending():
            await asyncio.sleep(FLUSH)
            await self.flush()

    async def flush(self) -> None:
        """Note what was heard, so that deletions find whose it was, and a gap knows where to begin."""
        missed, self.missed = self.missed, Counter()
        if missed:
            log.error("messages left unjudged, too many at once", count=missed.total())
        authors, self._heard = self._heard, {}
        marks = self._watermarks.moved()
        heard = {each: NewMessages(authors.get(each, []), marks.get(each, {})) for each in {*authors, *marks}}
        try:
            horizon = max([(await self.pipeline.memory.communities.chosen(each)).horizon for each in heard], default=0.0)
            await self.index.keep(heard, horizon + LATE)
            for community in missed:
                await self.overran(community)
        except StoreError as error:
            log.warning("what was heard is not noted; after a gap more is read again than needed", error=str(error))
            self.missed += missed

    async def settle(self) -> None:
        """Wait until all that was heard is judged."""
        while self.tasks or len(self.intake):
            await self.intake.settle()
            if self.tasks:
                await asyncio.wait(self.tasks)

    def _take(self, found: Comment) -> None:
        if self.intake.add(Waiting(found, NAME)):
            self._note(found)
        else:
            self.missed[found.community] += 1

    def _note(self, found: Comment) -> None:
        """Remember whose comment this is until the next flush."""
        self._heard.setdefault(found.community, []).append((found.id, found.author, found.at))

    async def _forget(self, guild: str, channel: str, messages: Sequence[str]) -> None:
        while self._watermarks.holds(guild, channel, messages):
            await self.intake.tried()
        gone = [(message, made_at(message)) for message in messages]
        pending = {message: account for message, account, _ in self._heard.get(guild, ())}
        try:
            if any(message in pending for message, _ in gone):
                await self.flush()
            for each in await self.index.whose(guild, gone):
                if not await self._reposted(channel, guild, each) and not each.ours:
                    await self.pipeline.memory.window.remove(guild, each.account, each.id)
        except StoreError as error:
            log.warning("deletion not noted; the text goes with its window", community=guild, error=str(error))

    async def _reposted(self, channel: str, guild: str, gone: Gone) -> bool:
        """Whether a proxy bot deleted this and posted its words anew."""
        memory = self.pipeline.memory
        if not self.proxies.heard(channel) or (original := await memory.reposts.original(guild, gone.account, gone.id)) is None:
            return False
        repost = self.proxies.take(channel, original.text, memory.store.clock.now())
        if repost is None:
            return False
        shown = structs.replace(original, text=repost.text, name=repost.name, picture=repost.avatar)
        await memory.reposts.note(guild, gone.account, (gone.id, made_at(gone.id)), repost.message, shown)
        return True

    def _own_id(self) -> str:
        user = self.client().user
        return str(user.id) if user else ""

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("event not carried through", error=repr(error))
