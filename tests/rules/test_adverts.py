import pytest

from rules.adverts import Advert, advert
from support.comments import said

SURE = [
    "Subscribe to my channel please",
    "join us at discord.gg/abcdef",
    "Jetzt kaufen und sparen",
    "haz clic aquí para verlo",
    "cliquez ici pour voir",
    "clique aqui para ver",
    "подписывайтесь на мой канал",
    "加我微信，日赚三百",
    "チャンネル登録お願いします",
    "t.me/seedsandmore",
]
LIKELY = ["come get these fresh deals", "buy some $SEED early", "watch this new video of ours", "kauft heute noch, großes Angebot"]
LINK = [
    "ann: you can buy it at example.com/seeds",
    "ann: https://example.com/seeds",
    "@everyone example.com/seeds",
    "<@&4711> https://example.com/seeds",
    "https://example.com/seeds",
    "look here www.example.org/garden",
    "$SEED $ROOT $LEAF",
    "some nice seeds example.shop",
]
NO = [
    "The market hall is closed today, sadly.",
    "Can I watch the video later?",
    "He bought a bike.",
    "Ich habe heute frei",
    "la lluvia no para",
    "今天天气不错",
    "mira, que llueve",
    "$20 is too much",
]


@pytest.mark.parametrize(
    ("text", "plainly"), [(t, Advert.SURE) for t in SURE] + [(t, Advert.LIKELY) for t in LIKELY] + [(t, Advert.LINK) for t in LINK]
)
def test_an_advert(text: str, plainly: Advert) -> None:
    assert advert(said(text)) is plainly


@pytest.mark.parametrize("text", NO)
def test_no_advert(text: str) -> None:
    assert advert(said(text)) is Advert.NO


@pytest.mark.parametrize("text", LINK)
def test_a_link_in_a_reply_leads_where_any_other_does(text: str) -> None:
    tickers = text.startswith("$")
    assert advert(said(text, reply_to_author="ann")) is (Advert.NO if tickers else Advert.LINK)
