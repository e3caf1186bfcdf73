"""What was hidden, put back: said again through a webhook under its author's name, or quoted; in order, and marked as restored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import discord

from bot.pipeline.batching import Batcher
from bot.platforms.discord import permissions
from bot.platforms.discord.actions.hide import MOMENT
from bot.platforms.discord.actions.outcomes import DONE, failed, refusal
from bot.platforms.discord.actions.threads import ArchivedThreads
from bot.platforms.discord.actions.warn import nonce
from bot.platforms.discord.error_codes import Kind
from bot.platforms.discord.rest import endpoints
from bot.platforms.discord.rest.client import Missing, Refused, RestClient
from bot.platforms.discord.rest.endpoints import MessageBody, Webhook
from bot.platforms.discord.snowflake import made_at
from bot.platforms.rate_limiter import Urgency
from rules.model import Original, Outcome, OutcomeState, Restore

LONGEST_MESSAGE = 2000
"""Characters in a message (https://docs.discord.com/developers/resources/webhook#execute-webhook)."""
MESSAGES_LOOKED_AT = 50
"""Messages among which one that was said already is looked for."""
LOST = failed("its text is no longer kept")
_NOT_IN_A_NAME = re.compile("discord|clyde", re.IGNORECASE)
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Face:
    """Whose words they are: the name and the picture that stand beside them."""

    name: str
    avatar: str | None = None


@dataclass(slots=True)
class RestoreAction:
    """Puts comments back. What comes within a moment for one thread goes together, in its old order."""

    rest: RestClient
    guild: Callable[[str], discord.Guild | None]
    own_id: Callable[[], str]
    threads: ArchivedThreads
    moment: float = MOMENT
    _gathered: Batcher[Key, Restore] = field(init=False)
    _webhooks: dict[str, Webhook] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._gathered = Batcher(self._restore, self.moment)

    async def restore(self, community: str, action: Restore) -> Outcome:
        """Put one comment back."""
        if action.doubtful and await self._stands(community, action):
            return Outcome(OutcomeState.DONE, "was never hidden")
        if action.original is None:
            return LOST
        key = (community, action.incident, action.thread, action.account, action.original.name)
        return await self._gathered.add(key, action.comment, action)

    async def _stands(self, community: str, action: Restore) -> bool:
        try:
            await endpoints.message(self.rest, community, Urgency.HIDE, action.thread, action.comment)
        except (Missing, Refused):
            return False
        return True

    async def _restore(self, key: Key, actions: Mapping[str, Restore]) -> Mapping[str, Outcome]:
        community, _, thread, account, name = key
        ordered = [actions[comment] for comment in sorted(actions, key=int)]
        try:
            face = _shown(ordered[0]) if name else await self._face(community, account)
            stands = await self.threads.work_in(
                community, Urgency.HIDE, thread, lambda: self._say_all(community, thread, face, ordered), posts=True
            )
        except Missing:
            return dict.fromkeys(actions, failed("the channel is gone"))
        except Refused as refused:
            guild = self.guild(community)
            why = refusal(refused, permissions.named(guild, int(thread)))
            return dict.fromkeys(actions, why)
        return {comment: replace(DONE, stands=tuple(stands[comment])) for comment in actions}

    async def _say_all(self, community: str, thread: str, face: Face, ordered: Sequence[Restore]) -> Mapping[str, list[str]]:
        """The ids of the messages that say each comment; what was said already is not said again."""
        said, stands = await self._said(community, thread), dict[str, list[str]]()
        for number, (text, comments) in enumerate(written([(each.comment, each.original) for each in ordered if each.original])):
            there = next((said[each] for each in (text, quoted(face, text)) if said[each]), None)
            message = there.pop() if there else await self._say(community, thread, face, text, nonce("restore", ordered[0].id, str(number)))
            for comment in comments:
                stands.setdefault(comment, []).append(message)
        return stands

    async def _say(self, community: str, thread: str, face: Face, text: str, once: str) -> str:
        """The id of the message that says it."""
        channel = await self._place(community, thread)
        if not permissions.lacking(self.guild(community), int(channel), "manage_webhooks"):
            for _ in range(2):
                try:
                    return await self._through_webhook(community, channel, thread, face, text)
                except Missing:
                    if self._webhooks.pop(channel, None) is None:
                        raise
                    continue  # the webhook was removed: once more, with a new one
                except Refused as refused:
                    if refused.kind is Kind.CLOSED:
                        raise
                    break
        body, needs = MessageBody(content=quoted(face, text), nonce=once), permissions.speaking(self.guild(community), int(thread))
        return await endpoints.send_message(self.rest, community, Urgency.HIDE, thread, body, needs=needs)

    async def _through_webhook(self, community: str, channel: str, thread: str, face: Face, text: str) -> str:
        webhook = await self._webhook(community, channel)
        shown = {"username": face.name, **({"avatar_url": face.avatar} if face.avatar else {})}
        body, within = MessageBody(content=text), thread if thread != channel else ""
        return await endpoints.execute_webhook(self.rest, community, Urgency.HIDE, webhook, body, shown, thread=within)

    async def _webhook(self, community: str, channel: str) -> Webhook:
        """Hush's webhook of a channel, made where there is none."""
        if channel in self._webhooks:
            return self._webhooks[channel]
        found = await endpoints.webhooks(self.rest, community, Urgency.HIDE, channel)
        own = [each for each in found if each.get("token") and each.get("application_id") == self.own_id()]
        if not own:
            own = [await endpoints.create_webhook(self.rest, community, Urgency.HIDE, channel, "Hush")]
        self._webhooks[channel] = Webhook(own[0]["id"], own[0]["token"])
        return self._webhooks[channel]

    async def _said(self, community: str, thread: str) -> Mapping[str, list[str]]:
        """The messages at the end of the thread by what they say, so that what was put back before a crash is not put back again."""
        found = await endpoints.messages(self.rest, community, Urgency.HIDE, thread, {"limit": str(MESSAGES_LOOKED_AT)})
        said = defaultdict[str, list[str]](list)
        for each in found:
            if each["author"].get("bot"):
                said[each["content"]].append(each["id"])
        return said

    async def _face(self, community: str, account: str) -> Face:
        try:
            member = await endpoints.member(self.rest, community, Urgency.HIDE, account)
            user = member["user"]
        except Missing:
            try:
                user = await endpoints.user(self.rest, community, Urgency.HIDE, account)
            except Missing:
                return Face(f"account {account}")
            member = {}
        picture = f"{discord.Asset.BASE}/avatars/{account}/{user['avatar']}.png" if user.get("avatar") else None
        return Face(named(member.get("nick") or user.get("global_name") or user["username"]), picture)

    async def _place(self, community: str, thread: str) -> str:
        """Where webhooks live: the channel itself, or the one that a thread belongs to; archived threads are not in the cache."""
        guild = self.guild(community)
        channel = guild.get_channel_or_thread(int(thread)) if guild else None
        if channel is None:
            found = await endpoints.channel(self.rest, community, Urgency.HIDE, thread)
            return str(found["parent_id"]) if "thread_metadata" in found else thread
        return str(channel.parent_id) if isinstance(channel, discord.Thread) else thread


def _shown(action: Restore) -> Face:
    """The face under which a proxy bot had posted it: whose it is stays between them."""
    original = action.original or Original("")
    return Face(named(original.name), original.picture or None)


def named(name: str) -> str:
    """A name as a webhook may bear it: 1 to 80 characters, without Discord's own."""
    return (_NOT_IN_A_NAME.sub(lambda found: found[0][0] + "·" + found[0][1:], name).strip() or "someone")[:80]


def written(comments: Sequence[tuple[str, Original]]) -> Iterator[tuple[str, set[str]]]:
    """The messages that put comments back, each with the ids of the comments in it; in their order, as few as they fit in."""
    message, within = "", set[str]()
    for comment, original in comments:
        for part in _parts(comment, original):
            if message and len(message) + 1 + len(part) > LONGEST_MESSAGE - 100:  # room for a quote's head
                yield message, within
                message, within = "", set()
            message = f"{message}\n{part}" if message else part
            within.add(comment)
    if message:
        yield message, within


def _parts(comment: str, original: Original) -> Iterator[str]:
    lost = [each for each in original.media if each.kind != "sticker"]
    mark = f"-# restored, from <t:{int(made_at(comment))}:f>" + (f"; {len(lost)} file{'s' * (len(lost) > 1)} not kept" if lost else "")
    room = LONGEST_MESSAGE - 100 - len(mark) - 1
    text = original.text
    while len(text) > room:
        cut = max(text.rfind("\n", room // 2, room), text.rfind(" ", room // 2, room))
        cut = cut if cut > 0 else room
        yield text[:cut]
        text = text[cut:].lstrip()
    yield f"{text}\n{mark}" if text else mark


def quoted(face: Face, text: str) -> str:
    """The words in Hush's own mouth, where it has no webhook."""
    return f"**{discord.utils.escape_markdown(face.name)}** said:\n{text}"[:LONGEST_MESSAGE]
