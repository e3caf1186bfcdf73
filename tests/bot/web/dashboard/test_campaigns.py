"""The page shows a campaign above the log, and its buttons are reached by keyboard."""

from playwright.sync_api import Page, expect

from support.browser import Visit, overflow, serious

TEXT = "Visit my shop for the best watches in town"
SAY = """async (texts) => {
  const { ask } = await import("/page/api.js");
  await Promise.all(texts.map(async (text) => {
    for (let time = 0; time < 3; time++) await ask("local/comments", "POST", { thread: "thread", author: text.slice(0, 8), text });
  }));
}"""
"""Says each text three times, an account for each, all accounts at once."""
SETTLED = "Promise.allSettled(document.getAnimations().map((each) => each.finished)).then(() => null)"
"""Waits for animations; one ends early where its card is replaced."""


def raid(page: Page, accounts: int = 3) -> None:
    for number in range(accounts):
        page.get_by_label("Post as").fill(f"shill{number}")
        page.get_by_label("Comment", exact=True).fill(TEXT)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".comment")).to_have_count(number + 1)


def test_a_campaign_is_shown_hidden_and_restored_by_keyboard(page: Page) -> None:
    raid(page)
    card = page.locator("#campaigns article")
    expect(card.locator("h3")).to_have_text("3 accounts say the same #1")
    expect(card).to_contain_text(TEXT)
    expect(page.locator("#cards article")).to_have_count(0)
    assert serious(page) == []
    card.locator("h3").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hide all")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.locator(".did")).to_contain_text("3 hidden")
    expect(page.get_by_text("3 copies hidden by Hush")).to_be_visible()
    expect(card.locator(".history")).to_contain_text("All hidden by moderator")
    expect(page.get_by_role("button", name="Hide all")).to_have_count(0)
    card.get_by_role("button", name="Not spam").click()
    expect(page.locator(".comment")).to_have_count(3)
    expect(card.locator(".acts button")).to_have_text(["Hide all", "Time out all"])
    expect(page.locator("#told")).to_contain_text("Campaign 1.")
    page.set_viewport_size({"width": 375, "height": 812})
    page.evaluate(SETTLED)
    assert overflow(page) <= 0
    assert serious(page) == []


def test_the_brake_is_shown_and_ended_by_keyboard_on_every_open_page(visit: Visit) -> None:
    page, other = visit.open(), visit.open()
    words = [
        "amber",
        "bread",
        "cloud",
        "dance",
        "eagle",
        "flame",
        "grape",
        "house",
        "ivory",
        "juice",
        "knife",
        "lemon",
        "mango",
        "noise",
        "olive",
        "piano",
        "queen",
        "river",
        "sugar",
        "tiger",
        "uncle",
    ]
    page.evaluate(SAY, [f"{word}{word} is what I like to talk about {word}" for word in words])
    brake = page.locator("#campaigns article", has_text="Hush asks first")
    expect(brake).to_contain_text("new cases only get a card")
    expect(other.get_by_role("button", name="Resume")).to_be_visible()
    page.evaluate(SETTLED)
    assert serious(page) == []
    brake.locator("h3").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(brake).to_have_count(0)
    expect(other.get_by_role("button", name="Resume")).to_have_count(0)
    expect(page.locator("#told")).to_contain_text("Hush acts on new cases again")
    expect(page.locator("#log-title")).to_be_focused()
    page.evaluate(SAY, ["zebras and what they eat in winter"])
    expect(page.locator("#cards article").first).to_contain_text("hidden")


def test_the_filters_and_the_search_of_the_log_sift_campaigns_too(page: Page) -> None:
    raid(page)
    card, search = page.locator("#campaigns article"), page.get_by_label("Search the log")
    for filters, count in (("Open", 1), ("Waiting", 0), ("Undone", 0), ("All", 1)):
        page.get_by_role("button", name=filters, exact=True).click()
        expect(card).to_have_count(count)
    for sought, count in (("shill2", 1), ("reader", 0), ("BEST watches", 1), ("#2", 0), ("#1", 1)):
        search.fill(sought)
        expect(card).to_have_count(count)
    card.get_by_role("button", name="Not spam").click()
    search.fill("")
    page.get_by_role("button", name="Undone", exact=True).click()
    expect(card.locator(".tag").first).to_have_text("Not spam")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(card).to_have_count(0)
