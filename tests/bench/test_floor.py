"""What the floor does not see, and why judging costs more than it: dressed copies that only a canonical form finds."""

import pytest

from bench.floor import judged
from rules.similarity import COPY, closest
from rules.text import canonical

PLAIN = "Buy the dip and enter the market"

DRESSED = [
    "B u y  t h e  d i p  a n d  e n t e r  t h e  m a r k e t",
    "8uy th3 d1p 4nd 3nt3r th3 m4rk3t",
    "Вuу thе dір аnd еntеr thе mаrkеt",
    "ᗷᑌY Tᕼᗴ ᗪIᑭ ᗩᑎᗪ ᗴᑎTᗴᖇ Tᕼᗴ ᗰᗩᖇKᗴT",
    "🅱🆄🆈 🆃🅷🅴 🅳🅸🅿 🅰🅽🅳 🅴🅽🆃🅴🆁 🆃🅷🅴 🅼🅰🆁🅺🅴🆃",
    "\u200b".join(PLAIN),
    "ʇǝʞɹɐɯ ǝɥʇ ɹǝʇuǝ puɐ dıp ǝɥʇ ʎnq",
    "B̶u̶y̶ t̶h̶e̶ d̶i̶p̶ a̶n̶d̶ e̶n̶t̶e̶r̶ t̶h̶e̶ m̶a̶r̶k̶e̶t̶",
    "Buuuuuuuuy theeeeeeee diiiiiiiip aaaaaaand enteeeeeeer theeeeeee maaaaaarket",
    "market the enter and dip the buy",
]


@pytest.mark.parametrize("dressed", DRESSED)
def test_only_a_canonical_form_sees_the_copy(dressed: str) -> None:
    said, _ = judged(PLAIN, ())
    _, seen = judged(dressed, [said])
    assert seen == 0
    assert closest(canonical(dressed), [canonical(PLAIN)], COPY)


@pytest.mark.parametrize("same", [PLAIN, PLAIN.upper(), f"{PLAIN}!", PLAIN.replace("dip", "dipp")])
def test_the_floor_sees_what_is_hardly_dressed(same: str) -> None:
    said, _ = judged(PLAIN, ())
    assert judged(same, [said])[1] == 1
