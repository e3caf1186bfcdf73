"""Hush's page plays its founding case, and lets moderators undo it, in every tab and once."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.browser import Visit, play

OWN = "Buy the dip and enter the market 😎"


def test_the_founding_page_ends_with_one_readable_thread_and_one_card(page: Page) -> None:
    play(page)
    thread, card = page.locator("#thread"), page.locator("#cards article")
    expect(thread.locator(".comment")).to_have_count(16)
    expect(thread.locator(".comment", has_text=OWN)).to_have_count(2)
    expect(card).to_have_count(1)
    expect(card.locator("h3")).to_have_text("EarnMoneyAndEatMeat #1")
    expect(card.locator(".facts")).to_contain_text("9 in 52 minutes")
    expect(card.locator(".facts")).to_contain_text("CoinWay")
    expect(card.locator(".did")).to_contain_text("8 hidden")
    expect(card.locator(".did")).to_contain_text("notice: done")


def test_hidden_copies_unfold_beneath_the_first_that_stands(page: Page) -> None:
    play(page)
    page.get_by_role("button", name="Show 8 copies hidden by Hush").click()
    expect(page.locator(".fold ol li")).to_have_count(8)
    above = page.locator(".fold").evaluate("fold => fold.previousElementSibling.textContent")
    assert "EarnMoneyAndEatMeat" in above


def test_restore_brings_eight_comments_back_in_both_tabs_and_says_who_and_when(visit: Visit, page: Page) -> None:
    other = visit.open()
    play(page)
    expect(other.get_by_text("8 copies hidden by Hush")).to_be_visible()
    page.get_by_label("Acting as").fill("Ada")
    page.get_by_role("button", name="Restore").click()
    for tab in (page, other):
        expect(tab.locator(".comment")).to_have_count(24)
        expect(tab.locator(".fold")).to_have_count(0)
        expect(tab.locator(".history")).to_have_text(re.compile(r"Restored by Ada ?\d?\d:\d\d:\d\d"))
        expect(tab.locator("#cards .acts button")).to_have_text(["Hide", "Not spam", "Confirm"])
    expect(page.locator("#told")).to_contain_text("Restored. Case 1.")
    page.get_by_role("button", name="Hide", exact=True).click()
    for tab in (page, other):
        expect(tab.get_by_text("8 copies hidden by Hush")).to_be_visible()
        expect(tab.locator(".history")).to_contain_text("Hidden by Ada")
        expect(tab.get_by_role("button", name="Restore")).to_be_visible()


@pytest.mark.parametrize(
    ("button", "said", "gone"),
    [
        ("Not spam", "Called not spam by moderator", ["Restore", "Not spam", "Pardon", "Warn", "Ban"]),
        ("Pardon", "Pardoned by moderator", ["Pardon", "Confirm"]),
        ("Confirm", "Confirmed by moderator", ["Confirm"]),
        ("Hide the first too", "Hidden with the first by moderator", ["Hide the first too"]),
    ],
)
def test_a_decision_is_told_and_no_longer_offered(page: Page, button: str, said: str, gone: list[str]) -> None:
    play(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".history")).to_contain_text(said)
    for each in gone:
        expect(page.get_by_role("button", name=each, exact=True)).to_have_count(0)
    hidden = {"Not spam": 0, "Hide the first too": 9}.get(button, 8)
    expect(page.locator(".comment")).to_have_count(24 - hidden)


def test_of_two_moderators_at_once_one_decides(visit: Visit, page: Page) -> None:
    play(page)
    other = visit.open()
    for tab, who in ((page, "Ada"), (other, "Bert")):
        expect(tab.get_by_role("button", name="Restore")).to_be_visible()
        tab.get_by_label("Acting as").fill(who)
    other.evaluate("document.querySelector('[data-decision=restore]').click()")
    page.evaluate("document.querySelector('[data-decision=restore]')?.click()")
    for tab in (page, other):
        expect(tab.locator(".history li")).to_have_count(1)
        expect(tab.locator(".comment")).to_have_count(24)


def test_a_played_page_plays_again_from_the_start(page: Page) -> None:
    play(page)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".comment")).to_have_count(24)
    page.locator("#play").click()
    expect(page.get_by_text("8 copies hidden by Hush")).to_be_visible()
    expect(page.locator("#cards article")).to_have_count(1)


def test_the_composer_goes_the_same_way(page: Page) -> None:
    """Three times the same is too often; the account that said it is told so on the page."""
    page.get_by_label("Post as").fill("mallory")
    for said in range(1, 4):
        page.get_by_label("Comment", exact=True).fill("Visit my shop for the best watches in town")
        page.keyboard.press("Control+Enter")
        if said < 3:
            expect(page.locator(".comment")).to_have_count(said)
    expect(page.get_by_text("2 copies hidden by Hush")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("Hush to mallory")
    expect(page.locator("#cards article h3")).to_contain_text("mallory")
