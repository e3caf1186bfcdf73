"""What the page says while the store is away."""

from pathlib import Path

import redis
from playwright.sync_api import Browser, expect

from bot.memory.embedded import throwaway
from support.browser import come_in
from support.hush_process import running


def test_the_page_says_that_what_it_shows_may_be_old(browser: Browser, tmp_path: Path) -> None:
    with throwaway() as server, running(tmp_path / "data", REDIS_URL=server.url) as hush:
        inside = come_in(hush, browser)
        page = inside.open()
        with redis.Redis.from_url(server.url) as client:
            client.shutdown(nosave=True)
        expect(page.locator("#banner")).to_contain_text("The store does not answer", timeout=30_000)
        inside.context.close()
