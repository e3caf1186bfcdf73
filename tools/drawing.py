# ruff: noqa: INP001 - a script's part, no package
"""SVG parts for the pictures in docs/: boxes, arrows and words that are readable in a light and in a dark theme."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

_STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.strong { font-weight: 600 }
.label { font-size: 12px }
.small { font-size: 12px; fill: #59636e }
.back { fill: #ffffff }
.box { fill: #f6f8fa; stroke: #8c959f }
.part { fill: #ddf4ff; stroke: #54aeff }
.line { fill: none; stroke: #59636e; stroke-width: 1.5 }
.dot { fill: #0969da }
.faint { stroke: #d1d9e0 }
.frame { fill: none; stroke: #8c959f; stroke-dasharray: 4 4 }
.tip { fill: #59636e }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.small { fill: #9198a1 }
.back { fill: #0d1117 }
.box { fill: #151b23; stroke: #656c76 }
.part { fill: #0c2d6b; stroke: #388bfd }
.line { stroke: #9198a1 }
.dot { fill: #4493f8 }
.faint { stroke: #3d444d }
.tip { fill: #9198a1 }
}
"""
_TIP = '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker>'


@dataclass(slots=True)
class Drawing:
    """A picture of one size, in signs of about eight pixels; ``title`` is what a screen reader reads."""

    width: int
    height: int
    title: str
    _parts: list[str] = field(default_factory=list)

    def words(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start", turn: float = 0) -> None:
        """One line of text; ``turn`` in degrees around its own beginning."""
        turned = f' transform="rotate({turn} {x} {y})"' if turn else ""
        styled = f' class="{kind}"' if kind else ""
        anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(f'<text x="{x}" y="{y}"{styled}{anchored}{turned}>{html.escape(text, quote=False)}</text>')

    def box(self, x: float, y: float, width: float, height: float, kind: str = "box") -> None:
        """A rounded rectangle."""
        self._parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>')

    def arrow(self, path: str) -> None:
        """A line with a tip at its end, as an SVG path."""
        self._parts.append(f'<path class="line" d="{path}" marker-end="url(#tip)"/>')

    def line(self, path: str, kind: str = "faint") -> None:
        """A line without a tip."""
        self._parts.append(f'<path class="{kind}" d="{path}"/>')

    def dot(self, x: float, y: float, radius: float = 5) -> None:
        """A filled circle."""
        self._parts.append(f'<circle class="dot" cx="{x}" cy="{y}" r="{radius}"/>')

    def svg(self) -> str:
        """The whole file."""
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}" role="img">',
                f"<title>{html.escape(self.title, quote=False)}</title>",
                f"<style>{_STYLE}</style>",
                f"<defs>{_TIP}</defs>",
                f'<rect class="back" width="{self.width}" height="{self.height}"/>',
                *self._parts,
                "</svg>\n",
            ]
        )
