"""Not spam allows one text, and nothing that adds to it."""

import pytest

from rules.allowed import is_allowed
from rules.text import canonical
from support.comments import said

GREETING = "Good morning everyone, have a nice day"
SAME = [
    (GREETING, "good morning everyone have a nice day!"),
    (GREETING, "GOOD MORNING EVERYONE 😎 have a nice day"),
    (GREETING, "Good mornig everyone, have a nice day"),
    (GREETING, "G00d m0rning everyone, have a nice day"),
    ("Der Stammtisch ist heute um acht im Hirschen", "der stammtisch ist heute um acht im hirschen…"),
    ("Спокойной ночи всем, до завтра", "спокойной ночи, всем до завтра"),
    ("おはようございます、良い一日を", "おはようございます 良い一日を！"),
    ("Look at https://example.org/rules please", "look at https://example.org/rules, please"),
]
MORE = [
    (GREETING, "Good morning everyone, have a nice day discord.gg/abcdef"),
    (GREETING, "Good morning everyone, have a nice day https://evil.example/win"),
    (GREETING, "Good morning everyone, have a nice day cheap watches at evil.example"),
    (GREETING, "Good morning everyone, have a nice day @everyone"),
    (GREETING, "@here Good morning everyone, have a nice day"),
    (GREETING, "Good morning everyone, have a nice day and now buy cheap watches from me"),
    (GREETING, "Good morning everyone, buy a nice day"),
    (GREETING, "Good morning"),
    ("Der Stammtisch ist heute um acht im Hirschen", "Der Stammtisch ist heute um acht im Hirschen, billige Uhren bei mir"),
    ("Спокойной ночи всем, до завтра", "Спокойной ночи всем, до завтра, пишите в телеграм"),
    ("おはようございます、良い一日を", "おはようございます、良い一日を 副業で稼ごう"),
    ("Look at https://example.org/rules please", "Look at https://example.org/casino please"),
]


@pytest.mark.parametrize(("allowed", "text"), SAME)
def test_a_text_is_allowed_in_whatever_dress(allowed: str, text: str) -> None:
    assert is_allowed(said(text), [canonical(allowed)])


@pytest.mark.parametrize(("allowed", "text"), MORE)
def test_what_adds_to_an_allowed_text_is_another(allowed: str, text: str) -> None:
    assert not is_allowed(said(text), [canonical(allowed)])
    assert "@" in text or not is_allowed(said(allowed), [canonical(text)])


def test_nothing_is_allowed_where_nothing_was() -> None:
    assert not is_allowed(said(GREETING), ())
