import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.replay.evaluation import Label, picture, plain, rows, scored

LABELS = [
    Label("adversarial", "a1", 1, kind="leet"),
    Label("adversarial", "a2", 1, kind="leet"),
    Label("adversarial", "a3", 0, kind="leet"),
    Label("adversarial", "a4", 1, kind="zalgo"),
    Label("adversarial", "a5", None, kind="zalgo"),
    Label("hardneg", "n1", 0, category="a <command>"),
    Label("natural", "n1", 0, platform="ddnet"),
    Label("natural", "n2", 1, platform="ddnet"),
]
TOLD = {
    ("adversarial", "a1"): True,
    ("adversarial", "a4"): True,
    ("adversarial", "a5"): True,
    ("natural", "n1"): True,
    ("natural", "n2"): True,
}


def test_labels_are_counted_and_null_is_not() -> None:
    count = scored(LABELS, TOLD)["adversarial"].all
    assert (count.found, count.missed, count.wrong, count.left) == (2, 1, 0, 1)
    assert (count.precision, count.recall, round(count.f1, 2)) == (1.0, 2 / 3, 0.8)


def test_a_set_of_the_streams_takes_the_streams_verdict() -> None:
    assert scored(LABELS, TOLD)["hardneg"].all.per_10k == 10_000.0


def test_the_table_holds_each_value_to_its_bound() -> None:
    table = {(row.set, row.measure): row for row in rows(scored(LABELS, TOLD))}
    assert table["adversarial", "mean recall of the kinds"].value == 0.75
    assert table["adversarial", "worst kind but synonym (leet)"].value == 0.5
    assert not table["hardneg", "false alarms per 10,000"].kept
    assert table["natural", "recall on livechat, ddnet, stocktwits"].kept


def test_the_picture_and_the_json_name_every_kind() -> None:
    sets = scored(LABELS, TOLD)
    drawn = picture(sets)
    assert drawn.startswith("<svg ")
    assert all(name in drawn for name in ("leet", "zalgo", "a &lt;command&gt; (1 of 1)"))
    told = msgspec.json.decode(msgspec.json.encode(plain(sets)))
    assert told["sets"]["adversarial"]["by"]["kind"]["leet"]["recall"] == 0.5


def packed(path: Path, told: list[dict[str, Any]]) -> None:
    path.write_bytes(gzip.compress(b"".join(json.dumps(each).encode() + b"\n" for each in told)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    comments = [
        {"id": f"s{i}", "community": "c", "thread": "t", "author": "a", "at": 1_775_000_000 + 60 * i, "text": "The best seeds, buy now!"}
        for i in range(3)
    ]
    packed(tmp_path / "stream_village.jsonl.gz", comments)
    packed(
        tmp_path / "gold_natural.jsonl.gz", [{"set": "natural", "id": f"s{i}", "label": int(i == 2), "platform": "ddnet"} for i in range(3)]
    )
    packed(tmp_path / "pairs.jsonl.gz", [{"id": "p1", "a": comments[0], "b": comments[1]}])
    packed(tmp_path / "gold_pairs.jsonl.gz", [{"set": "pairs", "id": "p1", "label": 1}])
    return tmp_path


def test_the_command_judges_a_folder(folder: Path, command: Callable[..., Any]) -> None:
    ended = command("evaluate", str(folder), "--json", str(folder / "all.json"), "--picture", str(folder / "all.svg"))
    assert ended.returncode == 0
    assert "pairs" in ended.stdout
    told = msgspec.json.decode((folder / "all.json").read_bytes())["sets"]
    assert (told["natural"]["found"], told["natural"]["wrong"], told["pairs"]["found"]) == (1, 0, 1)
    assert (folder / "all.svg").read_text().startswith("<svg ")


def test_an_empty_folder_is_refused(tmp_path: Path, command: Callable[..., Any]) -> None:
    ended = command("evaluate", str(tmp_path))
    assert ended.returncode == 2
    assert "holds no stream_" in ended.stderr
