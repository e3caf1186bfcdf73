"""`hush evaluate DIR`: how well Hush judges a folder of judged streams."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs
from rich.console import Console
from rich.table import Table

from bot.memory.embedded import throwaway
from bot.pipeline.comments import CommentError, checked
from bot.replay import evaluation
from bot.replay.evaluation import OTHERS, PLACES, lines
from bot.replay.replay import throwaway_house
from bot.runtime import logs
from bot.runtime.exits import WRONG, Refusal
from rules.model import Comment, Mode, Place, Verdict
from rules.presets import Preset
from rules.settings import Settings, read

WEEK = "7d"


def evaluate(folder: Path, /, *, preset: Preset = Preset.STANDARD, json: Path | None = None, picture: Path | None = None) -> None:
    """Measure the judgement on a folder of judged streams.

    The exit code is 0 also where a bound is not kept, for the table says so.

    Args:
        folder: stream_*, gold_* and pairs, each .jsonl.gz
        preset: the preset that is measured
        json: where all counts go
        picture: where the charts go, an SVG
    """
    logs.set_up(quiet=True)
    streams = sorted(folder.glob("stream_*.jsonl.gz"))
    if not streams:
        raise Refusal(f"{folder} holds no stream_*.jsonl.gz", WRONG)
    try:
        labels = evaluation.labels(folder)
        predictions: dict[tuple[str, str], bool] = {}
        for judging in _judgings(folder, streams, preset):
            print(f"judging {judging.name}", file=sys.stderr)
            with throwaway() as server:
                asyncio.run(_judge(server.url, judging, predictions))
    except (OSError, msgspec.DecodeError) as error:
        raise Refusal(f"{folder}: {error}", WRONG) from error
    sets = evaluation.scored(labels, predictions)
    if json is not None:
        _written(json, msgspec.json.format(msgspec.json.encode(evaluation.plain(sets))) + b"\n")
    if picture is not None:
        _written(picture, evaluation.picture(sets).encode())
    Console().print(_table(sets))


class Judging(Struct, frozen=True):
    """One replay: its comments, its settings, and the sets that its verdicts answer."""

    name: str
    comments: Sequence[Comment]
    settings: Settings
    told: Callable[[Comment, Verdict], Iterable[tuple[str, str, bool]]]


class _Pair(Struct, frozen=True):
    id: str
    a: Comment
    b: Comment


def _judgings(folder: Path, streams: Sequence[Path], preset: Preset) -> Iterable[Judging]:
    """Every replay that the folder asks for, one at a time."""
    for path in streams:
        name = path.name.removeprefix("stream_").removesuffix(".jsonl.gz")
        place = PLACES.get(name, Place.COMMENTS)
        comments = _comments(path)
        yield Judging(name, comments, _settings(preset, place), _adversarial if name == "adversarial" else _natural)
        if name == "stocktwits":
            yield Judging("campaign", comments, _settings(preset, place, {"copies": 3, "window": WEEK}), _campaign)
    if (pairs := folder / "pairs.jsonl.gz").exists():
        decode = msgspec.json.Decoder(_Pair).decode
        told = [decode(line) for line in lines(pairs)]
        apart = [structs.replace(each, community=pair.id) for pair in told for each in (pair.a, pair.b)]
        yield Judging("pairs", apart, _settings(preset, Place.COMMENTS, {"copies": 2, "window": WEEK}), _pairs)


def _natural(comment: Comment, verdict: Verdict) -> Iterable[tuple[str, str, bool]]:
    yield "natural", comment.id, verdict.flag
    yield "copypasta", comment.id, len(verdict.accounts) >= OTHERS


def _adversarial(comment: Comment, verdict: Verdict) -> Iterable[tuple[str, str, bool]]:
    yield "adversarial", comment.id, verdict.flag


def _campaign(comment: Comment, verdict: Verdict) -> Iterable[tuple[str, str, bool]]:
    yield "campaign", comment.id, verdict.flag


def _pairs(comment: Comment, verdict: Verdict) -> Iterable[tuple[str, str, bool]]:
    """Each pair is a community of its own, so any copy is the other half."""
    yield "pairs", comment.community, bool(verdict.copies)


def _settings(preset: Preset, place: str, repeats: dict[str, object] | None = None) -> Settings:
    plain: dict[str, object] = {"mode": Mode.OBSERVE.value, "place": str(place), "preset": preset.value}
    return read(plain | ({"rules": {"repeats": repeats}} if repeats else {}))


def _comments(path: Path) -> list[Comment]:
    decode = msgspec.json.Decoder(Comment).decode
    found = []
    for number, line in enumerate(lines(path), 1):
        try:
            found.append(checked(decode(line)))
        except (msgspec.DecodeError, CommentError) as error:
            print(f"{path.name} line {number}: {error}", file=sys.stderr)
    return found


async def _judge(url: str, judging: Judging, predictions: dict[tuple[str, str], bool]) -> None:
    async with throwaway_house(url, judging.settings) as replay:
        async for i, decision in replay.judged(judging.comments):
            if not isinstance(decision, CommentError):
                for name, key, flag in judging.told(judging.comments[i], decision.verdict):
                    predictions[name, key] = flag


def _written(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refusal(f"cannot write {path}: {error.strerror}", WRONG) from error


def _table(sets: dict[str, evaluation.Scores]) -> Table:
    table = Table("set", "measure", "value", "bound", "")
    for row in evaluation.rows(sets):
        sign = ">=" if row.least else "<="
        table.add_row(row.set, row.measure, f"{row.value:.3f}", f"{sign} {row.bound:g}", "kept" if row.kept else "not kept")
    return table
