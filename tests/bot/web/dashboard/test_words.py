"""Hush's page says lengths, counts and names as people do, and shows what differs between two texts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState

from support.browser import visiting
from support.hush_process import HushProcess

RUN = """async ([file, name, given]) => {
  const shown = (each) => each instanceof Node ? each.outerHTML : Array.isArray(each) ? each.map(shown) : each;
  return shown((await import(`/page/${file}.js`))[name](...given));
}"""


@pytest.fixture(scope="module")
def modules(_hush: HushProcess, browser: Browser, _cookies: StorageState) -> Iterator[Page]:
    """One tab for all rows, since nothing here changes the page."""
    visit = visiting(_hush, browser, _cookies)
    yield visit.open()
    visit.context.close()
    assert visit.errors == []


def run(page: Page, file: str, name: str, *given: object) -> object:
    return page.evaluate(RUN, [file, name, list(given)])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.6, "60 seconds"),
        (60, "1 minute"),
        (61, "61 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (3120, "52 minutes"),
        (3600, "1 hour"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (172799, "48 hours"),
        (172800, "2 days"),
    ],
)
def test_a_length_is_said_in_its_largest_unit_of_which_there_are_two(modules: Page, seconds: float, said: str) -> None:
    assert run(modules, "words", "span", seconds) == said


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("retry", [], "Try again"),
        ("case.late", [{"n": 7}], "Case 7: somebody was first; nothing changed."),
        ("thread.hidden", [{"count": 1}], "1 copy hidden by Hush"),
        ("thread.hidden", [{"count": 0}], "0 copies hidden by Hush"),
        ("thread.hidden", [{"count": 1200}], "1,200 copies hidden by Hush"),
        ("texts", [{"count": 1}], "The text"),
        ("replay.line", [{"line": 3, "why": "{line} $& is no {comment}"}], "line 3: {line} $& is no {comment}"),
        ("outcome.unheard-of", [], "outcome.unheard-of"),
    ],
)
def test_a_text_is_said_with_its_arguments_and_in_the_form_of_its_count(modules: Page, key: str, values: list[object], said: str) -> None:
    assert run(modules, "words", "say", key, *values) == said


@pytest.mark.parametrize(
    ("group", "word", "said"),
    [
        ("outcome", "held", "after the notice"),
        ("outcome", "unheard-of", "unheard-of"),
        ("thread", "hidden", "hidden"),  # a text that needs a count is the text of no word
        ("campaign.state", "not spam", "Not spam"),
        ("__proto__", "x", "x"),
    ],
)
def test_a_word_without_a_text_is_shown_as_it_is(modules: Page, group: str, word: str, said: str) -> None:
    assert run(modules, "words", "sayWord", group, word) == said


@pytest.mark.parametrize(
    ("names", "most", "said"),
    [
        ([], 2, []),
        (["ann"], 2, ['<bdi dir="auto">ann</bdi>']),
        (["<b>", "bob"], 2, ['<bdi dir="auto">&lt;b&gt;</bdi>', '<bdi dir="auto">bob</bdi>']),
        (["ann", "bob", "eve", "mal"], 1, ['<bdi dir="auto">ann</bdi>', " and 3 more"]),
    ],
)
def test_names_are_listed_up_to_a_bound(modules: Page, names: list[str], most: int, said: list[str]) -> None:
    shown = run(modules, "words", "names", names, most)
    assert isinstance(shown, list)
    assert [each for each in shown if each not in ("", ", ")] == said


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        ("", "", [["same", ""]]),
        ("same text", "same text", [["same", "same text"]]),
        ("", "new", [["new", "new"]]),
        ("gone", "", [["gone", "gone"]]),
        ("buy the dip", "buy a dip", [["same", "buy "], ["gone", "the"], ["new", "a"], ["same", " dip"]]),
        ("a b", "a  b", [["same", "a"], ["gone", " "], ["new", "  "], ["same", "b"]]),
        ("x x", "x x x", [["same", "x x"], ["new", " x"]]),
        ("e\u0301", "e", [["gone", "e\u0301"], ["new", "e"]]),
        ("go!", "go! 😎", [["same", "go!"], ["new", " 😎"]]),
        ("1 " * 300 + "a", "2 " * 300 + "a", [["gone", ("1 " * 300).strip()], ["new", ("2 " * 300).strip()], ["same", " a"]]),
    ],
)
def test_what_differs_between_two_texts_is_named_piece_by_piece(modules: Page, one: str, other: str, parts: list[list[str]]) -> None:
    assert run(modules, "differ", "differ", one, other) == parts


TEXTS = [
    "",
    "a",
    "a b c",
    "c b a",
    "the  quick\nfox",
    "The quick fox!",
    "fox the quick",
    "שלום עולם",
    "😎😎",
    "\u200bfox\u202e",
    "a a a b a a",
]


def test_both_texts_can_be_read_from_what_differs(modules: Page) -> None:
    for one in TEXTS:
        for other in TEXTS:
            parts = run(modules, "differ", "differ", one, other)
            assert isinstance(parts, list)
            assert "".join(text for kind, text in parts if kind != "new") == one
            assert "".join(text for kind, text in parts if kind != "gone") == other


def sign(code: str) -> str:
    return f'<span class="sign">U+{code}</span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Buy\u200b now", ["Buy", sign("200B"), " now"]),
        ("\ufeffx\u00ad", [sign("FEFF"), "x", sign("00AD")]),
        ("a\u202egnp", ["a", sign("202E"), "gnp"]),
        ("x\u0000\u001b", ["x", sign("0000"), sign("001B")]),
        ("a\u200db", ["a", sign("200D"), "b"]),
        ("plain text,\ttabs\nand lines", ["plain text,\ttabs\nand lines"]),
        ("e\u0301 and é", ["e\u0301 and é"]),
        ("👩\u200d💻 at work", ["👩\u200d💻 at work"]),  # one picture of two, joined by what is elsewhere unseen
        ("❤\ufe0f\u200d🔥", ["❤\ufe0f\u200d🔥"]),
        ("<b>שלום</b>", ["<b>שלום</b>"]),
    ],
)
def test_what_no_eye_sees_gets_a_sign(modules: Page, text: str, shown: list[str]) -> None:
    parts = run(modules, "differ", "plain", text)
    assert isinstance(parts, list)
    assert [each for each in parts if each] == shown


def test_wordings_are_told_by_how_often_each_came(modules: Page) -> None:
    told = modules.evaluate(
        """async texts => (await import("/page/differ.js")).wordings(texts).map(({ times, nodes, length }) => {
          const shown = document.createElement("p");
          shown.append(...nodes);
          return [times, shown.textContent, length];
        })""",
        ["rare one", "usual one", "usual one"],
    )
    assert told == [[2, "usual one", 9], [1, "usualrare one", 8]]
