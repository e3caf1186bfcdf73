"""`hush replay FILE.jsonl`: what Hush would have done with a recorded stream."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.memory.embedded import throwaway
from bot.moderation.report import verdict_plain
from bot.pipeline.comments import CommentError, read
from bot.replay.replay import throwaway_house
from bot.replay.summary import Summary
from bot.runtime import logs
from bot.runtime.exits import WRONG, Refusal
from bot.runtime.logs import one_line
from rules.model import Comment
from rules.settings import Settings, SettingsError, read_toml


def replay(file: Path, /, *, settings: Path | None = None, out: Path | None = None) -> None:
    """Judge a recorded stream of comments in its own time, offline.

    Writes one verdict for each good line, in the file's order, and a summary.

    Args:
        file: comments, one JSON object a line
        settings: a community's settings in TOML; enforce unless they say otherwise
        out: where the verdicts go, one a line; standard output if not said
    """
    logs.set_up(quiet=True)
    chosen = _settings(settings)
    comments, bad = _read(_content(file))
    with throwaway() as server, _lines_to(out) as lines:
        told = asyncio.run(_replay(server.url, chosen, comments, bad, lines))
    print(told, file=sys.stderr if out is None else sys.stdout)


def _settings(path: Path | None) -> Settings:
    try:
        return read_toml(_content(path).decode() if path else "", mode="enforce")
    except (SettingsError, UnicodeDecodeError) as error:
        raise Refusal(f"{path}: {error}", WRONG) from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"cannot read {path}: {error.strerror}", WRONG) from error


def _read(content: bytes) -> tuple[list[tuple[int, Comment]], int]:
    """The good lines with their numbers, and how many were bad; each bad one is named on standard error."""
    comments, bad = [], 0
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            comments.append((number, read(line)))
        except CommentError as error:
            bad += 1
            _refuse(number, error)
    return comments, bad


def _refuse(number: int, error: CommentError) -> None:
    print(f"line {number}: {one_line(str(error), 300)}", file=sys.stderr)


async def _replay(url: str, settings: Settings, numbered: Sequence[tuple[int, Comment]], bad: int, out: BinaryIO) -> str:
    comments = [comment for _, comment in numbered]
    lines: list[bytes] = [b""] * len(comments)
    summary = Summary()
    async with throwaway_house(url, settings) as replay:
        with _progress(len(comments)) as step:
            async for i, decision in replay.judged(comments):
                if isinstance(decision, CommentError):
                    bad += 1
                    _refuse(numbered[i][0], decision)
                else:
                    summary.count(comments[i], decision)
                    lines[i] = msgspec.json.encode(verdict_plain(decision.verdict, decision.actions, decision.incident)) + b"\n"
                step()
        out.writelines(lines)
        return await summary.told(replay.memory.incidents, replay.platform, bad)


class _Step:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("judging", total=total)

    def __call__(self) -> None:
        self._progress.advance(self._task)


@contextmanager
def _progress(total: int) -> Iterator[_Step]:
    """A bar on standard error, where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Step(progress, total)


@contextmanager
def _lines_to(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise Refusal(f"cannot write {path}: {error.strerror}", WRONG) from error
    with file:
        yield file
