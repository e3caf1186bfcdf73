from collections.abc import Sequence

import pytest

from rules.checks.repeats import Repeats
from rules.model import Account, Finding, Media, Place
from rules.options import Step
from support.comments import case, said

DIP = "Buy the dip and enter the market 😎"
LONG = "The library opened on a Sunday once, as I remember it."
COMMENTS, CHAT, LIVE = Place.COMMENTS, Place.CHAT, Place.LIVE


def flags(rule: Repeats, place: Place, text: str, times: Sequence[float]) -> bool:
    """Whether the last of these equal comments is flagged."""
    finding = rule.check(case(*(said(text, at) for at in times), place=place))
    return finding is not None and finding.flag


@pytest.mark.parametrize(
    ("place", "text", "times"),
    [
        pytest.param(COMMENTS, DIP, (0, 1800, 3600), id="three under an article in exactly an hour"),
        pytest.param(COMMENTS, DIP, (0, 1, 2), id="three at once"),
        pytest.param(CHAT, LONG, (0, 90, 180), id="three in three minutes"),
        pytest.param(CHAT, LONG, (0, 1500, 2000, 2400), id="a fourth, the last three within a quarter of an hour"),
        pytest.param(CHAT, LONG, (0, 900, 1800, 2700, 3600), id="five in an hour"),
        pytest.param(CHAT, DIP, (0, 390, 780, 1170), id="the founding pace in a chat"),
        pytest.param(LIVE, LONG, (0, 60, 120), id="three in a live chat"),
        pytest.param(COMMENTS, "lol", (0, 15, 30, 45, 60), id="five short ones in a minute"),
        pytest.param(LIVE, "lol", (0, 5, 10, 15, 20, 25, 30, 35), id="eight short ones in a live minute"),
        pytest.param(COMMENTS, "？？？", (0, 5, 10, 15, 20), id="only signs"),
    ],
)
def test_it_flags(place: Place, text: str, times: Sequence[float]) -> None:
    assert flags(Repeats(), place, text, times)


@pytest.mark.parametrize(
    ("place", "text", "times"),
    [
        pytest.param(COMMENTS, DIP, (0,), id="once"),
        pytest.param(COMMENTS, DIP, (0, 60), id="twice"),
        pytest.param(COMMENTS, DIP, (0, 1800, 3600.5), id="three in a little more than an hour"),
        pytest.param(CHAT, LONG, (0, 90, 181), id="three in a little more than three minutes"),
        pytest.param(CHAT, LONG, (0, 900, 1801, 2701), id="a fourth, the last three too far apart"),
        pytest.param(CHAT, LONG, (0, 901, 1802, 2703, 3604), id="five in more than an hour"),
        pytest.param(LIVE, LONG, (0, 100, 200), id="three in a live chat, slowly"),
        pytest.param(COMMENTS, "lol", (0, 15, 30, 45), id="four short ones in a minute"),
        pytest.param(COMMENTS, "lol", (0, 15, 30, 45, 61), id="five short ones in a little more than a minute"),
        pytest.param(LIVE, "lol", (0, 5, 10, 15, 20, 25, 30), id="seven short ones in a live minute"),
        pytest.param(COMMENTS, "", (0, 1, 2, 3, 4, 5), id="comments without words are not alike"),
        pytest.param(COMMENTS, " \u200b\u00ad", (0, 1, 2, 3, 4, 5), id="nor are those with invisible ones"),
    ],
)
def test_it_leaves_alone(place: Place, text: str, times: Sequence[float]) -> None:
    assert not flags(Repeats(), place, text, times)


DRESSED = [
    "BUY THE DIP AND ENTER THE MARKET 😎",
    "Buy the dip, and enter the market!!!",
    "Buy the dip and enter the market 🚀🚀",
    "Buy  the\u00a0dip and\tenter the market",
    "Bu\u200by the d\u00adip and enter the mar\u200bket 😎",
    "Ｂｕｙ ｔｈｅ ｄｉｐ ａｎｄ ｅｎｔｅｒ ｔｈｅ ｍａｒｋｅｔ",
    "Buy the dip and enter the market 😎 (3)",
    "enter the market and buy the dip 😎",
    "Buy the dip and entr the market 😎",
]
ANOTHER = [
    "Selling early was my mistake last year, so I am patient now.",
    "The market hall in our town has been closed since spring.",
    "😎",
    "Who pays the curators though?",
    "Buy",
    "That matches what I expected.",
    "The dip was good, thanks for the recipe!",
    "Where do I enter the hall?",
    "",
]


@pytest.mark.parametrize("dressed", DRESSED)
def test_a_copy_is_seen_through_its_dress(dressed: str) -> None:
    finding = Repeats().check(case(said(DIP, 0), said(LONG, 5), said(dressed, 10), said(DIP, 20)))
    assert finding is not None
    assert finding.flag
    assert len(finding.copies) == 2


@pytest.mark.parametrize("another", ANOTHER)
def test_another_comment_is_no_copy(another: str) -> None:
    finding = Repeats().check(case(said(DIP, 0), said(LONG, 5), said(another, 10), said(DIP, 20)))
    assert finding is not None
    assert not finding.flag
    assert len(finding.copies) == 1


def test_threads_and_other_comments_in_between_do_not_hide_a_repeat() -> None:
    told = [said(DIP, 10 * n, thread=f"thread {n}") for n in range(3)] + [said(f"{LONG} {n * n}", 10 * n + 1) for n in range(3)]
    finding = Repeats().check(case(*sorted(told[:2] + told[3:], key=lambda each: each.at), said(DIP, 60, thread="x")))
    assert finding is not None
    assert finding.flag
    assert finding.reason == "3 copies in 1 minute, 100 % alike, 3 threads, an advert"


def test_the_short_form_replaces_all_steps() -> None:
    rule = Repeats(copies=2, window=7 * 86400.0)
    assert rule.horizon == 7 * 86400.0
    assert flags(rule, CHAT, LONG, (0, 6 * 86400))
    assert not flags(rule, CHAT, LONG, (0, 8 * 86400))


def test_the_short_form_is_the_longest_for_adverts_too() -> None:
    rule = Repeats(copies=5, window=60.0)
    assert rule.horizon == 60.0
    assert flags(rule, CHAT, DIP, (0, 30, 60))
    assert not flags(rule, CHAT, DIP, (0, 30, 61))


def test_own_steps_hold_in_every_place() -> None:
    rule = Repeats(steps=(Step(2, 60.0),))
    for place in Place:
        assert flags(rule, place, LONG, (0, 60))
        assert not flags(rule, place, LONG, (0, 61))


def test_the_score_rises_with_every_copy_and_says_whether_it_flags() -> None:
    scores = []
    for count in range(2, 10):
        finding = Repeats().check(case(*(said(DIP, at) for at in range(count))))
        assert finding is not None
        assert finding.flag == (finding.score >= 0.5)
        scores.append(finding.score)
    assert scores == sorted(set(scores))
    assert 0 < scores[0] < scores[-1] < 1


PICTURE = (Media(kind="image", name="a.png", type="image/png", size=4711),)
RENAMED = (Media(kind="image", name="b.png", type="image/png", size=4711),)
ANOTHER_PICTURE = (Media(kind="image", name="a.png", type="image/png", size=4712),)
Post = tuple[float, str, str, tuple[Media, ...]]
"""Seconds, thread, text, files."""


def judged(posts: Sequence[Post], place: Place = CHAT) -> Finding | None:
    """What is found on the last of some posts."""
    return Repeats().check(case(*(said(text, at, thread=thread, media=media) for at, thread, text, media in posts), place=place))


@pytest.mark.parametrize(
    "posts",
    [
        [(0, "a", "", PICTURE), (5, "b", "", PICTURE), (9, "c", "", PICTURE)],
        [(0, "a", "", PICTURE), (5, "b", "", RENAMED), (600, "c", "", PICTURE)],
        [(0, "a", "", PICTURE), (5, "a", "", PICTURE), (9, "b", "", PICTURE), (12, "c", "", PICTURE)],
    ],
)
def test_the_same_files_put_into_several_threads_are_flagged(posts: list[Post]) -> None:
    finding = judged(posts)
    assert finding is not None
    assert finding.flag
    assert finding.reason.startswith(f"the same files {len(posts)} times")


@pytest.mark.parametrize(
    "posts",
    [
        [(0, "a", "", PICTURE), (5, "a", "", PICTURE), (9, "a", "", PICTURE)],
        [(0, "a", "", PICTURE), (5, "b", "", PICTURE), (606, "c", "", PICTURE)],
        [(0, "a", "", PICTURE), (5, "b", "", ANOTHER_PICTURE), (9, "c", "", PICTURE)],
        [(0, "a", "look at my cat", PICTURE), (5, "b", "this one too", PICTURE), (9, "c", "", PICTURE)],
    ],
)
def test_pictures_are_shared_more_than_once(posts: list[Post]) -> None:
    finding = judged(posts)
    assert finding is None or not finding.flag


FIRST, SECOND = "Join the free giveaway of the season and", "win five hundred coins before midnight today"


def halves(*texts: str, apart: float = 20.0) -> Finding | None:
    """What is found on the last of some comments in a row."""
    return judged([(n * apart, "t", text, ()) for n, text in enumerate(texts)])


@pytest.mark.parametrize(
    "texts",
    [
        (FIRST, SECOND, FIRST, SECOND, FIRST, SECOND),
        (FIRST, SECOND, f"{FIRST} win five", "hundred coins before midnight today", FIRST, SECOND),
        ("Join the free", f"giveaway of the season and {SECOND}", FIRST, SECOND, FIRST, SECOND),
    ],
)
def test_two_halves_in_a_row_are_one_text(texts: tuple[str, ...]) -> None:
    finding = halves(*texts)
    assert finding is not None
    assert finding.flag


@pytest.mark.parametrize(
    "texts",
    [
        (FIRST, SECOND, FIRST, SECOND),
        (FIRST, "then nothing came of it, so we went home", FIRST, SECOND),
        ("good", "morning", "good", "morning", "good", "morning"),
    ],
)
def test_two_comments_in_a_row_are_not_always_halves(texts: tuple[str, ...]) -> None:
    finding = halves(*texts)
    assert finding is None or not finding.flag


def pages(*texts: str, place: Place = COMMENTS) -> Finding | None:
    """What is found on the last of some comments, a minute and a half apart."""
    return judged([(n * 90.0, "t", text, ()) for n, text in enumerate(texts)], place)


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (("coins.example/one", "coins.example/two", "coins.example/three"), COMMENTS),
        (("Join now https://coins.example/a1", "Join now https://coins.example/b2", "Join now https://coins.example/c3"), CHAT),
        (("Win free coins at coins.example/x", "Win free coins at coins.example/y", "Win free coins at coins.example/z"), LIVE),
    ],
)
def test_pages_of_one_site_are_pushed(texts: tuple[str, ...], place: Place) -> None:
    finding = pages(*texts, place=place)
    assert finding is not None
    assert finding.flag


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (("docs.example/install", "docs.example/usage", "docs.example/faq"), CHAT),
        (("coins.example/one", "news.example/two", "wiki.example/three"), COMMENTS),
        (("paste.example.org/a.png", "paste.example.org/b.png", "paste.example.org/c.png"), COMMENTS),
    ],
)
def test_pages_are_named_in_talk(texts: tuple[str, ...], place: Place) -> None:
    finding = pages(*texts, place=place)
    assert finding is None or not finding.flag


@pytest.mark.parametrize(
    ("account", "told"),
    [
        (Account(created_at=0.0), "account 2 days old"),
        (Account(created_at=0.0, joined_at=86400.0), "account 24 hours old"),
        (Account(created_at=-5 * 86400.0 + 61), "account 7 days old"),
    ],
)
def test_a_young_account_is_told(account: Account, told: str) -> None:
    finding = Repeats().check(case(*(said(LONG, 2 * 86400.0 + at) for at in (0, 20, 40)), place=CHAT, account=account))
    assert finding is not None
    assert told in finding.reason


@pytest.mark.parametrize("account", [None, Account(), Account(created_at=-5 * 86400.0)])
def test_an_old_or_unknown_one_is_not(account: Account | None) -> None:
    finding = Repeats().check(case(*(said(LONG, 2 * 86400.0 + at) for at in (0, 20, 40)), place=CHAT, account=account))
    assert finding is not None
    assert "old" not in finding.reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DIP, "an advert"),
        ("Join the free giveaway at coins.example/win tonight", "an advert"),
        ("we went there last year docs.example/trip and it rained", "a link"),
        ("$ABC $DEF $GHI", "tickers"),
    ],
)
def test_what_it_leads_to_is_told_for_what_it_is(text: str, told: str) -> None:
    finding = Repeats().check(case(*(said(text, at) for at in (0, 100, 200))))
    assert finding is not None
    assert finding.flag
    assert finding.reason.endswith(f", {told}")


HELP = (
    "First turn the main valve off, then loosen the two screws below the handle, pull the cartridge straight out and put the new one in; it only "
    "fits one way round."
)
HILFE = (
    "Zuerst den Haupthahn zudrehen, dann die beiden Schrauben unter dem Griff lösen, die Kartusche gerade herausziehen und die neue einsetzen; sie "
    "passt nur in einer Richtung."
)
AYUDA = "Primero cierra la llave general, luego afloja los dos tornillos bajo la manija, saca el cartucho recto y pon el nuevo; solo entra de una manera."


@pytest.mark.parametrize(
    ("answer", "remarks"),
    [
        (HELP, ("Have a nice weekend.", "It was the cable then.", "Glad that it works now.")),
        (HELP, ("Good luck with it!", "Mine is ten years old.", "The blue one, yes.")),
        (HILFE, ("Schönes Wochenende.", "Dann war es das Kabel.", "Gern geschehen.")),
        (HILFE, ("Ja, die blaue.", "Viel Erfolg dabei.", "Bei mir hält es seit Jahren.")),
        (AYUDA, ("Que tengas buen día.", "Entonces era el cable.", "Me alegro mucho.")),
        (AYUDA, ("Sí, la azul.", "Mucha suerte.", "La mía tiene diez años.")),
    ],
)
def test_a_remark_after_a_long_answer_is_no_copy_of_it(answer: str, remarks: tuple[str, ...]) -> None:
    told = []
    for number, remark in enumerate(remarks):
        told += [said(answer, 300.0 * number, reply_to_author=f"asker {number}"), said(remark, 300.0 * number + 40)]
    for number in range(2, len(told) + 1):
        finding = Repeats().check(case(*told[:number], place=Place.COMMENTS))
        assert finding is None or not finding.flag


@pytest.mark.parametrize(
    "rest",
    [
        "now at the old harbour.",
        "jetzt am alten Hafen.",
        "ahora en el puerto viejo.",
        "ce soir au vieux port.",
        "сейчас в гавани.",
        "şimdi limanda.",
    ],
)
@pytest.mark.parametrize("first", [HELP, HILFE])
def test_a_long_text_in_two_halves_is_a_copy_however_short_the_second(first: str, rest: str) -> None:
    finding = halves(first, rest, first, rest, first, rest)
    assert finding is not None
    assert finding.flag
