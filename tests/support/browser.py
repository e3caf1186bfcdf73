"""A real Chromium for tests of the page, and a real `hush run` behind it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from support.hush_process import CHECKOUT, HushProcess

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Scheme = Literal["light", "dark"]
PATIENCE = 30_000
"""Milliseconds until what a test waits for must be there."""


def chromium_path() -> str:
    """Where Chromium is; the set-up has installed it, or has said what to do."""
    found = subprocess.run([str(CHECKOUT / ".ci/find-chromium")], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with nothing in it. The sandbox is left out, which Chromium asks for where it runs as root."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET), chromium_sandbox=False)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A browser that came in by the printed address; ``errors`` is all that its pages complained about."""

    hush: HushProcess
    context: BrowserContext
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/?seconds=1") -> Page:
        """A tab that shows what the store holds and is live."""
        page = self.tab()
        page.goto(self.hush.address + path)
        expect(page.locator("#line")).to_have_attribute("data-state", "live")
        return page

    def tab(self) -> Page:
        """An empty tab whose complaints are kept."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.on(
            "request", lambda asked: None if asked.url.startswith(self.hush.address) else self.errors.append(f"asked outside: {asked.url}")
        )
        return page


def entrance(hush: HushProcess) -> str:
    """The next one-time address that the process prints."""
    assert hush.process.stdout
    for line in hush.process.stdout:
        if line.startswith("Open "):
            return line.split()[1]
    raise AssertionError(hush.log)


def visiting(
    hush: HushProcess, browser: Browser, cookies: StorageState | None = None, width: int = 1440, scheme: Scheme = "light"
) -> Visit:
    """A browser with these cookies."""
    return Visit(hush, browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=cookies))


def come_in(hush: HushProcess, browser: Browser) -> Visit:
    """A fresh browser that has opened the printed address."""
    visit = visiting(hush, browser)
    page = visit.tab()
    page.goto(entrance(hush))
    expect(page.locator("#play")).to_be_visible()
    page.close()
    return visit


def play(page: Page) -> None:
    """Play the founding page to its end."""
    page.locator("#play").click()
    expect(page.get_by_text("8 copies hidden by Hush")).to_be_visible()
    expect(page.locator("#play")).to_have_text("Play it again")
    expect(page.locator("#play")).to_be_enabled()


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or worse, by rule and place."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
