import pytest
from msgspec import structs

from rules.checks.off_topic import OffTopic
from rules.checks.repeats import Repeats
from rules.engine import judge
from rules.model import Verdict
from support.comments import case, said

ARTICLE = "A new language model reads whole books at once"


def verdict(topic: str, *told: str) -> Verdict:
    """On the last of these texts, a minute apart, under a topic."""
    whole = structs.replace(case(*(said(text, 60.0 * place) for place, text in enumerate(told))), topic=topic)
    return judge(whole, (Repeats(), OffTopic()))


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        (ARTICLE, "Buy the dip and enter the market"),
        ("Neues vom Radweg am Hafen", "Schaut alle auf meinem Kanal vorbei"),
        ("Ремонт моста начнётся весной", "Подпишись на мой канал про деньги"),
        ("新しい図書館が来月開館します", "今すぐ登録してお金を稼ごう"),
        ("地铁新线路明天开通", "加我微信领取免费红包"),
    ],
)
def test_a_repeat_that_has_nothing_to_do_with_the_topic_weighs_more(topic: str, text: str) -> None:
    told, alone = verdict(topic, text, text, text), verdict("", text, text, text)
    assert told.flag
    assert told.score > alone.score
    assert told.reason.endswith("nothing to do with the topic")


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        (ARTICLE, "This language model is overrated, I say"),
        ("Neues vom Radweg am Hafen", "Der Radweg endet vor meiner Haustür"),
        ("Ремонт моста начнётся весной", "Мост давно пора чинить, весна пришла"),
        ("新しい図書館が来月開館します", "図書館は静かでいいですね"),
        ("地铁新线路明天开通", "地铁线路太挤了吧"),
    ],
)
def test_a_repeat_on_the_topic_weighs_less(topic: str, text: str) -> None:
    told, alone = verdict(topic, text, text, text), verdict("", text, text, text)
    assert told.flag == alone.flag
    assert told.score < alone.score
    assert told.reason.endswith("on the topic")


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("", ("Buy the dip and enter the market",) * 3),
        ("ok", ("Buy the dip and enter the market",) * 3),
        (ARTICLE, ("nice one",) * 5),
        (ARTICLE, ("Our little shop opens today",)),
        (ARTICLE, ("Our little shop opens today", "Where is the harbour, please?")),
    ],
)
def test_it_says_nothing_by_itself_nor_where_there_is_no_topic(topic: str, told: tuple[str, ...]) -> None:
    assert verdict(topic, *told) == verdict("", *told)
