"""Hush's page stays quick and small where the log is long."""

import asyncio
import threading
import time

from playwright.sync_api import Page, expect

from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.incidents import Opening
from bot.memory.store import Store
from rules.model import Mode
from rules.policy import plan
from rules.settings import Settings
from support.browser import Visit

MANY = 2000
COMMUNITY = "large"


async def fill(url: str) -> None:
    """Many cases of many accounts, as a busy site has them after a month."""
    store = Store.at(url)
    memory = Memory(store, Seal(bytes(32)))
    await store.meet()
    settings = Settings(mode=Mode.ENFORCE)
    _, revision = await memory.communities.configure(COMMUNITY, settings, "test")
    now = time.time()
    for start in range(0, MANY, 100):
        await memory.incidents.open([_opening(n, now, revision, settings) for n in range(start, start + 100)])
    await store.close()


def _opening(n: int, now: float, revision: int, settings: Settings) -> Opening:
    account = f"spammer{n}"
    return Opening(
        community=COMMUNITY,
        account=account,
        platform="recording",
        by=f"{n}-2",
        at=now,
        thread="t",
        copies=[(f"{n}-{i}", now - 10 + i, "t", False) for i in range(3)],
        texts=[f"text{n}"],
        reason="3 copies in 2 minutes, 100 % alike",
        score=1.0,
        accounts=(),
        revision=revision,
        table=plan(settings, account, None),
    )


def test_two_thousand_cases_are_answered_in_pages_and_scrolled_in_bounded_memory(redis_url: str, visit: Visit) -> None:
    loop = asyncio.new_event_loop()
    filling = threading.Thread(target=lambda: loop.run_until_complete(fill(redis_url)))  # the browser has the loop of this thread
    filling.start()
    filling.join()
    loop.close()
    page = visit.open(f"/?community={COMMUNITY}")
    expect(page.locator("#cards article").first).to_contain_text(f"#{MANY}")
    assert page.locator("#cards article").count() <= 100
    quickest = min(_asked(page, f"/page/api/{COMMUNITY}/incidents") for _ in range(5))
    assert quickest < 100 * _slowness()
    for wanted in (MANY - 100, MANY - 200):
        page.evaluate(
            """async wanted => {
            const pane = document.querySelector('#log');
            while (!document.querySelector(`[data-n='${wanted}']`)) {
                pane.scrollTop = pane.scrollHeight;
                await new Promise(requestAnimationFrame);
            }
        }""",
            str(wanted),
        )
    expect(page.locator(f"[data-n='{MANY}']")).to_have_count(0)
    assert page.locator("#cards article").count() < 300
    page.evaluate("document.querySelector('#log').scrollTop = 0")
    expect(page.locator(f"[data-n='{MANY}']")).to_be_visible()
    page.get_by_label("Search the log").fill("spammer77")
    expect(page.locator("#cards article")).to_have_count(10)
    page.evaluate("document.querySelector('#log').scrollTop = 1e9")
    expect(page.locator("#cards article")).to_have_count(11)


def _slowness() -> float:
    """How much slower this machine is now than one that counts to a million in 20 ms; never less than 1."""
    began = time.perf_counter()
    for _ in range(1_000_000):
        pass
    return max(1.0, (time.perf_counter() - began) / 0.02)


def _asked(page: Page, path: str) -> float:
    """Milliseconds that the page waits for an answer."""
    return float(
        page.evaluate(
            "async path => { const began = performance.now(); await (await fetch(path)).text(); return performance.now() - began }", path
        )
    )
