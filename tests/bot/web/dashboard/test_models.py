"""Hush's page and its server mean the same by what they send each other."""

import re

import msgspec
from playwright.sync_api import Page, expect

from bot.web.api import models as api
from bot.web.dashboard import models
from support.browser import play
from support.hush_process import CHECKOUT
from tools.page_types import FILE, declarations

TEXT = "Visit my shop for the best watches in town"
RECORDING = '{"id": "1", "community": "c", "thread": "t", "author": "ann", "at": 1775000000, "text": "hello"}\\noops'
CALLS = {
    "communities": "",
    "thread": "'local', '', 200",
    "cases": "'local', 'all', '', null",
    "casesNumbered": "'local', ['1']",
    "decide": "'local', '1', 'not-spam', by",
    "settings": "'local'",
    "saveSettings": "'local', {settings: {mode: 'enforce'}, revision: (await api.settings('local')).revision, ...by}",
    "forgetPhrase": "'local', (await api.settings('local')).phrases[0]",
    "post": f"'local', {{thread: 'thread', author: 'ann', text: '{TEXT}', topic: ''}}",
    "campaigns": "'local'",
    "decideCampaign": "'local', (await api.campaigns('local')).campaigns[0].id, 'hide-all', by",
    "resume": "'local', by",
    "replay": f"new Blob(['{RECORDING}']), 0",
    "play": "'local', {seconds: 0}",
}
"""Each call of the page's api.js with its arguments, in an order in which each succeeds."""
CALL = """async () => {{
  const api = await import("/page/api.js");
  const by = {{ by: "Ada" }};
  return await api.{name}({arguments});
}}"""
RAID = """async text => {
  const api = await import("/page/api.js");
  for (const author of ["one", "two", "three"]) await api.post("local", { thread: "thread", author, text });
}"""
_RETURNS = re.compile(r"@returns \{Promise<Models\.(\w+)(\[\])?>\}[^;]*?\nexport const (\w+)")


def test_the_types_of_the_page_are_those_of_the_models() -> None:
    assert FILE.read_text() == declarations(), "the models have changed: run `make types`, then `make check`"


def declared() -> dict[str, tuple[type[msgspec.Struct], bool]]:
    """The model with which each call is answered, as api.js says, and whether with many of it."""
    source = (CHECKOUT / "bot/web/dashboard/static/api.js").read_text()
    return {call: (getattr(models, name, None) or getattr(api, name), many != "") for name, many, call in _RETURNS.findall(source)}


def test_each_call_of_the_page_is_answered_with_the_model_that_it_names(page: Page) -> None:
    answers = declared()
    assert answers.keys() == CALLS.keys()
    play(page)
    page.evaluate(RAID, TEXT)
    expect(page.locator("#campaigns article")).to_have_count(1)
    for call, arguments in CALLS.items():
        model, many = answers[call]
        answer = page.evaluate(CALL.format(name=call, arguments=arguments))
        for each in answer if many else [answer]:
            assert msgspec.to_builtins(msgspec.convert(each, model)) == each, call
