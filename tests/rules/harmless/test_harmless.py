"""Each kind of harmless repetition: what it leaves alone, and as much that it does not excuse."""

from collections.abc import Callable, Sequence

import pytest

from rules.adverts import advert
from rules.harmless.answers import same_answer
from rules.harmless.code import code
from rules.harmless.machines import bot, command, notice, service_bot
from rules.harmless.phrases import chant, greeting, known_here, reaction, thanks
from rules.harmless.questions import asked_again
from rules.harmless.quotes import correction, quote
from rules.harmless.repeat import Repeat
from rules.model import Account, Place, Said
from support.comments import said

Judgement = Callable[[Repeat], str | None]


def again(*told: str | Said, gap: float = 30.0, place: Place = Place.CHAT, **more: object) -> Repeat:
    """The last of these comments and the others as its copies, ``gap`` seconds apart."""
    each = [told if isinstance(told, Said) else said(told, i * gap) for i, told in enumerate(told)]
    return Repeat(each[-1], each[:-1], each[:-1], place, advert=advert(each[-1]), **more)  # type: ignore[arg-type]  # a test's own keywords


def three(text: str) -> Repeat:
    return again(text, text, text)


@pytest.mark.parametrize(
    "text", ["!rank", "/roll 20", ".help", "?tags list", "!play some slow song", "modbot show me the list", "~warm up"]
)
def test_a_command_is_left_alone(text: str) -> None:
    assert command(three(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "rank",
        "what a day!",
        "... and then?",
        "/me dances with everybody",
        "robots are here",
        "!join discord.gg/abcdef now",
        "-> subscribe to my channel",
    ],
)
def test_no_command(text: str) -> None:
    assert command(three(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Alice has joined the channel",
        "* bob has quit (Connection reset)",
        "mia gifted a Tier 1 sub to jo!",
        "→ eve left the room",
        "pebble99 is back for a third month, thank you for the resub",
        "Rowan, thanks so much for the raid",
    ],
)
def test_a_notice_is_left_alone(text: str) -> None:
    assert notice(three(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I joined because of the music",
        "she quit her job over it",
        "nobody left a note",
        "somebody left the lights on",
        "he followed his nose all along",
        "thanks for the answer, it works now",
        "many thanks to all for a subtle hint",
    ],
)
def test_no_notice(text: str) -> None:
    assert notice(three(text)) is None


def test_a_bot_is_known_by_its_platform() -> None:
    assert bot(again("Rain today", "Rain today", account=Account(bot=True))) is not None
    assert bot(again("Rain today", "Rain today", account=Account())) is None


FACTS = ["I know nothing about tulips", "See the page on roses", "I know nothing about herbs", "See the page on soil"]


def test_an_account_that_speaks_in_templates_is_a_service() -> None:
    told = [said(text, i) for i, text in enumerate([*FACTS, *(f"{text} too" for text in FACTS), "I know nothing about moss"])]
    assert service_bot(Repeat(told[-1], told[:1], told[:-1])) is not None


def test_one_text_with_a_word_changed_is_no_service() -> None:
    told = [
        said(f"I really love my new {thing}", i)
        for i, thing in enumerate(["car", "bike", "boat", "house", "hat", "dog", "cat", "job", "pen"])
    ]
    assert service_bot(Repeat(told[-1], told[:-1], told[:-1])) is None


@pytest.mark.parametrize(
    "text",
    [
        "sudo apt install nginx",
        "/usr/share/fonts/truetype/one.ttf",
        "foo(bar, 3);",
        "[ 1071.476869] usb 1-1: new device",
        "ValueError: could not read line 3",
        "1409 frames in 5.0 seconds = 281.8 fps",
        "`x = y * 2;`",
        "mount -t vfat /dev/sdb1 /mnt",
    ],
)
def test_code_is_left_alone(text: str) -> None:
    assert code(three(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I installed it yesterday, works fine",
        "call 0800 123 456 before 9",
        "**bold** and `soft` words",
        "this costs $ 5, what a deal",
        "a sentence (with a remark) in it",
        "2 of 3 people like it",
        "check out https://example.com/a(b);",
        "# a heading about nothing",
    ],
)
def test_no_code(text: str) -> None:
    assert code(three(text)) is None


def test_a_quote_among_own_words_is_left_alone() -> None:
    told = [said("> the rain comes at noon", 0), said("as she wrote", 10), said("> the rain comes at noon", 20)]
    assert quote(Repeat(told[2], told[:1], told[:2])) is not None
    assert quote(three("> the rain comes at noon")) is None
    assert quote(three("the rain comes at noon")) is None


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("*there", True),
        ("their*", True),
        ("s/teh/the/", True),
        ("***", False),
        ("there", False),
        ("* a long line that begins with a star", False),
    ],
)
def test_an_own_correction(text: str, harmless: bool) -> None:  # noqa: FBT001 - a row of the table
    assert (correction(three(text)) is not None) == harmless


def replies(*accounts: str, text: str = "The form is on page two, below the map.", gap: float = 30.0) -> Sequence[Said]:
    return [said(text, gap * i, reply_to_author=account) for i, account in enumerate(accounts)]


def people(count: int) -> list[str]:
    return [f"reader {number}" for number in range(count)]


ANSWERS = [
    "Bitte einmal abmelden und neu anmelden, dann geht es.",
    "Con la última versión ya no pasa, actualiza.",
    "Перезапустите программу, это известная ошибка.",
    "يرجى تحديث التطبيق ثم إعادة تشغيله",
    "アプリを更新して再起動してください",
    "That was settled in the second chapter.",
]
LED = [
    "it is finally here https://tube.example/w/1",
    "hier gibt es alles: www.kram.example/alles",
    "completo aqui clips.example.net/p",
    "смотрите здесь t.me/films",
    "もっと見る https://video.example/a",
    "see discord.gg/abcdef for it",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_answers_at_a_readers_pace_are_left_alone_and_not_without_end(text: str) -> None:
    assert same_answer(again(*replies(*people(12), text=text, gap=40.0))) is not None
    assert same_answer(again(*replies(*people(13), text=text, gap=40.0))) is None


@pytest.mark.parametrize("text", ANSWERS)
def test_three_answers_an_hour_need_no_pace(text: str) -> None:
    assert same_answer(again(*replies(*people(3), text=text, gap=6.0))) is not None
    assert same_answer(again(*replies(*people(4), text=text, gap=6.0))) is None


@pytest.mark.parametrize("text", LED)
def test_an_answer_that_leads_elsewhere_is_no_answer(text: str) -> None:
    assert same_answer(again(*replies(*people(3), text=text, gap=200.0))) is None


def test_the_same_answer_to_different_people_is_left_alone() -> None:
    assert same_answer(again(*replies("ann", "bob", "cem"))) is not None
    assert (
        same_answer(again("ann: the form is below the map", "bob_2: the form is below the map", "cem3: the form is below the map", gap=90))
        is not None
    )


@pytest.mark.parametrize(
    "repeat",
    [
        again(*replies("ann", "ann", "ann")),
        again("the form is below the map", "the form is below the map", "the form is below the map"),
        again("@ann the form is below the map", "@bob the form is below the map", "@cem the form is below the map", gap=5),
        again("@ann the form is below", "@bob the form is below", "@cem the form is below", gap=90, place=Place.COMMENTS),
        again(*[f"{whom} the form is below the map, have a look" for whom in ("@everyone", "@here", "<@&4711>", "@everyone")], gap=90),
        again(*(said("Join us at discord.gg/abcdef", 30.0 * i, reply_to_author=str(i)) for i in range(3))),
    ],
)
def test_no_answer_to_different_people(repeat: Repeat) -> None:
    assert same_answer(repeat) is None


ASKED = [
    "does anyone know when the museum opens?",
    "weiß jemand, wann das Museum öffnet?",
    "¿alguien sabe cuándo abre el museo?",
    "quelqu'un sait quand ouvre le musée ?",
    "alguém sabe quando abre o museu?",
    "кто знает, когда откроется музей?",
    "请问博物馆几点开门？",
    "博物館はいつ開きますか？",
]


@pytest.mark.parametrize("text", ASKED)
def test_a_question_asked_again_after_a_while_is_left_alone(text: str) -> None:
    assert asked_again(again(text, text, text, gap=1000)) is not None
    assert asked_again(again(text, text, text, gap=70)) is not None


@pytest.mark.parametrize("text", ASKED)
def test_a_question_asked_at_once_is_not(text: str) -> None:
    assert asked_again(again(text, text, text, gap=20)) is None
    assert asked_again(again(text, text, text, text, gap=70)) is None
    assert asked_again(again(text, text, text, gap=70, place=Place.COMMENTS)) is None


def test_a_statement_is_no_question() -> None:
    assert asked_again(again(*["The museum opens at nine on most days."] * 3, gap=1000)) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("goal goal goal", "goal"),
        ("Mila! Mila!", "Mila! Mila! Mila!"),
        ("yeeeees", "yeeeeeeeees"),
        ("ラーメンラーメン", "ラーメンラーメンラーメン"),
    ],
)
def test_a_word_shouted_is_a_chant(texts: tuple[str, str]) -> None:
    assert chant(again(*texts, *texts)) is not None


@pytest.mark.parametrize("texts", [("goal goal goal", "goal goal goal"), ("the dip is near", "the dip is near the dip is near")])
def test_a_wall_or_a_sentence_is_no_chant(texts: tuple[str, str]) -> None:
    assert chant(again(*texts, texts[-1])) is None


SPOKEN: Sequence[tuple[Judgement, Sequence[str], Sequence[str]]] = [
    (
        reaction,
        [
            "hahaha yes",
            "no way",
            "genau, richtig",
            "jajaja vale",
            "oui d'accord",
            "kkkk nossa",
            "ахаха точно",
            "哈哈哈 好的",
            "なるほど",
            "ㅋㅋㅋ 대박",
        ],
        [
            "haha the second half was better",
            "buy now",
            "the dog is cool",
            "es regnet heute",
            "la lluvia cae",
            "il pleut encore",
            "chove muito hoje",
            "идёт сильный дождь",
            "今天下雨了",
            "雨が降っている",
        ],
    ),
    (
        greeting,
        [
            "good morning everyone",
            "hello Mila",
            "guten Morgen zusammen",
            "hola a todos",
            "bonjour tout le monde",
            "bom dia gente",
            "всем привет",
            "大家好",
            "こんばんは",
            "안녕하세요",
        ],
        [
            "good morning is a fine song by them",
            "hell is near",
            "der Morgen war kalt",
            "todos a la calle",
            "tout le monde dort",
            "gente boa demais aqui",
            "мир дому этому",
            "天气不错",
            "夜は長い",
            "비가 온다",
        ],
    ),
    (
        thanks,
        [
            "thanks Mila",
            "thank you so much",
            "vielen Dank dir",
            "muchas gracias amigo",
            "merci beaucoup",
            "muito obrigado",
            "спасибо большое",
            "谢谢你",
            "ありがとう",
            "감사합니다",
        ],
        [
            "thanks to the rain it grew a lot",
            "tank is full",
            "der Dank war kurz",
            "gracia tiene el chico",
            "merci ou pas, je pars demain",
            "brigada chegou hoje",
            "спас кота",
            "感冒了",
            "蟻が十匹",
            "가을이다",
        ],
    ),
]


@pytest.mark.parametrize(("judge", "text"), [(judge, text) for judge, yes, _ in SPOKEN for text in yes])
def test_what_everybody_says(judge: Judgement, text: str) -> None:
    assert judge(three(text)) is not None


@pytest.mark.parametrize(("judge", "text"), [(judge, text) for judge, _, no in SPOKEN for text in no])
def test_what_somebody_says(judge: Judgement, text: str) -> None:
    assert judge(three(text)) is None


@pytest.mark.parametrize("text", ["moo moo my cows", "praise the otter", "Die Ente ist da", "鸭子来了鸭子来了", "тапок прилетел"])
def test_what_everybody_says_here_is_left_alone(text: str) -> None:
    assert known_here(again(text, text, text, common=True)) is not None
    assert known_here(again(text, text, text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "praise the otter and all who swim with it in the river",
        "join our server, free coins",
        "buy now, buy cheap",
        "加我微信免费领红包",
        "🦦🦦🦦",
    ],
)
def test_what_is_long_or_an_advert_is_nobodys_phrase(text: str) -> None:
    assert known_here(again(text, text, text, common=True)) is None
