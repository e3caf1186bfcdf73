"""One Chromium and one Hush for the tests of this folder, on a store that each of them finds empty."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, Page, StorageState

from support.browser import Visit, chromium, come_in, visiting
from support.folder import shared
from support.hush_process import HushProcess, running

HERE = Path(__file__).parent
_BROWSER, _HUSH, _COOKIES = pytest.StashKey[Browser](), pytest.StashKey[HushProcess](), pytest.StashKey[StorageState]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker takes this folder; those with the browser come last, since the browser has the loop of its thread until it is closed."""
    places = [place for place, item in enumerate(items) if HERE in item.path.parents]
    own = sorted((items[place] for place in places), key=lambda item: isinstance(item, pytest.Function) and "browser" in item.fixturenames)
    for place, item in zip(places, own, strict=True):
        item.add_marker(pytest.mark.xdist_group("page"))
        items[place] = item


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Browser:
    return shared(request, _BROWSER, chromium)


@pytest.fixture(scope="module")
def _hush(request: pytest.FixtureRequest, _store_url: str, tmp_path_factory: pytest.TempPathFactory) -> HushProcess:
    @contextmanager
    def started() -> Iterator[HushProcess]:
        with redis.Redis.from_url(_store_url) as client:
            client.flushall()  # the store was another restore key's
        with running(tmp_path_factory.mktemp("hush") / "data", REDIS_URL=_store_url) as process:
            yield process

    return shared(request, _HUSH, started)


@pytest.fixture
def hush(_hush: HushProcess, redis_url: str) -> HushProcess:
    """A `hush run` that knows nothing."""
    assert redis_url
    return _hush


@pytest.fixture(scope="module")
def _cookies(request: pytest.FixtureRequest, _hush: HushProcess, browser: Browser) -> StorageState:
    @contextmanager
    def let_in() -> Iterator[StorageState]:
        inside = come_in(_hush, browser)
        cookies = inside.context.storage_state()
        inside.context.close()
        yield cookies

    return shared(request, _COOKIES, let_in)


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
