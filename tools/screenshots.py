# ruff: noqa: INP001 - a script, run by its path
"""Takes the pictures of the page: both widths, both themes, of the founding page played. Run by ``make screenshots``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import expect  # noqa: E402 - found only now

from support.browser import chromium, come_in, play  # noqa: E402 - found only now
from support.hush_process import running  # noqa: E402 - found only now

SIZES: tuple[tuple[int, int], ...] = ((1440, 900), (375, 812))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main(folder: Path) -> None:
    """Write ``page-WIDTH-THEME.png`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hush-", dir="/tmp") as data, running(Path(data) / "data") as hush, chromium() as browser:
        visit = come_in(hush, browser)
        page = visit.open()
        play(page)
        for width, height in SIZES:
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme)
                page.evaluate("document.querySelector('.fold').scrollIntoView({block: 'center'})")
                expect(page.locator(".fold")).to_be_visible()
                page.screenshot(path=folder / f"page-{width}-{scheme}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
