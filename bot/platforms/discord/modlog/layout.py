"""How every card is laid out: one box, its texts apart by lines, its buttons below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ButtonStyle
from discord.ui import ActionRow, Container, LayoutView, Separator, TextDisplay

Item = discord.ui.Item[Any]
BLUE, GREY, GREEN, RED = ButtonStyle.primary, ButtonStyle.secondary, ButtonStyle.success, ButtonStyle.danger


def card_of(texts: Iterable[str], rows: Iterable[Sequence[Item]] = (), colour: int | None = None) -> LayoutView:
    """A card in a box; an empty text is left out."""
    parts: list[Item] = []
    for text in filter(None, texts):
        parts += [Separator(), TextDisplay(text)] if parts else [TextDisplay(text)]
    return boxed([*parts, *(ActionRow(*row) for row in rows)], colour)


def boxed(parts: Iterable[Item], colour: int | None = None) -> LayoutView:
    """A card of any parts in a box."""
    return LayoutView(timeout=None).add_item(Container(*parts, accent_color=colour))


def answer_of(text: str, row: Sequence[Item]) -> LayoutView:
    """An answer to a button, without a box: a text, and what can be pressed or chosen next."""
    return LayoutView(timeout=None).add_item(TextDisplay(text)).add_item(ActionRow(*row))
