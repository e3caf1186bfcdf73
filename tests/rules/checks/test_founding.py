"""The founding case in each place, and its variations in ten languages."""

import pytest

from rules.checks.repeats import Repeats
from rules.model import Place
from support.comments import case, said

FOUNDING = [
    "Buy the dip and enter the market 😎",
    "Kauf den Dip und steig in den Markt ein 😎",
    "Compra la caída y entra al mercado 😎",
    "Achetez la baisse et entrez sur le marché 😎",
    "Compre na baixa e entre no mercado 😎",
    "Compra il ribasso ed entra nel mercato 😎",
    "Покупай на дне и заходи на рынок 😎",
    "逢低买入，马上进入市场 😎",
    "押し目買いして市場に参入しよう 😎",
    "저점 매수하고 시장에 진입하세요 😎",
    "Düşüşten al ve piyasaya gir 😎",
    "اشترِ عند الهبوط وادخل السوق 😎",
]


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("text", FOUNDING)
def test_nine_in_an_hour_are_caught_from_the_third_on(text: str, place: Place) -> None:
    told = [said(text, 400.0 * i) for i in range(9)]
    flagged = []
    for i in range(9):
        finding = Repeats().check(case(*told[: i + 1], place=place))
        flagged.append(finding is not None and finding.flag)
    assert flagged == [False, False, *[True] * 7]


def test_the_reason_says_what_a_moderator_would() -> None:
    finding = Repeats().check(case(*(said(FOUNDING[0], 90.0 * i, thread=str(i % 5)) for i in range(7))))
    assert finding is not None
    assert finding.reason == "7 copies in 9 minutes, 100 % alike, 5 threads, nothing else in between, an advert"
    assert not finding.keep_first


def test_in_one_thread_the_first_may_stand() -> None:
    finding = Repeats().check(case(*(said(FOUNDING[0], 90.0 * i) for i in range(7))))
    assert finding is not None
    assert finding.keep_first
