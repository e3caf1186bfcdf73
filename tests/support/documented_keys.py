"""What docs/privacy.md says is kept: each kind of key, and for how long."""

import re
from pathlib import Path

PRIVACY = Path(__file__).resolve().parents[2] / "docs/privacy.md"
_SECONDS = {"min": 60.0, "h": 3600.0, "d": 86400.0}


def documented() -> dict[str, float | None]:
    """Each kind of key, and the seconds it is kept at most; None where no time ends it."""
    rows = re.findall(r"^\| `([a-z]+)[^|]*\|[^|]*\|[^|]*\| ([^|]*) \|$", PRIVACY.read_text("utf-8"), re.MULTILINE)
    return {kind: _seconds(told) for kind, told in rows}


def _seconds(told: str) -> float | None:
    if told.startswith("until "):
        return None
    amount = re.match(r"((?:\d+ (?:min|h|d) ?)+)(?:[,:]|$)", told)
    assert amount, told
    return sum(float(count) * _SECONDS[unit] for count, unit in re.findall(r"(\d+) (min|h|d)", amount[1]))


def kind(name: str) -> str:
    """What a key is, without whose."""
    return name.split(":")[2]
