"""`hush explain TEXT [TEXT ...]`: what a comparison sees of texts, how alike they are, and which rule would say what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.runtime.logs import one_line
from rules.engine import judge, stood_before
from rules.fingerprint import remembered
from rules.model import Case, Comment, Form, Place
from rules.settings import Settings
from rules.similarity import alike
from rules.text import canonical, steps

SECONDS_APART = 10.0
"""Seconds between the texts, told as one account's comments under an article."""


def explain(text: str, /, *texts: str) -> None:
    """Show how texts are compared, and what the rules would say.

    What a comparison sees of each text, how alike each pair is, and what would be said of them if one account posted them.

    Args:
        text: a text, as an account would post it
        texts: more texts, as the same account would post them
    """
    print("\n".join(explained((text, *texts), Settings())))


def explained(texts: Sequence[str], settings: Settings) -> Iterator[str]:
    """The explanation, line by line."""
    forms = [canonical(text) for text in texts]
    for number, (text, form) in enumerate(zip(texts, forms, strict=True), 1):
        yield from _form(number, text, form)
    for (one, a), (two, b) in combinations(enumerate(forms, 1), 2):
        likeness = alike(a, b, 0.0)
        yield f"{one} and {two}: {likeness.score:.0f} % alike ({likeness.view})"
    yield ""
    yield f"posted by one account under an article, {SECONDS_APART:.0f} seconds apart:"
    said = [remembered(_comment(number, text), b"") for number, text in enumerate(texts, 1)]
    for each in said:
        verdict = judge(Case(each, stood_before(each, said), Place.COMMENTS), settings.asked(Place.COMMENTS))
        flag = f"flagged by {', '.join(verdict.rules)}" if verdict.flag else "left alone"
        yield f"  {each.id}: {flag}" + (f" ({verdict.reason})" if verdict.reason else "")


def _form(number: int, text: str, form: Form) -> Iterator[str]:
    yield f"{number}: {one_line(text)}"
    for name, after in steps(text):
        yield f"   {name:<24} {one_line(after)}"
    yield f"   {'compared as':<24} {form.words or 'no words'}" + (f"   and apart from them: {form.marks}" if form.marks else "")
    yield f"   {'letters':<24} {form.letters}"
    yield ""


def _comment(number: int, text: str) -> Comment:
    return Comment(id=str(number), community="c", thread="t", author="a", at=number * SECONDS_APART, text=text)
