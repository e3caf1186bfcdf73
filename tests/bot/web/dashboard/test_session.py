"""Hush's page in a browser that is outside, inside, and left alone by its server."""

import socket
from pathlib import Path

from playwright.sync_api import Browser, expect

from support.browser import Visit, come_in, play
from support.hush_process import HushProcess, running


def test_without_the_token_the_page_is_shut(hush: HushProcess, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(hush.address)
    assert answer
    assert answer.status == 401
    expect(page.get_by_role("heading", name="You are outside")).to_be_visible()
    context.close()


def test_the_page_asks_nobody_else_and_holds_no_script_in_its_markup(visit: Visit) -> None:
    answer = visit.tab().goto(visit.hush.address)
    assert answer
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_page_left_open_comes_back_when_hush_does(tmp_path: Path, browser: Browser) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{taken.getsockname()[1]}"
    with running(tmp_path / "data", HUSH_HTTP=where) as hush:
        visit = come_in(hush, browser)
        page = visit.open()
        play(page)
    expect(page.locator("#line")).to_have_attribute("data-state", "lost")
    expect(page.get_by_role("alert").filter(has_text="Hush does not answer")).to_be_visible()
    with running(tmp_path / "data", HUSH_HTTP=where):
        expect(page.locator("#line")).to_have_attribute("data-state", "live")
        page.get_by_role("button", name="Restore").click()
        expect(page.locator(".comment")).to_have_count(24)
        visit.context.close()
