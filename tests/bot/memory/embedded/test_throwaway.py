"""A server for one replay or one test leaves nothing behind, however its process ends."""

import subprocess
import sys
from pathlib import Path

import pytest
import redis

from bot.memory.embedded import EmbeddedError, throwaway
from bot.memory.embedded.server import ask
from support.processes import until_the_end_of


def test_it_is_empty_and_gone_at_the_end() -> None:
    with throwaway() as server, redis.Redis.from_url(server.url) as client:
        assert client.dbsize() == 0
    assert ask(server.socket) is None
    assert not server.socket.parent.exists()


def test_it_can_be_set_up_otherwise() -> None:
    with throwaway("--maxmemory-policy", "allkeys-lru") as server, redis.Redis.from_url(server.url, decode_responses=True) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "allkeys-lru"}


def test_two_have_nothing_to_do_with_each_other() -> None:
    with throwaway() as one, throwaway() as two, redis.Redis.from_url(one.url) as first, redis.Redis.from_url(two.url) as second:
        first.set("said", "hello")
        assert second.get("said") is None


def test_it_dies_with_a_killed_process() -> None:
    program = "import sys; from bot.memory.embedded import throwaway\nwith throwaway() as server: print(server.socket, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        path = Path(process.stdout.readline().strip())
        with until_the_end_of(path):
            process.kill()


def test_a_server_that_refuses_an_option_is_not_waited_for() -> None:
    with pytest.raises(EmbeddedError, match="Bad directive"), throwaway("--nonsense", "1"):
        pass
