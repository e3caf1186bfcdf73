"""What people say, change and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord_server.acts import changing, posting, threads
from discord_server.acts.posting import Author
from discord_server.refusal import Json
from discord_server.world.channel import PRIVATE_THREAD, PUBLIC_THREAD
from discord_server.world.member import Member
from discord_server.world.message import COMMAND

if TYPE_CHECKING:
    from discord_server.world.channel import Channel
    from discord_server.world.message import Message


class Speaking(Member):
    """A member who talks."""

    async def says(
        self, text: str, *, in_: Channel, reply_to: Message | None = None, files: list[Json] | None = None, **extras: object
    ) -> Message:
        """Writes a message; `extras` are further fields of it; see `things` for files, stickers and polls."""
        body: Json = {"content": text, "attachments": files or [], "sticker_ids": extras.get("sticker_items"), "poll": extras.get("poll")}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to.id}
        said = posting.post(self.guild.world, Author(self.account, self), in_, body, extras=extras)
        await self.guild.world.drained()
        return said

    async def forwards(self, original: Message, *, in_: Channel) -> Message:
        """Forwards a message."""
        said = posting.forward(self.guild.world, Author(self.account, self), in_, original)
        await self.guild.world.drained()
        return said

    async def edits(self, said: Message, text: str) -> None:
        """Changes what they said."""
        changing.edit(self.guild.world, self.id, said, {"content": text}, self)
        await self.guild.world.drained()

    async def deletes(self, said: Message) -> None:
        """Takes a message away: their own, or anybody's if they may."""
        changing.delete(self.guild.world, self.id, said, self)
        await self.guild.world.drained()

    async def opens_post(self, forum: Channel, title: str, text: str, **extras: object) -> Message:
        """Opens a forum post; the answer is its first message, whose channel is the post."""
        said = threads.open_post(self.guild.world, Author(self.account, self), forum, title, {"content": text, **extras})
        await self.guild.world.drained()
        return said

    async def opens_thread(self, parent: Channel, name: str, *, start: Message | None = None, private: bool = False) -> Channel:
        """Opens a thread, from a message or by itself."""
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        opened = threads.open_thread(self.guild.world, self, parent, name, start=start, kind=kind)
        await self.guild.world.drained()
        return opened

    async def says_through_an_app(self, text: str, *, in_: Channel, installed_by: str = "account") -> Message:
        """Lets an app speak: one they installed for themselves, or one of the guild."""
        world = self.guild.world
        app = world.account("An app", bot=True)
        owners = {"1": str(self.id)} if installed_by == "account" else {"0": str(self.guild.id)}
        metadata = {"id": str(world.ids.new()), "type": 2, "user": self.account.payload(), "authorizing_integration_owners": owners}
        extras = {"application_id": str(app.id), "interaction_metadata": metadata}
        said = posting.post(world, Author(app), in_, {"content": text}, type=COMMAND, extras=extras)
        await world.drained()
        return said
