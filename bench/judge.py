"""What judging costs: CPU of one comment with a window of ten, as a ratio to the frozen floor.

``python -m bench.judge`` measures the made workload; with paths, JSON lines of comments (plain or .gz), one table row each. Then the made
workload's pieces, each by itself.
"""

from __future__ import annotations

import gc
import gzip
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import msgspec

from bench.floor import WINDOW, judged
from bench.workload import comments
from rules.checks import RULES
from rules.engine import judge
from rules.fingerprint import remembered
from rules.model import Case, Comment, Form, Said
from rules.similarity import COPY, closest
from rules.text import canonical
from rules.traits import traits

ROUNDS = 9
MOST = 8_000
"""Comments measured of a stream."""

_SECRET = b"a secret of the benchmark"
_RULED = [rule() for rule in RULES]


class Line(msgspec.Struct):
    """What is read of a comment in JSON lines."""

    id: str
    community: str
    thread: str
    author: str
    at: float
    text: str
    reply_to_author: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One comment, with what the account said before it as each contestant keeps it."""

    comment: Comment
    plain: Sequence[str]
    forms: Sequence[Form]
    earlier: Sequence[Said]


def made(count: int = MOST) -> list[Comment]:
    """The made workload as comments, a second apart."""
    return [
        Comment(id=f"{i:07}", community="c", thread="t", author=str(account), at=float(i), text=text)
        for i, (account, text) in enumerate(comments(count))
    ]


def recorded(path: Path) -> list[Comment]:
    """The first comments of a recorded stream, in their order."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = sorted(msgspec.json.Decoder(Line).decode_lines(raw), key=lambda line: (line.at, line.id))
    return [Comment(**msgspec.structs.asdict(line)) for line in lines[:MOST]]


def turns(told: Sequence[Comment]) -> Iterator[Turn]:
    """Each comment with its account's last ten."""
    windows: dict[tuple[str, str], list[tuple[str, Said]]] = defaultdict(list)
    for comment in told:
        window = windows[comment.community, comment.author][-WINDOW:]
        said = remembered(comment, _SECRET)
        yield Turn(comment, [text for text, _ in window], [each.form for _, each in window], [each for _, each in window])
        windows[comment.community, comment.author].append((judged(comment.text, ())[0], said))


def _floor(turn: Turn) -> None:
    judged(turn.comment.text, turn.plain)


def _text(turn: Turn) -> None:
    closest(canonical(turn.comment.text), turn.forms, COPY)


def judged_turn(turn: Turn) -> None:
    """All of judging: canonical form, traits, every rule."""
    judge(Case(remembered(turn.comment, _SECRET), turn.earlier, turn.comment.place), _RULED)


def _seconds(do: Callable[[Turn], None], taken: Sequence[Turn]) -> float:
    """CPU seconds for all turns."""
    start = time.process_time()
    for turn in taken:
        do(turn)
    return time.process_time() - start


def ratios(told: Sequence[Comment]) -> tuple[float, float, float]:
    """To the floor: the text chain with likeness; all of judging. And the floor's own noise, its widest round to its median.

    The three run in turn, so that a busy machine is busy for all of them; each round is a ratio, and the median round counts.
    """
    taken = list(turns(told))
    gc.collect()
    gc.disable()
    rounds = [[_seconds(do, taken) for do in (_floor, _text, judged_turn)] for _ in range(ROUNDS)]
    gc.enable()
    floors = [floor for floor, _, _ in rounds]
    text, all_of_it = (median(each[k] / each[0] for each in rounds) for k in (1, 2))
    return text, all_of_it, max(floors) / median(floors)


def pieces(told: Sequence[Comment]) -> Iterator[tuple[str, float]]:
    """What each piece of judging costs by itself, to the floor: the median of the rounds."""
    taken = list(turns(told))
    cases = [(turn, Case(remembered(turn.comment, _SECRET), turn.earlier, turn.comment.place)) for turn in taken]
    parts: dict[str, Callable[[tuple[Turn, Case]], object]] = {
        "the floor": lambda each: judged(each[0].comment.text, each[0].plain),
        "canonical form": lambda each: canonical(each[0].comment.text),
        "traits": lambda each: traits(each[0].comment.text),
        "form, traits and keyed hash, as remembered": lambda each: remembered(each[0].comment, _SECRET),
        "likeness to the window": lambda each: closest(each[1].said.form, each[0].forms, COPY, news=True),
    }
    parts |= {f"rule {rule.name}": lambda each, rule=rule: rule.check(each[1]) for rule in _RULED}  # type: ignore[misc]  # mypy types no default
    rounds: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, do in parts.items():
            start = time.process_time()
            for each in cases:
                do(each)
            rounds[name].append(time.process_time() - start)
    for name, spent in rounds.items():
        yield name, median(each / floor for each, floor in zip(spent, rounds["the floor"], strict=True))


def main() -> None:
    """One row for each stream, then one for each piece."""
    sources: dict[str, Callable[[], list[Comment]]] = {"made": made}
    sources |= {Path(path).name: lambda path=path: recorded(Path(path)) for path in sys.argv[1:]}  # type: ignore[misc]  # a path of its own each
    print(f"{'stream':32} {'text and likeness':>18} {'judge':>8} {'noise':>8}")
    for name, read in sources.items():
        text, all_of_it, noise = ratios(read())
        print(f"{name:32} {text:18.2f} {all_of_it:8.2f} {noise:8.2f}", flush=True)
    print()
    for name, ratio in pieces(made()):
        print(f"{name:44} {ratio:6.2f}", flush=True)


if __name__ == "__main__":
    main()
