"""What whole commands cost, beside the least that they could: `hush run` up to ready, `hush replay` of a file, a store with a million accounts.

``python -m bench.whole``; about five minutes. Times are those of a clock on the wall, in turn, as a person waits for them; the store's are CPU.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.judge import made
from bench.storing import AT_ONCE, Measured, comment
from bot.memory.embedded import throwaway
from rules.checks import RULES
from rules.engine import judge
from rules.model import Case, Comment, Said
from rules.policy import LATE
from rules.said import remembered
from rules.settings import Settings

REPLAYED = 100_000
FEW, MANY, ASKED = 1_000, 1_000_000, 320
_STEP = 7919  # has no factor in common with either, so no account is asked twice
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
def crowd(accounts: int) -> Iterator[Callable[[], float]]:
    """A store in which so many accounts have said one thing; CPU of its server for some of them, each time others, saying another."""
    with throwaway() as server:
        store = Measured(server.url)

        def say(which: Sequence[int]) -> None:
            for start in range(0, len(which), AT_ONCE):
                store.number += AT_ONCE
                told = [
                    comment(f"a{account}", store.number + account, f"{account * 7919} words of {account}")
                    for account in which[start : start + AT_ONCE]
                ]
                store.take(told)

        say(range(accounts))
        turns = (range(first, first + ASKED) for first in range(0, accounts, ASKED))

        def asked() -> float:
            which = [place * _STEP % accounts for place in next(turns)]
            began = store.cpu()
            say(which)
            return store.cpu() - began

        yield asked
        store.client.close()


def starting() -> Iterator[float]:
    """`hush run` up to ready, to its two libraries' import."""
    with TemporaryDirectory() as folder:
        for _ in range(5):
            yield seconds(lambda: started(Path(folder))) / seconds(imported)


def replaying() -> Iterator[float]:
    """A recording's replay, to the bare loop over the same comments."""
    comments = made(REPLAYED)
    fields = ("id", "community", "thread", "author", "at", "text")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "comments.jsonl"
        file.write_text("".join(json.dumps({name: getattr(each, name) for name in fields}) + "\n" for each in comments), "utf-8")
        for _ in range(3):
            yield seconds(lambda: replayed(file)) / seconds(lambda: looped(comments))


def crowding() -> Iterator[float]:
    """What the store's server spends among many accounts, to a few."""
    with crowd(FEW) as few, crowd(MANY) as many:
        for _ in range(FEW // ASKED):
            yield many() / few()


MEASURES: tuple[tuple[str, Callable[[], Iterator[float]], float], ...] = (
    ("hush run up to ready, to import discord, aiohttp", starting, 3.0),
    (f"hush replay of {REPLAYED} comments, to the bare loop", replaying, 1.6),
    (f"server CPU of remember, {MANY} accounts to {FEW}", crowding, 1.2),
)


def main() -> None:
    """One row for each measure: the median, the bound, the rounds."""
    for name, measure, bound in MEASURES:
        rounds = list(measure())
        kept = "kept" if median(rounds) <= bound else "missed"
        print(f"{name:52} {median(rounds):5.2f}  <= {bound}  {kept}  ({', '.join(f'{each:.2f}' for each in rounds)})", flush=True)


if __name__ == "__main__":
    main()
