"""What whole commands take, beside the least that they could: `hush run` up to ready, `hush replay` of a file.

Times are those of a clock on the wall, in turn, as a person waits for them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.judge import made
from bench.measure import Measure
from rules.checks import RULES
from rules.engine import judge
from rules.fingerprint import remembered
from rules.model import Case, Comment, Said
from rules.policy import LATE
from rules.settings import Settings

REPLAYED = 100_000
_HORIZON = Settings().horizon + LATE
_SECRET = b"a secret of the benchmark"
_RULED = [rule() for rule in RULES]


def seconds(do: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def started(folder: Path) -> None:
    """`hush run`, its own Valkey with it, up to the line that says where it serves."""
    told = {"PATH": os.environ["PATH"], "HOME": str(folder), "HUSH_DATA": str(folder / "data"), "HUSH_HTTP": "127.0.0.1:0"}
    with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        line = process.stdout.readline() if process.stdout else b""
        process.terminate()
    if not line.startswith(b"Hush serves"):
        raise SystemExit(f"hush run did not start: {line!r}")


def imported() -> None:
    """The two libraries that no bot of this kind can do without."""
    subprocess.run([sys.executable, "-c", "import discord, aiohttp"], check=True)


def replayed(file: Path) -> None:
    """`hush replay` of the file, its verdicts written to another."""
    subprocess.run(  # noqa: S603 - a file of our own
        [sys.executable, "-m", "bot", "replay", str(file), "--out", str(file.with_suffix(".out"))],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def looped(comments: list[Comment]) -> None:
    """The bare loop: each comment remembered and judged against its account's window, in memory; no other account, no action."""
    windows: defaultdict[str, deque[Said]] = defaultdict(lambda: deque(maxlen=200))
    for each in comments:
        window = windows[each.author]
        while window and window[0].at < each.at - _HORIZON:
            window.popleft()
        said = remembered(each, _SECRET)
        judge(Case(said, tuple(window), each.place), _RULED)
        window.append(said)


@contextmanager
def whole() -> Iterator[list[Measure]]:
    """The measures of whole commands."""
    with TemporaryDirectory() as folder:

        def starting() -> float:
            return seconds(lambda: started(Path(folder))) / seconds(imported)

        def replaying() -> float:
            comments, file = made(REPLAYED), Path(folder) / "comments.jsonl"
            fields = ("id", "community", "thread", "author", "at", "text")
            file.write_text("".join(json.dumps({name: getattr(each, name) for name in fields}) + "\n" for each in comments), "utf-8")
            return seconds(lambda: replayed(file)) / seconds(lambda: looped(comments))

        yield [
            Measure("hush run up to ready, its own Valkey started, to import discord, aiohttp", 3.0, starting),
            Measure(f"hush replay of {REPLAYED} comments, start and files included, to the bare loop", 1.6, replaying, rounds=3),
        ]
