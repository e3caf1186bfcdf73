"""The embedded server's life, with real processes: who starts it, who joins it, who stops it, and what a kill leaves."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from structlog.testing import capture_logs

from bot.memory.embedded import Arrival, Embedded, embedded
from bot.memory.embedded.server import Server, StartError, StuckError, ask
from support.processes import AnotherHush, until_the_end_of


@pytest.fixture
def another() -> Iterator[Callable[[Path], AnotherHush]]:
    """Starts another Hush on a data folder; those still there at the end leave."""
    others: list[AnotherHush] = []

    def start(data: Path) -> AnotherHush:
        others.append(AnotherHush(data))
        return others[-1]

    yield start
    for other in others:
        other.leaves()


def put(store: Embedded, **values: str) -> None:
    with redis.Redis.from_url(store.url) as client:
        client.mset(dict(values))


def get(store: Embedded, name: str) -> object:
    with redis.Redis.from_url(store.url, decode_responses=True) as client:
        return client.get(name)


def kill(server: Server) -> None:
    with until_the_end_of(server.socket):
        os.kill(server.pid, signal.SIGKILL)


def test_a_server_lives_as_long_as_its_hush(tmp_path: Path) -> None:
    begun = time.monotonic()
    with embedded(tmp_path / "data") as store:
        assert time.monotonic() - begun < 3
        assert store.arrival is Arrival.STARTED
        assert ask(store.server.socket) == store.server
    assert ask(store.server.socket) is None
    assert not store.server.socket.exists()


def test_the_server_forgets_nothing_and_listens_to_nobody_else(tmp_path: Path) -> None:
    with embedded(tmp_path) as store, redis.Redis.from_url(store.url, decode_responses=True) as client:
        assert client.config_get("appendonly", "appendfsync", "maxmemory-policy", "port", "save") == {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "port": "0",
            "save": "",
        }


def test_what_was_remembered_is_there_the_next_time(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        put(store, said="hello")
    with embedded(tmp_path) as store:
        assert get(store, "said") == "hello"


def test_the_last_who_leaves_stops_the_server(tmp_path: Path, another: Callable[[Path], AnotherHush]) -> None:
    with embedded(tmp_path) as store:
        other = another(tmp_path)
        assert other.arrives() == ("joined", store.server.pid)
    assert ask(store.server.socket) == store.server
    other.leaves()
    assert ask(store.server.socket) is None


def test_those_who_start_together_share_one_server(tmp_path: Path, another: Callable[[Path], AnotherHush]) -> None:
    others = [another(tmp_path) for _ in range(5)]
    arrivals = [other.arrives() for other in others]
    assert sorted(arrival for arrival, _ in arrivals) == ["joined"] * 4 + ["started"]
    assert len({pid for _, pid in arrivals}) == 1


def test_coming_and_going_at_once_loses_nothing(tmp_path: Path) -> None:
    def come_and_go(_: int) -> None:
        with embedded(tmp_path) as store, redis.Redis.from_url(store.url) as client:
            client.incr("visits")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come_and_go, range(24)))
    with embedded(tmp_path) as store:
        assert get(store, "visits") == "24"


def test_what_a_killed_server_acknowledged_is_kept(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        put(store, **{f"key{n}": "x" * n for n in range(500)})
        kill(store.server)
    with capture_logs() as said, embedded(tmp_path) as store:
        assert get(store, "key499") == "x" * 499
        assert store.arrival is Arrival.STARTED
    assert "valkey_was_killed" in [line["event"] for line in said]


def test_a_running_hush_revives_its_killed_server(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        assert store.revive() == store.server
        put(store, said="hello")
        kill(store.server)
        assert store.revive().pid != store.server.pid
        assert get(store, "said") == "hello"
    assert ask(store.server.socket) is None


def test_a_half_written_end_of_the_file_is_cut_off(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        put(store, said="hello")
    [file] = (tmp_path / "valkey/appendonlydir").glob("*.incr.aof")
    with file.open("ab") as end:
        end.write(b"*3\r\n$3\r\nSET\r\n$4\r\nsa")
    with embedded(tmp_path) as store:
        assert get(store, "said") == "hello"


def test_the_server_of_a_killed_hush_is_adopted(tmp_path: Path, another: Callable[[Path], AnotherHush]) -> None:
    other = another(tmp_path)
    _, pid = other.arrives()
    other.is_killed()
    with embedded(tmp_path) as store:
        assert (store.arrival, store.server.pid) == (Arrival.ADOPTED, pid)
    assert ask(store.server.socket) is None


def test_ctrl_c_reaches_hush_and_not_its_server(tmp_path: Path, another: Callable[[Path], AnotherHush]) -> None:
    other = another(tmp_path)
    other.arrives()
    other.gets_ctrl_c()
    assert other.says() == "still there: True"
    other.leaves()
    with embedded(tmp_path) as store:
        assert store.arrival is Arrival.STARTED


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        os.kill(store.server.pid, signal.SIGSTOP)
        try:
            with (
                pytest.raises(StuckError, match=f"process {store.server.pid} holds .*valkey and does not answer"),
                embedded(tmp_path, patience=0.1),
            ):
                pass
        finally:
            os.kill(store.server.pid, signal.SIGCONT)


def test_two_servers_never_write_to_one_folder_though_its_locks_are_removed(tmp_path: Path, another: Callable[[Path], AnotherHush]) -> None:
    other = another(tmp_path)
    _, pid = other.arrives()
    for lock in (tmp_path / "valkey").glob("*.lock"):
        lock.unlink()
    with capture_logs() as said, embedded(tmp_path) as store:
        other.leaves()
        assert ask(store.server.socket) == store.server
        assert store.server.pid != pid
    assert "valkey_without_lock" in [line["event"] for line in said]


def test_a_file_that_cannot_be_loaded_is_said_in_the_servers_words(tmp_path: Path) -> None:
    with embedded(tmp_path) as store:
        put(store, said="hello")
    [file] = (tmp_path / "valkey/appendonlydir").glob("*.incr.aof")
    sound = file.read_bytes()
    file.write_bytes(b"nonsense\r\n" + sound)
    with pytest.raises(StartError, match="Bad file format reading the append only file"), embedded(tmp_path):
        pass
    file.write_bytes(sound)
    with embedded(tmp_path) as store:
        assert get(store, "said") == "hello"
