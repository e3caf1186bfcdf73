"""docs/privacy.md tells every key and its time, and who is erased is nowhere: not in a key, not in a value, not in the data folder."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from importlib import resources
from pathlib import Path

import pytest

from bot.memory import Memory
from bot.memory.embedded import embedded
from support.documented_keys import documented, kind
from support.life import LOCAL, MALLORY, OWN, SEAL, SITE, TRUDY, Lived, live
from support.patience import patient
from support.whole_store import everything, on_disk

pytestmark = pytest.mark.xdist_group("life")
HOUSE_OWN = {"requests", "once", "entered", "paired", "running", "kept:discord%3Abot"}
"""What is of no community."""


@pytest.fixture(scope="module")
def _data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Lived]:
    """A data folder after a whole life."""
    folder = tmp_path_factory.mktemp("life")
    with embedded(folder) as server:
        return folder, asyncio.run(live(server.url))


@pytest.fixture
def life(_data: tuple[Path, Lived]) -> Lived:
    return _data[1]


@pytest.fixture
async def memory(_data: tuple[Path, Lived], tmp_path: Path) -> AsyncIterator[Memory]:
    """What is remembered of that life, in a copy of its folder."""
    shutil.copytree(_data[0], tmp_path, dirs_exist_ok=True)
    with embedded(tmp_path) as server:
        store = patient(server.url)
        await store.meet()
        await store.read([("CONFIG", "SET", "rdbcompression", "no")])  # so that a search of the files finds what is there
        yield Memory(store, SEAL)
        await store.close()


async def test_every_key_is_told_and_goes_when_it_is_told(memory: Memory) -> None:
    store, told = memory.store, documented()
    seen = set()
    for name in await store.scan("*"):
        seen.add(kind(name))
        [milliseconds] = await store.read([("PTTL", name)])
        most, left = told[kind(name)], milliseconds / 1000
        assert left < 0 if most is None else 0 < left <= most, (name, left, most)
    assert seen == set(told)


def scripted() -> Iterator[str]:
    """The kinds of keys that a script names."""
    for script in (resources.files("bot.memory") / "scripts").iterdir():
        for one, other in re.findall(r"key\('([a-z]+)'|prefix \.\. '([a-z]+):'", script.read_text("utf-8")):
            yield one or other


def test_every_key_that_a_script_names_is_told() -> None:
    assert set(scripted()) <= set(documented())


async def erase(memory: Memory, guild: str, mallory: str) -> None:
    for community, account in ((SITE, MALLORY), (LOCAL, MALLORY), (guild, mallory)):
        await memory.erasure.account(community, account)


async def test_an_erased_account_is_nowhere_and_the_others_are_untouched(memory: Memory, life: Lived, tmp_path: Path) -> None:
    store = memory.store
    marks = (MALLORY, OWN[MALLORY], life.mallory, *life.said)
    others = (TRUDY, OWN[TRUDY], life.other)
    there, files = repr(await everything(store)), await on_disk(store, tmp_path)
    assert all(mark in there and mark.encode() in files for mark in (*marks, *others))
    await erase(memory, life.guild, life.mallory)
    left, files = repr(await everything(store)), await on_disk(store, tmp_path)
    assert [mark for mark in marks if mark in left or mark.encode() in files] == []
    assert all(mark in left and mark.encode() in files for mark in others)


async def test_an_erased_community_is_nowhere(memory: Memory, life: Lived, tmp_path: Path) -> None:
    store = memory.store
    for community in (SITE, LOCAL, life.guild):
        await memory.erasure.community(community)
    left, files = await everything(store), await on_disk(store, tmp_path)
    assert [name for name in left if not name.split(":", 2)[2].startswith(tuple(HOUSE_OWN))] == []
    for mark in (MALLORY, TRUDY, life.mallory, life.other, *life.said, *OWN.values(), SITE):
        assert mark not in repr(left)
        assert mark.encode() not in files
