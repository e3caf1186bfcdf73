"""`rules` and `bot` are common names; what Hush imports under them must be this checkout."""

import subprocess
import sys
from pathlib import Path

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
