"""One Chromium and one Hush for the tests of a file, on a store that each of them finds empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, Page, StorageState

from support.browser import Visit, chromium, come_in, visiting
from support.hush_process import HushProcess, running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def _hush(_store_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HushProcess]:
    folder: Path = tmp_path_factory.mktemp("hush")
    with redis.Redis.from_url(_store_url) as client:
        client.flushall()  # the store was another restore key's
    with running(folder / "data", REDIS_URL=_store_url) as process:
        yield process


@pytest.fixture
def hush(_hush: HushProcess, redis_url: str) -> HushProcess:
    """A `hush run` that knows nothing."""
    assert redis_url
    return _hush


@pytest.fixture(scope="module")
def _cookies(_hush: HushProcess, browser: Browser) -> StorageState:
    inside = come_in(_hush, browser)
    cookies = inside.context.storage_state()
    inside.context.close()
    return cookies


@pytest.fixture
def visit(hush: HushProcess, browser: Browser, _cookies: StorageState) -> Iterator[Visit]:
    """A browser that is inside; in the end nothing may have complained."""
    inside = visiting(hush, browser, _cookies)
    yield inside
    inside.context.close()
    assert inside.errors == []


@pytest.fixture
def page(visit: Visit) -> Page:
    """One tab on the page's own community; the founding page plays in a second there."""
    return visit.open()
