"""What others wrote, shown so that it does nothing: no ping, no link, no broken card, and what was invisible can be seen."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\*_~|`>#\[\]()<@:-])")
_SEEN = frozenset(" \n")


def block(text: str, most: int) -> str:
    """A text in a code block of at most ``most`` characters in all."""
    return f"```\n{_cut(visible(text), most - 8) or ' '}\n```"


def inline(text: str, most: int) -> str:
    """A text in a line, as code."""
    return f"`{_cut(visible(' '.join(text.split())), most - 2) or ' '}`"


def plain(text: str) -> str:
    """Words that may hold marks, in running text."""
    return _MARKDOWN.sub(r"\\\1", visible(" ".join(text.split())))


def visible(text: str) -> str:
    """Invisible characters by their numbers, and no back-tick that could end a block of code."""
    return "".join(each if _harmless(each) else f"⟨{ord(each):04X}⟩" for each in text.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}"))


def _harmless(letter: str) -> bool:
    return letter in _SEEN or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs", "Mn", "Me"}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
