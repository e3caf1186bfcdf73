"""`rules` and `bot` are common names; what Hush imports under them must be this checkout."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import bot
import rules

CHECKOUT = Path(__file__).resolve().parent.parent


def test_the_tests_see_our_own_rooms() -> None:
    assert [Path(room.__path__[0]) for room in (bot, rules)] == [CHECKOUT / "bot", CHECKOUT / "rules"]


def test_hush_started_elsewhere_finds_our_own_rooms(tmp_path: Path) -> None:
    """-I leaves the current folder and PYTHONPATH out, as the installed command does."""
    program = "import bot, rules; print(bot.__path__[0]); print(rules.__path__[0])"
    seen = subprocess.run([sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [Path(line) for line in seen.stdout.splitlines()] == [CHECKOUT / "bot", CHECKOUT / "rules"]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scale.yaml"])
def test_what_a_compose_file_sets_is_told_in_the_readme(name: str) -> None:
    named = set(re.findall(r"^ +((?:HUSH|REDIS|DISCORD)_[A-Z_]+):", (CHECKOUT / name).read_text(), re.MULTILINE))
    told = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", (CHECKOUT / "README.md").read_text()))
    assert {"REDIS_URL", "DISCORD_TOKEN"} <= named <= told
