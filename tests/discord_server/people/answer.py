"""What somebody who used a command, a button or a modal got to see."""

from __future__ import annotations

from discord_server.refusal import Json
from discord_server.world.interaction import Interaction
from discord_server.world.message import EPHEMERAL, Message


class Answer:
    """The bot's reaction to one interaction."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def failed(self) -> bool:
        """Whether Discord told the person that the interaction failed, or left them with 'thinking'."""
        return not self.interaction.is_shown

    @property
    def message(self) -> Message | None:
        """The message that answers, or the card that was updated."""
        return self.interaction.original

    @property
    def followups(self) -> list[Message]:
        """Further messages."""
        return self.interaction.followups

    @property
    def text(self) -> str:
        """All that is to be read, followups included."""
        said = [*([self.message] if self.message and self.message is not self.interaction.message else []), *self.followups]
        return "\n".join(one.shown for one in said if one.stands)

    @property
    def ephemeral(self) -> bool:
        """Whether nobody else sees it."""
        said = self.followups[0] if self.message is self.interaction.message and self.followups else self.message
        return bool(said and said.flags & EPHEMERAL)

    @property
    def modal(self) -> Json | None:
        """The modal that opened."""
        return self.interaction.modal

    @property
    def choices(self) -> list[Json]:
        """What autocomplete offers."""
        return self.interaction.choices

    @property
    def took(self) -> float:
        """Seconds until the first answer."""
        return float("inf") if self.interaction.answered_after is None else self.interaction.answered_after

    def __repr__(self) -> str:
        return f"Answer({self.text!r}, ephemeral={self.ephemeral}, failed={self.failed})"
