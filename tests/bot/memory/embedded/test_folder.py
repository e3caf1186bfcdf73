"""The data folder: who may enter, where its socket is, and what is said of one that cannot be used."""

import os
import stat
from pathlib import Path

import pytest

from bot.memory.embedded import EmbeddedError, embedded
from bot.memory.embedded.binary import find_binary
from bot.memory.embedded.folder import LONGEST_SOCKET, FolderError, NewerFolderError
from support.processes import AnotherHush


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def deep(place: Path) -> Path:
    return place / ("deep" * 30) / "data"


def test_only_its_owner_may_enter(tmp_path: Path) -> None:
    with embedded(tmp_path / "data") as store:
        assert [mode(path) for path in (tmp_path / "data", tmp_path / "data/valkey", store.server.socket)] == [0o700, 0o700, 0o700]


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir(mode=0o755)
    with embedded(tmp_path):
        assert mode(tmp_path / "valkey") == 0o700


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("file", "file is not a folder"),
        ("file/below", "Not a directory"),
        ("/proc/hush", "No such file or directory"),
        ("loop", "loop is not a folder"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_with_the_way_out(tmp_path: Path, data: str, why: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(FolderError, match=f"{why}.*HUSH_DATA"), embedded(tmp_path / data):
        pass


def test_a_deep_folder_has_its_socket_elsewhere_and_still_one_server(tmp_path: Path) -> None:
    data, name = deep(tmp_path), tmp_path / "short"
    name.symlink_to(data)
    with embedded(data) as store:
        assert len(os.fsencode(store.server.socket)) <= LONGEST_SOCKET
        assert mode(store.server.socket.parent) == 0o700
        other = AnotherHush(name)
        assert other.arrives() == ("joined", store.server.pid)
        other.leaves()
    assert not store.server.socket.parent.exists()


def test_a_socket_is_never_put_where_others_may_enter(tmp_path: Path) -> None:
    with embedded(deep(tmp_path)) as store:
        place = store.server.socket.parent
    place.mkdir()
    try:
        with pytest.raises(FolderError, match="should be a private folder"), embedded(deep(tmp_path)):
            pass
    finally:
        place.rmdir()


@pytest.mark.parametrize("written", ["valkey 99.0.0", "valkey 9.10.0", "redis 8.2.1"])
def test_a_folder_of_a_newer_or_strange_server_is_refused_by_name(tmp_path: Path, written: str) -> None:
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey/version").write_text(f"{written}\n")
    with pytest.raises(NewerFolderError, match=f"was written by {written}, and this is valkey 9"), embedded(tmp_path):
        pass


@pytest.mark.parametrize("written", ["valkey 7.2.5", "valkey 9.0.10", "redis 7.2.4"])
def test_a_folder_of_an_older_server_is_taken_over(tmp_path: Path, written: str) -> None:
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey/version").write_text(f"{written}\n")
    with embedded(tmp_path):
        assert (tmp_path / "valkey/version").read_text() == f"{find_binary().version}\n"


def test_a_damaged_version_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey/version").write_bytes(b"\xff\x00")
    with pytest.raises(EmbeddedError, match="names no server version"), embedded(tmp_path):
        pass
