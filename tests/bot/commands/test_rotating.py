"""`hush keys rotate-restore`: what was hidden comes back under the new key alone, whenever the change was cut short."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import redis

from bot.memory.embedded import embedded, throwaway
from bot.memory.encryption import Seal
from bot.memory.errors import StoreAway
from bot.memory.key_file import begin_change, end_change, kept_seal
from bot.memory.rotation import reseal
from bot.memory.store import Call, Store
from bot.memory.threads import Threads
from bot.memory.webhooks import Webhooks
from rules.model import Comment
from support.hush_process import CHECKOUT, environment, key_for, running
from support.site_client import TEXT, SiteClient, comment

Command = Callable[..., Any]


async def test_what_was_hidden_before_is_restored_after_and_a_comment_sent_again_is_the_same(tmp_path: Path, command: Command) -> None:
    data = tmp_path / "data"
    old = kept_seal_of(data)
    async with aiohttp.ClientSession() as session:
        with running(data) as process:
            key = await asyncio.to_thread(key_for, data)
            again = comment("c0", 40)
            await SiteClient(session, process.address, "site", key).post(again, *(comment(f"c{n}", 40 - n) for n in range(1, 4)))
            taken = await asyncio.to_thread(command, "keys", "rotate-restore", HUSH_HTTP=process.address.removeprefix("http://"))
            assert (taken.returncode, "Hush runs on this store" in taken.stderr) == (1, True)
            elsewhere = await asyncio.to_thread(command, "keys", "rotate-restore", HUSH_HTTP="127.0.0.1:0")
            assert (elsewhere.returncode, "Stop it first" in elsewhere.stderr) == (1, True)
        ended = await asyncio.to_thread(command, "keys", "rotate-restore")
        assert (ended.returncode, "4 texts" in ended.stdout) == (0, True), ended.stderr
        new = kept_seal(data / "restore.key")
        assert (new.key != old.key, new.older, new.secret) == (True, b"", old.secret)
        with running(data) as process:
            site = SiteClient(session, process.address, "site", key)
            assert [copy["text"] for copy in (await site.incident())["copies"]] == [TEXT] * 4
            assert (await site.ask("POST", "/v1/comments", again)).status == 200
            assert (await site.ask("POST", "/v1/incidents/1/restore", {"by": "ann"})).body["decided"] == "done"


def kept_seal_of(data: Path) -> Seal:
    data.mkdir(mode=0o700)
    return kept_seal(data / "restore.key")


async def fill(store: Store, seal: Seal, count: int) -> None:
    """Texts that are sealed, and a webhook's secret."""
    threads = Threads(store, seal)
    for n in range(count):
        await threads.post(Comment(id=f"c{n}", community="zoo: a", author=f"m{n}", thread="t", at=1.0, text=f"text {n}"))
    await Webhooks(store, seal).set("zoo: a", "https://example.org/hush")


async def opened(store: Store, seal: Seal, count: int) -> bool:
    """Whether each of them opens."""
    shown, _ = await Threads(store, seal).read("zoo: a", "t", count)
    texts = {each.text for each in shown}
    return texts == {f"text {n}" for n in range(count)} and await Webhooks(store, seal).read("zoo: a") is not None


async def test_cut_short_between_any_two_steps_everything_opens_and_it_is_finished_later(redis_url: str, tmp_path: Path) -> None:
    path, store = tmp_path / "restore.key", Store.at(redis_url)
    await fill(store, kept_seal(path), 5)
    begun = begin_change(path)
    assert await opened(store, kept_seal(path), 5)
    assert begin_change(path).key == begun.key
    half = Seal(begun.key, older=begun.older)
    await Threads(store, half).post(Comment(id="c0", community="zoo: a", author="m0", thread="t", at=1.0, text="text 0"))  # one is done
    assert await opened(store, kept_seal(path), 5)
    assert await reseal(store, kept_seal(path)) == 5
    assert await reseal(store, kept_seal(path)) == 0
    assert await opened(store, kept_seal(path), 5)
    end_change(path, kept_seal(path))
    assert await opened(store, Seal(kept_seal(path).key), 5)
    assert path.stat().st_mode & 0o077 == 0
    await store.close()


class Leaving(Store):
    """A store that is away once it has sealed so many texts anew."""

    left = 0

    async def lasting(self, calls: Sequence[Call]) -> list[Any]:
        if not self.left:
            raise StoreAway("gone")
        self.left -= 1
        return await Store.lasting(self, calls)


@pytest.mark.parametrize("after", [0, 3, 40])
async def test_ended_after_so_many_texts_it_is_finished_by_the_next(redis_url: str, tmp_path: Path, command: Command, after: int) -> None:
    data, store, count = tmp_path / "data", Leaving.at(redis_url), 60
    path = data / "restore.key"
    old, store.left = kept_seal_of(data), after
    await fill(store, old, count)
    with pytest.raises(StoreAway):
        await reseal(store, begin_change(path))
    assert await sealed_anew(store, path, old) == after
    assert await opened(store, kept_seal(path), count)
    ended = await asyncio.to_thread(command, "keys", "rotate-restore", REDIS_URL=redis_url)
    assert ended.returncode == 0, ended.stderr
    assert await opened(store, Seal(kept_seal(path).key), count)
    assert not await opened(store, old, count)
    await store.close()


async def test_killed_on_its_way_it_is_finished_by_the_next(tmp_path: Path, command: Command) -> None:
    data, count = tmp_path / "data", 12
    path = data / "restore.key"
    old = kept_seal_of(data)
    with embedded(data) as server:
        store = Store.at(server.url)
        await fill(store, old, count)
        rotating = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "keys", "rotate-restore"), cwd=CHECKOUT, env=environment(data), stdout=DEVNULL, stderr=DEVNULL
        )
        async with asyncio.timeout(20):
            while rotating.returncode is None and await sealed_anew(store, path, old) < 3:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.001)
        if rotating.returncode is None:
            rotating.kill()
        await rotating.wait()
        assert await opened(store, kept_seal(path), count)
        ended = await asyncio.to_thread(command, "keys", "rotate-restore")
        assert ended.returncode == 0, ended.stderr
        assert await opened(store, Seal(kept_seal(path).key), count)
        assert not await opened(store, old, count)
        await store.close()


async def sealed_anew(store: Store, path: Path, old: Seal) -> int:
    """How many texts the old key no longer opens; -1 before the change began."""
    if kept_seal(path).key == old.key:
        return -1
    shown, count = await Threads(store, old).read("zoo: a", "t", 100)
    return count - len(shown)


def test_a_key_from_the_environment_is_not_changed_here(command: Command) -> None:
    ended = command("keys", "rotate-restore", HUSH_RESTORE_KEY="Q" * 43 + "=")
    assert (ended.returncode, "HUSH_RESTORE_KEY" in ended.stderr) == (2, True)


def test_another_restore_key_is_refused_in_one_line_until_it_is_adopted(tmp_path: Path, command: Command) -> None:
    with throwaway() as server:
        first, second = tmp_path / "one", tmp_path / "two"
        other = {"REDIS_URL": server.url, "HUSH_DATA": str(second)}
        made = command("webhooks", "set", "site", "https://example.org/hush", REDIS_URL=server.url, HUSH_DATA=str(first))
        assert made.returncode == 0, made.stderr
        with running(first, REDIS_URL=server.url):
            pass
        for arguments in (("run",), ("webhooks", "show", "site")):
            refused = command(*arguments, **other)
            assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
            assert "put that key back" in refused.stderr
            assert "hush adopt key" in refused.stderr
        looked = command("check", **other)
        assert looked.returncode == 1
        assert "bad   store's key" in looked.stdout
        assert command("adopt", "key", **other).returncode == 0
        assert command("check", **other).returncode == 0
        with running(second, REDIS_URL=server.url):
            pass


def test_a_store_whose_key_became_another_ends_the_hush_that_runs(tmp_path: Path) -> None:
    """It was not heard of for so long that the key was changed beside it; what it seals could be opened by nobody."""
    with throwaway() as server, running(tmp_path / "data", REDIS_URL=server.url) as process:
        hosts = redis.Redis(unix_socket_path=str(server.socket))
        hosts.hset("h:{0}:paired", "key", "0badf00d")
        assert process.process.wait(timeout=20) == 1
        assert "put that key back" in process.log
        hosts.close()
