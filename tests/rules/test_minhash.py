"""Near-copies share a piece of their sketch, as a rule; texts that have nothing to do with each other hardly ever do."""

import itertools
import random
from collections.abc import Callable

import pytest

from rules.fingerprint import bands
from rules.minhash import LETTERS, sketch
from rules.model import Form
from rules.text import canonical

SECRET = b"a secret of the tests"
SYLLABLES = [first + vowel + last for first in "bdfgklmnprst" for vowel in "aeiou" for last in ("", "n", "r", "st")]
PAIRS = 400
Change = Callable[[random.Random, list[str]], list[str]]


def shared(a: str, b: str) -> bool:
    """Whether two texts are looked at together."""
    return not set(bands(canonical(a), SECRET)).isdisjoint(bands(canonical(b), SECRET))


def words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 2, 3)))) for _ in range(count)]


def another_word(chance: random.Random, told: list[str]) -> list[str]:
    at = chance.randrange(len(told))
    return [*told[:at], *words(chance, 1), *told[at + 1 :]]


def a_slip(chance: random.Random, told: list[str]) -> list[str]:
    said = " ".join(told)
    at = chance.randrange(len(said))
    return (said[:at] + chance.choice("aeiourst") + said[at + 1 :]).split()


def something_after(chance: random.Random, told: list[str]) -> list[str]:
    return [*told, *words(chance, 1)]


def something_before(chance: random.Random, told: list[str]) -> list[str]:
    return [*words(chance, 1), *told]


@pytest.mark.parametrize(("change", "least"), [(another_word, 0.75), (a_slip, 0.8), (something_after, 0.85), (something_before, 0.85)])
def test_most_near_copies_share_a_piece(change: Change, least: float) -> None:
    chance = random.Random(7)
    told = [words(chance, 12) for _ in range(PAIRS)]
    found = sum(shared(" ".join(each), " ".join(change(chance, each))) for each in told)
    assert found >= least * PAIRS


def test_hardly_any_other_texts_do() -> None:
    chance = random.Random(8)
    told = [" ".join(words(chance, 12)) for _ in range(PAIRS)]
    assert sum(shared(a, b) for a, b in itertools.pairwise(told)) <= 0.01 * PAIRS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Buy the dip and enter the market today", "b u y the dip and enter the MARKET todaaay"),
        ("Присоединяйтесь к нашему каналу сегодня вечером", "Присоединяйтесь к нашему каналу сегодня утром"),
        ("今天晚上加入我们的频道领取免费的礼物吧", "今天早上加入我们的频道领取免费的礼物吧"),
        ("انضم إلى قناتنا الليلة واحصل على هدية مجانية", "انضم إلى قناتنا اليوم واحصل على هدية مجانية"),
    ],
)
def test_dress_and_script_change_nothing(one: str, other: str) -> None:
    assert shared(one, other)


@pytest.mark.parametrize("text", ["", "😎😎😎", "lol", "good morning everybody", "a" * (LETTERS - 1)])
def test_short_texts_have_none(text: str) -> None:
    assert sketch(canonical(text)) == ()


def test_the_names_are_keyed_and_of_one_version() -> None:
    form = canonical("Join the free giveaway before midnight")
    of_another = Form(form.version + 1, form.words, form.marks, form.letters)
    names = {*bands(form, SECRET), *bands(form, b"another secret"), *bands(of_another, SECRET)}
    assert len(names) == 6
    assert all(len(name) == 10 for name in names)


def test_a_text_of_one_piece_has_it_twice_under_two_names() -> None:
    assert len(set(bands(canonical("bcdfghjklmnpqrstvwxzbcdfghjklm"), SECRET))) == 2
