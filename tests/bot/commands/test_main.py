"""The command line itself: what it lists, and how it ends where nothing could be begun."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from bot.commands import app
from support.hush_process import CHECKOUT, environment

Command = Callable[..., Any]
COMMANDS = ("adopt", "bench", "check", "evaluate", "explain", "keys", "replay", "run", "webhooks")


def test_the_help_lists_every_command_with_its_line(command: Command) -> None:
    told = command("--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert {each for each in app if not each.startswith("-")} == set(COMMANDS)
    for each in COMMANDS:
        [line] = [line for line in told.stdout.splitlines() if line.strip("│ ").startswith(f"{each} ")]
        assert line.strip("│ ").endswith("."), "in one line of a narrow terminal"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help(command: Command, name: str) -> None:
    told = command(name, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert f"Usage: hush {name}" in told.stdout


def test_the_version_is_the_packages_own(command: Command) -> None:
    told = command("--version")
    assert (told.returncode, told.stdout.strip()) == (0, version("hush"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "use hush run|replay"),
        (("nothing",), "there is no hush nothing"),
        (("keys",), "use keys create|list|revoke|rotate-restore"),
        (("keys", "lend"), "there is no keys lend"),
        (("run", "fast"), "fast"),
        (("explain",), "TEXT"),
        (("replay", "a.jsonl", "--output", "b"), "--output"),
        (("bench", "--rounds", "many"), "many"),
        (("adopt", "cat"), '"key", "bot"'),
        (("evaluate", ".", "--preset", "severe"), "severe"),
    ],
)
def test_what_was_asked_wrongly_ends_in_one_line(command: Command, arguments: tuple[str, ...], word: str) -> None:
    ended = command(*arguments)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith("hush: ")
    assert word in ended.stderr


def test_a_text_may_begin_with_a_dash(command: Command) -> None:
    assert "compared as" in command("explain", "--", "--buy", "-x").stdout


def test_ctrl_c_ends_a_command_with_130(tmp_path: Path) -> None:
    line = '{"id":"%d","community":"c","thread":"t","author":"a","at":%d,"text":"word %d"}'
    recorded = tmp_path / "long.jsonl"
    recorded.write_text("\n".join(line % (i, 1_700_000_000 + i, i) for i in range(100_000)), "utf-8")
    arguments = [sys.executable, "-m", "bot", "replay", str(recorded), "--out", str(tmp_path / "out")]
    with subprocess.Popen(arguments, cwd=CHECKOUT, env=environment(tmp_path / "data"), stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 30
        while not (tmp_path / "out").exists() and time.monotonic() < until:  # the stream is read, the store runs
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert process.returncode == 130
