"""How well Hush judges a folder of judged streams: counts by set and kind, the table, and a picture.

The folder holds ``stream_*.jsonl.gz`` (comments), ``gold_*.jsonl.gz`` (labels) and ``pairs.jsonl.gz``. A label of null is not scored.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.replay.chart import Bar, drawn

PLACES: Mapping[str, str] = {
    "twitch": "live",
    "livechat": "live",
    "danmaku": "live",
    "ubuntu": "chat",
    "gitter": "chat",
    "ddnet": "chat",
}
"""The place that a stream's moderators would choose; ``comments`` for any other."""

OTHERS = 2
"""Other accounts that a comment must name for a text to count as passed around."""


class Label(Struct, frozen=True):
    """What judges said of one comment, or of one pair."""

    set: str
    id: str
    label: int | None = None
    kind: str | None = None
    platform: str | None = None
    category: str | None = None


@dataclass(slots=True)
class Count:
    """Scored comments by what was right of them and what Hush said."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    left: int = 0

    def add(self, label: int, flag: bool) -> None:  # noqa: FBT001 - the prediction itself
        if label:
            self.found, self.missed = self.found + flag, self.missed + (not flag)
        else:
            self.wrong, self.left = self.wrong + flag, self.left + (not flag)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def per_10k(self) -> float:
        """False alarms per 10,000 comments that are none."""
        return 10_000 * self.wrong / (self.wrong + self.left) if self.wrong + self.left else 0.0


@dataclass(slots=True)
class Scores:
    """One set's counts: all of it, and by evasion kind, category and platform."""

    all: Count = field(default_factory=Count)
    by: dict[str, dict[str, Count]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Count)))

    def add(self, label: Label, flag: bool) -> None:  # noqa: FBT001 - the prediction itself
        if label.label is None:
            return
        self.all.add(label.label, flag)
        for way, name in (("kind", label.kind), ("category", label.category), ("platform", label.platform)):
            if name:
                self.by[way][name].add(label.label, flag)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One line of the table: what was measured, and the bound it should keep (``least`` or most)."""

    set: str
    measure: str
    value: float
    bound: float
    least: bool = True

    @property
    def kept(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound


Predictions = Mapping[tuple[str, str], bool]
"""(set, id) -> whether Hush flags it."""

FALLS_BACK = frozenset({"hardneg", "natural_band", "campaign"})
"""Sets of comments that are in the streams anyway."""


def scored(labels: Sequence[Label], predictions: Predictions) -> dict[str, Scores]:
    """The counts of each set, in the order of the labels; a comment without prediction was not flagged."""
    sets: dict[str, Scores] = {}
    for label in labels:
        flag = predictions.get((label.set, label.id))
        if flag is None and label.set in FALLS_BACK:
            flag = predictions.get(("natural", label.id))
        sets.setdefault(label.set, Scores()).add(label, bool(flag))
    return sets


def rows(sets: Mapping[str, Scores]) -> list[MeasureRow]:
    """The table, for the sets that are there."""
    told: list[MeasureRow] = []

    def tell(name: str, measure: str, value: float, bound: float, *, least: bool = True) -> None:
        told.append(MeasureRow(name, measure, value, bound, least))

    if band := sets.get("natural_band"):
        tell("natural_band", "precision", band.all.precision, 0.80)
        tell("natural_band", "recall", band.all.recall, 0.75)
    if pairs := sets.get("pairs"):
        tell("pairs", "F1", pairs.all.f1, 0.90)
    if adversarial := sets.get("adversarial"):
        kinds = {kind: count.recall for kind, count in adversarial.by["kind"].items() if count.found + count.missed}
        tell("adversarial", "mean recall of the kinds", sum(kinds.values()) / max(1, len(kinds)), 0.97)
        worst = min((kind for kind in kinds if kind != "synonym"), key=kinds.__getitem__, default="")
        tell("adversarial", f"worst kind but synonym ({worst})", kinds.get(worst, 0.0), 0.90)
    if hard := sets.get("hardneg"):
        tell("hardneg", "false alarms per 10,000", hard.all.per_10k, 40, least=False)
    if natural := sets.get("natural"):
        sure = Count()
        for platform in ("livechat", "ddnet", "stocktwits"):
            each = natural.by["platform"][platform]
            sure.found, sure.missed = sure.found + each.found, sure.missed + each.missed
        tell("natural", "recall on livechat, ddnet, stocktwits", sure.recall, 0.95)
        tell("natural", "false alarms per 10,000", natural.all.per_10k, 0.5, least=False)
    if campaign := sets.get("campaign"):
        tell("campaign", "recall", campaign.all.recall, 0.90)
        tell("campaign", "precision", campaign.all.precision, 0.95)
    if copypasta := sets.get("copypasta"):
        tell("copypasta", "recall", copypasta.all.recall, 0.95)
    return told


def plain(sets: Mapping[str, Scores]) -> dict[str, object]:
    """The table and all counts as JSON knows them."""
    return {
        "table": [
            {"set": row.set, "measure": row.measure, "value": round(row.value, 4), "bound": row.bound, "least": row.least, "kept": row.kept}
            for row in rows(sets)
        ],
        "sets": {
            name: _count(scores.all) | {"by": {way: {k: _count(c) for k, c in group.items()} for way, group in scores.by.items()}}
            for name, scores in sets.items()
        },
    }


def _count(count: Count) -> dict[str, object]:
    return {
        "found": count.found,
        "missed": count.missed,
        "wrong": count.wrong,
        "left": count.left,
        "precision": round(count.precision, 4),
        "recall": round(count.recall, 4),
        "f1": round(count.f1, 4),
        "false_alarms_per_10000": round(count.per_10k, 2),
    }


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a packed file."""
    with gzip.open(path, "rb") as file:
        yield from file


def labels(folder: Path) -> list[Label]:
    """Every label of the folder; msgspec.DecodeError where one cannot be read."""
    decode = msgspec.json.Decoder(Label).decode
    return [decode(line) for path in sorted(folder.glob("gold_*.jsonl.gz")) for line in lines(path) if line.strip()]


def picture(sets: Mapping[str, Scores]) -> str:
    """Two charts as SVG: recall by evasion kind, false alarms by category of harmless repetition."""
    kinds = sets["adversarial"].by["kind"] if "adversarial" in sets else {}
    found = sorted((count.recall, kind) for kind, count in kinds.items() if count.found + count.missed)
    alarms = [
        (count.wrong / (count.wrong + count.left), f"{category} ({count.wrong} of {count.wrong + count.left})")
        for name in ("hardneg", "natural_band")
        if name in sets
        for category, count in sets[name].by["category"].items()
        if count.wrong
    ]
    charts = (("Recall by evasion kind", found, "#2b7a4b"), ("False alarms by category", sorted(alarms, reverse=True), "#b3402a"))
    return drawn([(title, [Bar(name, share, f"{share:.3f}", colour) for share, name in bars]) for title, bars, colour in charts])
