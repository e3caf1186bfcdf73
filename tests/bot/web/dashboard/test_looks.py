"""Hush's page stands what accounts write, is used by keyboard, and can be read by everyone."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from support.browser import Scheme, Visit, overflow, play, serious, visiting
from support.hush_process import HushProcess

SCRIPT = "<script>document.body.dataset.broken = 1</script>"
HOSTILE = (
    SCRIPT,
    '<img src=x onerror="document.body.dataset.broken = 1">',
    "</textarea></li></ol><h1>big</h1>",
    "\u202egnirts desrever a\u202c and \u2066isolated\u2069",
    "שלום עולם " * 40,
    "w" * 4000,
    "Z" + "\u0335\u0352\u034c\u0341\u0302" * 300 + "algo",
    "\u200b\u200b\ufeff\u00ad" * 100,
    "{{constructor.constructor('x')()}} ${7*7} %0d%0a",
    "😎" * 1000,
    "a\tb\x0bc\x7fd\x1b[31mred",
    "javascript:alert(1) data:text/html,x",
)


def recording(texts: list[str], *, copies: int = 1) -> bytes:
    """A stream in which each text is said so many times by an account of that name."""
    lines = [
        {"id": f"{i}-{n}", "community": "c", "thread": "t", "author": f"{text[:40]} {i}", "at": 1775000000 + 60 * n + i / 100, "text": text}
        for n in range(copies)
        for i, text in enumerate(texts)
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def drop(page: Page, content: bytes, name: str = "stream.jsonl") -> None:
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/x-ndjson", "buffer": content})


@pytest.fixture(params=[(375, "light"), (375, "dark"), (1440, "light"), (1440, "dark")], ids=lambda told: f"{told[0]}-{told[1]}")
def sized(hush: HushProcess, browser: Browser, _cookies: StorageState, request: pytest.FixtureRequest) -> Iterator[Page]:
    width: int
    scheme: Scheme
    width, scheme = request.param
    visit = visiting(hush, browser, _cookies, width, scheme)
    yield visit.open()
    visit.context.close()


def test_nothing_serious_is_found_at_any_width_in_any_theme(sized: Page) -> None:
    assert serious(sized) == []
    play(sized)
    sized.get_by_role("button", name="Show 8 copies").click()
    assert serious(sized) == []
    if sized.viewport_size and sized.viewport_size["width"] == 375:
        sized.get_by_role("button", name="Log (1)").click()
    sized.get_by_text("Every copy and action").click()
    assert serious(sized) == []
    assert overflow(sized) <= 0
    sized.get_by_role("button", name="Settings").click()
    expect(sized.get_by_role("heading", name="Settings of local")).to_be_visible()
    assert serious(sized) == []
    assert overflow(sized) <= 0


def test_two_hundred_hostile_texts_are_only_text(visit: Visit, page: Page) -> None:
    texts = [f"{HOSTILE[i % len(HOSTILE)]}"[:3990] + f" {i}" for i in range(67)]
    drop(page, recording(texts, copies=3))
    expect(page.locator("#cards article").first).to_be_visible()
    expect(page.locator("#thread .kicker")).to_contain_text("201 comments")
    assert page.evaluate("document.body.dataset.broken") is None
    assert page.locator("main script, main img").count() == 0
    assert overflow(page) <= 0
    for pane in ("#thread", "#log"):
        assert (
            page.evaluate(f"(() => {{ const pane = document.querySelector('{pane}'); return pane.scrollWidth - pane.clientWidth }})()") <= 0
        )
    tall = page.evaluate("Math.max(...[...document.querySelectorAll('#log .words')].map(each => each.offsetHeight))")
    assert tall <= 160
    assert visit.errors == []


def test_a_bad_line_is_named_and_the_others_are_replayed(page: Page) -> None:
    drop(page, recording(["Buy my watches in the finest shop of the town"], copies=3) + b"\n{oops\n" + b'{"id": 3}')
    expect(page.locator("#thread")).to_contain_text("2 lines left out")
    expect(page.locator("#thread")).to_contain_text("line 4:")
    expect(page.locator("#cards article")).to_have_count(1)
    page.get_by_role("button", name="Throw this replay away").click()
    expect(page.locator("#community")).to_have_value("local")


def test_a_file_without_a_comment_is_refused_by_its_first_line(page: Page) -> None:
    drop(page, b"nothing here", "letter.txt")
    expect(page.get_by_role("alert").filter(has_text="line 1:")).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    """Play, then restore, with nothing but Tab and Enter; the focus is always to be seen."""
    tab_to(page, "#play")
    page.keyboard.press("Enter")
    expect(page.get_by_text("8 copies hidden by Hush")).to_be_visible()
    tab_to(page, "[data-decision=restore]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".history")).to_contain_text("Restored by moderator")
    expect(page.locator("#cards h3")).to_be_focused()
    tab_to(page, "#open-settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#open-settings")).to_be_focused()


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(60):
        if page.evaluate(f"document.activeElement.matches('{wanted}')"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def test_a_wrong_setting_is_told_beside_its_field_and_nothing_changes(page: Page) -> None:
    page.get_by_role("button", name="Settings").click()
    page.locator("[name='rules.repeats.similarity']").fill("300")
    page.locator("[name=mode]").select_option("observe")
    page.get_by_role("button", name="Save").click()
    similarity = page.locator("[name='rules.repeats.similarity']")
    expect(similarity).to_have_attribute("aria-invalid", "true")
    expect(similarity).to_be_focused()
    expect(page.locator("[id='set-rules.repeats.similarity-error']")).to_contain_text("from 70 to 100")
    expect(page.locator("#mode")).to_have_text("enforce")
    similarity.fill("90")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".audit")).to_contain_text("Revision 2, by moderator")
    expect(page.locator(".audit")).to_contain_text("rules.repeats.similarity")
    expect(page.locator("#mode")).to_have_text("observe")


def test_who_saves_on_an_old_revision_is_told_and_saves_nothing(visit: Visit, page: Page) -> None:
    other = visit.open()
    for tab in (page, other):
        tab.get_by_role("button", name="Settings").click()
        expect(tab.locator("[name=mode]")).to_have_value("enforce")
    page.locator("[name=mode]").select_option("alert")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".audit")).to_contain_text("Revision 2")
    other.locator("[name=place]").select_option("chat")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".failure")).to_contain_text("others saved revision 2")
    expect(other.locator("#mode")).to_have_text("alert")
