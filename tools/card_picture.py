# ruff: noqa: INP001 - a script, no package
"""Draws a card as Discord shows it, from the components that Hush sends: the pictures in docs/.

``python tools/card_picture.py COMPONENTS.json > docs/card.svg``; the components are what ``to_components()`` of a card in `bot/platforms/discord/modlog` gives.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Component = dict[str, Any]
WIDTH, LINE, PAD, LETTERS = 720, 21, 16, 92
COLOURS = {1: "#5865f2", 2: "#4e5058", 3: "#248046", 4: "#da373c"}
_MARKS = re.compile(r"<t:\d+:R>")


def lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line with its kind: head, code or text."""
    code = False
    for line in text.split("\n"):
        if line.startswith("```"):
            code = not code
            continue
        kind = "code" if code else "head" if line.startswith("### ") else "text"
        shown = line.removeprefix("### ") if code else _MARKS.sub("4 minutes ago", line.removeprefix("### "))
        shown = shown if code else re.sub(r"\\(.)", r"\1", shown.replace("**", ""))
        shown = re.sub(r"\[(\w+)\]\(\S+\)", r"[\1]", shown)
        for start in range(0, max(1, len(shown)), LETTERS):
            yield kind, shown[start : start + LETTERS]


def drawn(components: list[Component]) -> str:
    """The whole picture."""
    parts, y = [], PAD + 8
    for part in components[0]["components"]:
        if part["type"] == 10:
            for kind, line in lines(part["content"]):
                weight = ' font-weight="bold" font-size="17"' if kind == "head" else ""
                family = ' font-family="monospace"' if kind == "code" else ""
                if kind == "code":
                    parts.append(f'<rect x="{PAD + 8}" y="{y - 4}" width="{WIDTH - 3 * PAD}" height="{LINE}" fill="#1e1f22"/>')
                parts.append(f'<text x="{PAD + 14}" y="{y + 11}"{weight}{family}>{html.escape(line)}</text>')
                y += LINE
        elif part["type"] == 14:
            parts.append(f'<line x1="{PAD + 8}" x2="{WIDTH - PAD}" y1="{y + 2}" y2="{y + 2}" stroke="#3f4147"/>')
            y += 14
        elif part["type"] == 1:
            x = PAD + 14
            for button in part["components"]:
                wide = 26 + 8 * len(button.get("label") or button.get("placeholder") or "")
                dim = ' opacity="0.45"' if button.get("disabled") else ""
                fill = COLOURS.get(button.get("style", 2), "#4e5058")
                label = html.escape(button.get("label") or button.get("placeholder") or "")
                parts.append(f'<g{dim}><rect x="{x}" y="{y}" width="{wide}" height="30" rx="4" fill="{fill}"/>')
                parts.append(f'<text x="{x + wide / 2}" y="{y + 20}" text-anchor="middle" font-size="14">{label}</text></g>')
                x += wide + 8
            y += 38
    colour = f"#{components[0].get('accent_color', 0x4E5058):06x}"
    frame = f'<rect x="{PAD - 8}" y="8" width="{WIDTH - PAD}" height="{y}" rx="6" fill="#2b2d31"/><rect x="{PAD - 8}" y="8" width="4" height="{y}" fill="{colour}"/>'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 20}" font-family="sans-serif" font-size="14" fill="#dbdee1">'
    )
    return f"{head}\n{frame}\n" + "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    sys.stdout.write(drawn(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
