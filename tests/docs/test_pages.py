"""What the pages refer to is there: files, other pages, headings, variables; and a sentence is short enough to read once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PATHS = re.compile(r"`((?:bot|rules|tests|docs|tools|bench|requirements)/[\w./-]*)`")
MOST_WORDS = 40
_END = re.compile(r"(?<=[.!?:])[\"*)]*\s+(?=[\"*(`]*[A-Z0-9`])")


def words_of(name: str) -> dict[str, str]:
    """Each word that docs/words.md explains, and the file it names."""
    rows = re.findall(r"^\| ([a-z ]+) \| .+ \| `([\w./-]+)` \|$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(dict(rows))
    return dict(rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = set(PATHS.findall(page.read_text("utf-8")))
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def test_the_index_names_every_page() -> None:
    linked = set(re.findall(r"\]\(([\w.]+\.md)\)", (ROOT / "docs/README.md").read_text("utf-8")))
    assert linked == {each.name for each in (ROOT / "docs").glob("*.md")} - {"README.md"}


def test_twelve_questions_each_have_a_file_that_answers() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8").partition("## Twelve questions")[2]
    rows = re.findall(r"^\| (.+\?) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) == 12
    assert all(PATHS.search(answer) for _, answer in rows)


def test_every_word_has_one_meaning_and_its_file_says_the_word() -> None:
    words = words_of("words.md")
    assert len(words) >= 30
    for word, file in words.items():
        assert word.split()[-1] in (ROOT / file).read_text("utf-8").lower().replace("_", ""), (word, file)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.scale.yaml", "bot/runtime/config.py"])
def test_each_variable_is_on_the_page_for_operators(name: str) -> None:
    named = set(re.findall(r"\b((?:HUSH|REDIS|DISCORD)_[A-Z_]+)\b", (ROOT / name).read_text("utf-8")))
    documented = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", (ROOT / "docs/operating.md").read_text("utf-8")))
    assert {"REDIS_URL", "DISCORD_TOKEN"} <= named <= documented


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_sentence_is_longer_than_forty_words(page: Path) -> None:
    assert [each for each in sentences(page.read_text("utf-8")) if len(words(each)) > MOST_WORDS] == []


def headings(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in found}


def sentences(text: str) -> Iterator[str]:
    """The sentences of Markdown: of paragraphs, list items and cells of tables; code and headings are none."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) |\|)", text):
        for cell in re.split(r"(?<!\\)\|", block) if block.startswith("|") else [block]:
            if not cell.startswith("#"):
                yield from _END.split(" ".join(cell.split()))


def words(sentence: str) -> list[str]:
    """The words of a sentence; a link counts with its text, code as one word."""
    plain = re.sub(r"`[^`]*`", "code", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", sentence))
    return [each for each in plain.split() if re.search(r"\w", each)]
