"""Which server program is taken."""

import shlex
from pathlib import Path

import pytest

from bot.memory.embedded.binary import NoServerError, Version, find_binary


def program(path: Path, says: str) -> Path:
    path.write_text(f"#!/bin/sh\necho {shlex.quote(says)}\n")
    path.chmod(0o755)
    return path


def test_the_wheels_program_runs_here() -> None:
    assert find_binary().version.kind == "valkey"


def test_what_does_not_run_or_is_too_old_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF of another machine")
    broken.chmod(0o755)
    old = program(tmp_path / "old", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64")
    good = program(tmp_path / "good", "Redis server v=7.2.4 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64")
    found = find_binary([tmp_path / "missing", broken, old, good])
    assert (found.path, found.version) == (good, Version("redis", (7, 2, 4)))


def test_where_there_is_none_docker_and_redis_url_are_named() -> None:
    with pytest.raises(NoServerError, match=r"docker run .*REDIS_URL=redis://"):
        find_binary([])


def test_versions_are_compared_as_numbers() -> None:
    assert Version("valkey", (9, 10, 0)).reads(Version("valkey", (9, 9, 9)))
    assert not Version("valkey", (9, 9, 9)).reads(Version("valkey", (9, 10, 0)))
