from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.model import Form
from rules.similarity import COPY, NEWS, alike, closest, joined
from rules.text import canonical
from support.evasions import TEXTS, evasions


def likeness(one: str, two: str) -> tuple[bool, str]:
    found = alike(canonical(one), canonical(two), COPY)
    return found.score >= COPY and found.view not in NEWS, found.view


@pytest.mark.parametrize(
    ("one", "two", "view"),
    [
        ("Our shop opens today", "our SHOP opens today!!", "equal"),
        ("Our shop opens today", "o u r  s h o p  o p e n s  t o d a y", "equal"),
        ("Our little shop opens today", "Our litle shop opesn today", "ordered"),
        ("Our little shop opens today", "our little shop opens today now", "ordered"),
        ("You can join us at the lake tonight", "tonight at the lake you can join us", "sorted"),
        ("Our little shop opens today 4", "our little shop opens today 17", "ends"),
        ("Our little shop opens today x7f3q", "our little shop opens today b2k9z", "ends"),
        ("Our little shop opens today $ABC", "our little shop opens today $XYZ", "ends"),
        ("我们的小店今天开门大家快来", "我们的小店今天开门大家快来 k3jf", "ends"),
        ("we finally have a winner", "hey folks, look at this, we finally have a winner", "part"),
        (
            "dear friends from near and far, the best offers of the whole summer",
            "the best offers of the whole summer await you in our little shop",
            "part",
        ),
        ("you will love this one https://example.org/shop/summer", "so cheap, be quick my dears https://example.org/shop/summer", "link"),
        (
            "Rainfall 2021, 2022, 2023, 2024 and 2025 https://example.org/rain/tables",
            "Rainfall 2021, 2022, 2023, 2024 and 2026 https://example.org/rain/tables",
            "ordered",
        ),
        ("我只想看开场表演", "我想看开场表演", "ordered"),
        ("✨🔥", "✨✨🔥", "marks"),
        ("？？？", "?", "marks"),
        ("ok", "OK!", "equal"),
        ("lol", "looool", "equal"),
        ("Заходите в наш новый магазин", "заходите в наш нoвый мaгазин", "equal"),
    ],
)
def test_a_copy(one: str, two: str, view: str) -> None:
    assert likeness(one, two) == (True, view)
    assert likeness(two, one) == (True, view)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("", ""),
        ("😀", "🔥"),
        ("<@111111111111111111>", "<@222222222222222222>"),
        ("?", "!"),
        ("no", "go"),
        ("yes", "yet"),
        ("hot", "not"),
        ("是的", "不是"),
        ("what?", "why?"),
        ("see you there", "were you there"),
        ("round 1", "round 2"),
        ("round 1 has just begun, good luck", "round 2 has just begun, good luck"),
        ("Day 3 of asking for a map of the old town", "Day 4 of asking for a map of the old town"),
        ("our train leaves from track 4", "our train leaves from track 9"),
        ("Gold is at 2310 this morning", "Gold is at 2345 this morning"),
        ("Milk now costs 1.19 at the corner shop", "Milk now costs 1.29 at the corner shop"),
        ("It is 17:30 and nobody is here", "It is 18:30 and nobody is here"),
        ("第1回の配信が始まりました", "第2回の配信が始まりました"),
        ("第三场比赛 12 比 8 结束了", "第三场比赛 15 比 9 结束了"),
        ("Осталось 5 билетов на вечер", "Осталось 3 билета на вечер"),
        ("a new photo https://example.org/p/8f3k2m", "a new photo https://example.org/p/q9x7ty"),
        ("https://example.org/watch?v=aB3dE5fG", "https://example.org/watch?v=zY8xW6vU"),
        ("the mayor of Lyon opened the festival with a speech", "the mayor of Ghent opened the festival with a speech"),
        ("Anna has left the channel, goodbye", "Bertram has left the channel, goodbye"),
        ("Council votes to close the old harbour bridge", "Harbour bridge: repairs begin in spring, council says"),
        ("Does this work with the old battery?", "Yes, it works, but charge it first"),
        ("How do I reset my password?", "How do I delete my account?"),
        ("I liked the first film more", "the second half of it was slow"),
        ("Kommst du heute Abend mit?", "Nein, heute habe ich keine Zeit"),
        ("quelqu'un a la recette du gateau ?", "oui, je te l'envoie demain"),
        ("¿a qué hora empieza el partido?", "empieza a las ocho, creo"),
        ("bu aksam mac var mi", "yarin aksam var bugun yok"),
        ("今天的比赛几点开始", "我觉得今天会下雨"),
        ("この曲の名前は何ですか", "昨日のライブは最高でした"),
        ("오늘 방송 몇 시에 시작해요", "어제 방송 정말 재미있었어요"),
        ("วันนี้ฝนตกหนักมาก", "พรุ่งนี้ไปเที่ยวทะเลกัน"),
        ("متى تبدأ المباراة اليوم", "أعتقد أنها تبدأ في الثامنة"),
        ("во сколько начинается стрим", "вчера был отличный стрим, спасибо"),
        ("$ABC $XYZ", "$ABC $XYZ nobody saw this coming, what a day"),
        ("Rainfall 2021, 2022, 2023 and 2024 in tables", "Rainfall 2021, 2022, 2023 and 2025 in tables"),
    ],
)
def test_not_a_copy(one: str, two: str) -> None:
    assert not likeness(one, two)[0]
    assert not likeness(two, one)[0]


@pytest.mark.parametrize(
    ("one", "two", "view"),
    [
        ("Get 20 coins for 5 euros in our shop", "Get 90 coins for 8 euros in our shop", "numbers"),
        ("new offers in our shop https://example.org/p/8f3k2m", "new offers in our shop https://example.org/p/q9x7ty", "links"),
        ("buy shares of Acme before the market closes", "buy shares of Globex before the market closes", "slot"),
        (
            "welcome back pebble12, the kettle is on and the stove is warm",
            "welcome back rowan907, the kettle is on and the stove is warm",
            "slot",
        ),
        ("Tide table: 4 feet at noon https://example.org/tides", "Tide table: 7 feet at noon https://example.org/tides", "numbers"),
    ],
)
def test_other_news_in_the_same_words_is_told_where_asked_for(one: str, two: str, view: str) -> None:
    a, b = canonical(one), canonical(two)
    assert closest(a, [b], COPY) == []
    assert [seen for _, _, seen in closest(a, [b], COPY, news=True)] == [view]


def recall() -> dict[str, float]:
    """Of five dresses of each text under each evasion, how many are alike to the text and to another dress of it."""
    chance, found = Random(20_240), dict[str, list[bool]]()
    for language, text in TEXTS.items():
        plain = canonical(text)
        for name, evade in evasions(language).items():
            for _ in range(5):
                one, two = canonical(evade(text, chance)), canonical(evade(text, chance))
                found.setdefault(name, []).extend(bool(closest(one, [other], COPY)) for other in (plain, two))
    return {name: sum(hits) / len(hits) for name, hits in found.items()}


def test_every_dress_is_seen_through() -> None:
    kinds = recall()
    assert len(kinds) > 60
    assert {name: share for name, share in kinds.items() if share < 0.9} == {}
    assert sum(kinds.values()) / len(kinds) >= 0.98


def test_the_dress_is_no_likeness() -> None:
    """Two texts in the same dress are no more alike than without it."""
    chance = Random(7)
    one, two = "the lake is frozen, bring your skates", "does anyone here collect old stamps"
    for name, evade in evasions("en").items():
        assert not closest(canonical(evade(one, chance)), [canonical(evade(two, chance))], COPY), name


def test_two_halves_in_a_row_are_the_whole() -> None:
    whole, first, second = (canonical(text) for text in ("our little shop opens today, come by", "our little shop", "opens today, come by"))
    assert alike(joined(first, second), whole).view == "equal"
    assert not closest(first, [second], COPY)


def test_forms_of_different_versions_are_never_alike() -> None:
    form = canonical("our little shop opens today")
    assert alike(form, Form(form.version + 1, form.words, form.marks, form.letters)).score == 0


def test_a_copy_is_found_a_hundred_comments_back() -> None:
    window = [canonical(f"this is remark {spoken} about something else") for spoken in ("one", "two", "red", "blue", "old", "new") * 20]
    window[3] = canonical("our little shop opens today")
    assert [i for i, _, _ in closest(canonical("Our little shop 0pens today!!"), window, COPY)] == [3]


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_bounded_and_mutual(one: str, two: str) -> None:
    a, b = canonical(one), canonical(two)
    there, back = alike(a, b), alike(b, a)
    assert 0 <= there.score <= 100
    assert (there.score >= COPY) == (back.score >= COPY)
    assert alike(a, a).score == (100 if a.words or a.marks else 0)
