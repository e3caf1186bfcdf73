"""Bar charts as SVG, for what the commands measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_LINE, _LEFT, _BAR, _TOP = 18, 230, 420, 46
_LETTER = 7.0  # pixels of a letter, about


@dataclass(frozen=True, slots=True)
class Bar:
    """``share`` of the chart's width, 0 to 1; its name to the left and what is told of it to the right."""

    name: str
    share: float
    told: str
    colour: str


def drawn(charts: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Charts below one another: (title, bars)."""
    left = max([_LEFT, *(round(len(bar.name) * _LETTER) for _, bars in charts for bar in bars)])
    height = sum(_TOP + _LINE * max(1, len(bars)) for _, bars in charts) + 20
    parts, top = [], 0
    for title, bars in charts:
        parts.append(f'<text x="12" y="{top + 30}" font-size="15" font-weight="600">{escape(title)}</text>')
        if not bars:
            parts.append(f'<text x="12" y="{top + _TOP + 13}">none</text>')
        for i, bar in enumerate(bars):
            y = top + _TOP + i * _LINE
            parts.append(
                f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{escape(bar.name)}</text>'
                f'<rect x="{left}" y="{y}" width="{_BAR * bar.share:.1f}" height="{_LINE - 4}" fill="{bar.colour}"/>'
                f'<text x="{left + _BAR * bar.share + 6:.1f}" y="{y + 12}">{escape(bar.told)}</text>'
            )
        top += _TOP + _LINE * max(1, len(bars))
    width = left + _BAR + 130
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#222"><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )
