"""Discord-Anti-Spam, the published library that does this job, beside Hush: the same comments, windows of ten, ten members in each guild.

It runs in a virtual environment of its own (`make bench` sets it up from requirements/peer.lock), with its own options but for two: it punishes
nobody, and forgets nothing while it is measured. CPU of each one's own process.
"""

from __future__ import annotations

import json
import subprocess
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path

from bench.deciding import Bench, full_windows
from bench.floor import WINDOW
from bench.judge import Turn, judged_turn, turns
from bench.measure import Measure, cpu
from bench.workload import comments
from bot.memory.embedded import throwaway
from bot.runtime.exits import WRONG, Refusal
from rules.model import Comment

PYTHON = Path(__file__).resolve().parent.parent / ".venv-peer" / "bin" / "python"
GUILDS, MEMBERS = 10, 10
MEMORY, REDIS = "memory", "redis"
"""Its caches."""
Round = list[tuple[int, int, str]]


def rounds() -> Iterator[list[Round]]:
    """Ten comments of each account, and one more to be measured; again and again."""
    texts = (text for _, text in comments(1_000_000))
    accounts = GUILDS * MEMBERS
    while True:
        yield [
            [(1_000 + account // MEMBERS, 5_000 + account, text) for account, text in enumerate(islice(texts, accounts))]
            for _ in range(WINDOW + 1)
        ]


class Peer:
    """Its process, with its memory cache or with a store."""

    def __init__(self, where: str) -> None:
        if not PYTHON.exists():
            raise Refusal("Discord-Anti-Spam is not set up to be compared with: make bench does it", WRONG)
        side = Path(__file__).with_name("peer_side.py")
        self._process = subprocess.Popen(  # noqa: S603 - our own file, with the Python set up for it
            [str(PYTHON), str(side), where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def spent(self, told: Sequence[Round]) -> float:
        """CPU seconds of a comment."""
        assert self._process.stdin  # noqa: S101 - opened above
        assert self._process.stdout  # noqa: S101 - opened above
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline()) / len(told[-1])

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@contextmanager
def peer() -> Iterator[list[Measure]]:
    """Its measures; each contestant is started when it is first asked."""
    told = rounds()
    with ExitStack() as stack:

        @cache
        def theirs(where: str) -> Peer:
            started = Peer(stack.enter_context(throwaway()).url.removeprefix("unix://") if where == REDIS else where)
            stack.callback(started.close)
            return started

        @cache
        def full() -> list[Turn]:
            taken = turns([Comment(f"{i}", "c", "t", str(a), float(i), text) for i, (a, text) in enumerate(comments(4_000))])
            return [turn for turn in taken if len(turn.plain) == WINDOW]

        @cache
        def ours() -> Bench:
            return stack.enter_context(full_windows())

        def in_memory() -> float:
            taken = full()
            return theirs(MEMORY).spent(next(told)) / (cpu(lambda: deque(map(judged_turn, taken), 0)) / len(taken))

        def with_redis() -> float:
            return theirs(REDIS).spent(next(told)) / ours().decision()

        yield [
            Measure("Discord-Anti-Spam with its memory cache, to Hush's judging", 10.0, in_memory, least=True),
            Measure("Discord-Anti-Spam with Redis, ten members, to Hush's whole decision", 500.0, with_redis, least=True),
        ]
