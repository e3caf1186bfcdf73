import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text import FORM_VERSION, MOST_MARKS, MOST_READ, MOST_WORDS, READING, SHORTENING, canonical, steps
from rules.text.fold import unposed
from rules.text.plain import read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Buy now, friends!", "buy now friends"),
        ("ＢＵＹ　ＮＯＷ", "buy now"),
        ("B\u200bu\u00ady n\u2060o\ufe0fw", "buy now"),
        ("b\u3164uy \u2800now\U000e0041", "buy now"),
        ("\u202ebuy now\u202c", "buy now"),
        ("вuу now", "buy now"),
        ("ΒUΥ ΝΟW", "buy now"),
        ("b̷̢̛u̸͝y n̴ow", "buy now"),
        ("𝓫𝓾𝔂 𝕟𝕠𝕨", "buy now"),
        ("🅑🅤🅨 🅽🅾🆆", "buy now"),
        ("⒝⒰⒴ ⓝⓞⓦ", "buy now"),
        ("ʙᴜʏ ɴᴏᴡ", "buy now"),
        ("🇧 🇺 🇾 now", "buy now"),
        ("ʍou ʎɐpoʇ ʎnq", "buy today now"),
        ("h0u5e f0r s4le, n0w", "house for sale now"),
        ("b u y  n o w  t o d a y", "buynowtoday"),
        ("b.u.y n-o-w", "buy now"),
        ("b·u·y n~o~w", "buy now"),
        ("buuuuy nooooow", "buy now"),
        ("**buy** ||now|| `here`", "buy now here"),
        ("<b>buy</b> now<br />", "buy now"),
        ("[buy now](https://example.org/shop)", "buy now example.org/shop"),
        ("https://www.example.org/shop?utm_source=a#top", "example.org/shop"),
        ("watch https://example.org/watch?v=Xy12", "watch example.org/watch/xy12"),
        ("<@123456789012345678> buy now", "buy now"),
        ("tim_22: buy now", "buy now"),
        ("<@123456789012345678> tim_22: buy now", "buy now"),
        ("3 3 3 3 3 3", "3333"),
        ("we open our new shop today (3)", "we open our new shop today"),
        ("we open our new shop today [2/9]", "we open our new shop today"),
        ("we open our new shop today! 14", "we open our new shop today"),
        ("7. we open our new shop today", "we open our new shop today"),
        ("buy now buy now buy now buy", "buy now"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("ｶﾞﾝﾊﾞﾚ", "ガンバレ"),
        ("שָׁלוֹם", "שלום"),
        ("مَرْحَبًا", "مرحبا"),
        ("٣ كتب", "3 كتب"),
    ],
)
def test_undresses(text: str, words: str) -> None:
    assert canonical(text).words == words


@pytest.mark.parametrize(
    "text",
    [
        "come in friends",
        "привет как дела",
        "καλημερα σε ολους",
        "добрый день",
        "สวัสดีครับทุกคน",
        "नमस्ते दुनिया",
        "今天天气怎么样",
        "今日はいい天気ですね",
        "안녕하세요 여러분",
        "שלום לכולם",
        "صباح الخير",
        "xin chao moi nguoi",
        "gpt4 beats gpt3",
        "the 2nd of 3 rounds at 5pm",
        "iphone5 for 20k",
        "round 3",
        "part 2 of 4",
        "version 10",
        "i saw them in 2019",
        "we sold 12",
        "price is $20 now",
        "1000000 and 100000",
        "a b",
        "77",
        "1212",
        "i am a cat",
        "mp3 and mp4 files",
        "snake_case names",
        "covid19 tests",
        "the 90s were great",
        "$abc $xyz",
    ],
)
def test_a_plain_text_means_what_it_says(text: str) -> None:
    """Nothing of what it says is lost: another number, word or order is another form, and each dress of it is the same form."""
    plain = canonical(text)
    assert plain == canonical(unicodedata.normalize("NFD", text)) == canonical(f"  {text.upper()} ".replace("ς", "Σ"))
    assert len(plain.words.replace(" ", "")) >= 0.8 * sum(map(str.isalnum, text))
    for at, digit in enumerate(text):
        if digit.isdigit():
            assert canonical(text[:at] + str((int(digit) + 1) % 10) + text[at + 1 :]).words != plain.words


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("nice 😎", "😎"),
        ("nice 👍🏽👍🏻", "👍"),
        ("❤️ nice ✨", "❤✨"),
        ("<:wow:123456789012345678> nice", ":wow:"),
        ("？？？", "?"),
        ("...", "."),
        ("★ ☆ ★ ☆", "★☆"),
        ("😂🤣😂🤣😂🤣", "😂🤣"),
        ("<@123456789012345678>", "<@123456789012345678>"),
        (":tada: :tada:", ":tada:"),
        ("nice", ""),
        ("nice!", ""),
        ("nice \u200b", ""),
        ("\u200b\u3164", ""),
        ("", ""),
    ],
)
def test_emoji_stand_apart_and_only_silence_is_empty(text: str, marks: str) -> None:
    assert canonical(text).marks == marks


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", 0),
        ("ok!", 2),
        ("Buy the dip and enter the market 😎", 26),
        ("<@123456789012345678> ok <:wow:123456789012345678>", 2),
        ("ok https://example.org/a/very/long/address", 2),
        ("今天", 4),
        ("ガンバレ", 8),
        ("한글", 4),
        ("привет", 6),
        ("z̴̢̛a̷l̸g̶o̵", 5),
        ("😂😂😂", 0),
        ("a1 b2", 4),
    ],
)
def test_letters_count_what_was_said(text: str, letters: int) -> None:
    assert canonical(text).letters == letters


def test_each_step_that_changed_something_is_told() -> None:
    told = steps("**Βuy** n0w fr13nds, h3re! 😎 (3)")
    assert [name for name, _ in told] == ["letters", "mark-up", "digits for letters", "counters", "emoji", "letters set apart"]
    assert told[-1][1] == canonical("buy now friends here").words
    assert steps("buy now") == []


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301" * 100_000,
        "\u200b" * 30_000 + "buy now" + "\u200b" * 30_000,
        "\ud800" * 65_536,
        "\0" * 65_536,
        "\u202e" * 65_536,
        "\ufdfa" * 65_536,
        "http://" + "a." * 32_000,
        "@aaa." * 13_000,
        "1a" * 32_000,
        "<" * 65_536,
        "[a](" * 16_000,
        "b u y  " * 9_000,
        "ก\u0e38\u0e48\u0e48" * 13_000,
        "".join(map(chr, range(0x20, 0x2FFFF, 3))),
    ],
)
def test_no_text_is_too_much(text: str) -> None:
    form = canonical(text)
    assert len(form.words) <= MOST_WORDS
    assert len(form.marks) <= MOST_MARKS
    longest = max((len(after) for name, after in steps(text) if name != "length"), default=0)
    assert longest <= 18 * MOST_READ  # what one sign may stand for, UAX #15


def test_padding_hides_nothing() -> None:
    assert canonical("\u200b" * 20_000 + "buy now, friends" + "\u00ad" * 12_000).words == "buy now friends"
    assert canonical(" " * 60_000 + "buy now, friends").words == "buy now friends"
    assert canonical("word " * 3_000 + "buy now, friends").words.endswith("buy now friends")


@given(st.text())
def test_any_text_has_a_form(text: str) -> None:
    form = canonical(text)
    assert form.version == FORM_VERSION
    assert len(form.words) <= MOST_WORDS
    assert len(form.marks) <= MOST_MARKS
    assert form.words == " ".join(form.words.split())


SOUPS = (
    "aabelx'  ,.!?:;-/()\"05 é\u2019В\u2026*\n",
    "abe o  ,¿łßæœ\u2013'\u201cğıİơợ-/;:&#$\U0001f525\ufe0f",
    "абвхё  ,.!5-«»\u2026x\U0001f600 ",
    "ابتثةأآ ، ؟.. שלוםץ!5",
    "今天哈のガ한  ，。！？\uff5e、（）5a\U0001f600!",
    "สำ้ ่นเก  กคิ़ा।?!",
    "今天好のガ한b站vV8x23  ，。！？、（）().:;!?千口wW\uff0e",
    "abc deX  .../,$$:;!?)(1205%skmthnd\"'",
)


@given(st.one_of(*(st.text(soup, max_size=60) for soup in SOUPS)))
def test_the_fast_way_ends_where_the_long_one_does(text: str) -> None:
    said = text
    for _, step in READING + SHORTENING:
        said = step(said)
    assert canonical(text).words == said


@pytest.mark.parametrize(
    "text",
    [
        'Well, "who" knows (not me), and about 12 of them came...',
        "Größe und Straße, naïve façade; quelle après-midi !",
        "¿Quién viene mañana? ¡Yo también!",
        "Hôm nay trời đẹp quá, đi chơi thôi",
        "Grubumuza katıl, İstanbul'da buluşalım",
        "Вступай в нашу группу, ещё не поздно 🔥",
        "Ελάτε όλοι στη γιορτή απόψε!",
        "صباح الخير يا أصدقاء، أين أنتم؟",
        "שלום לכולם, מה שלומכם?",
        "今天天气怎么样？大家一起出去玩吧！",
        "今日はいい天気ですね、ガンバレ",
        "오늘 방송 정말 재미있었어요!",
        "น้ำท่วมที่นี่ ทำอะไรดี",
        "नमस्ते दुनिया, कैसे हैं आप",
    ],
)
def test_what_people_write_goes_the_fast_way(text: str) -> None:
    assert read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Я не знаю, где вы живёте и почему так поздно",
        "и я и ты и мы",
        "I love Москва и Питер very much",
        "привет my friend, как дела",
        "δ and π are Greek letters, μ too",
        "Καλημέρα σε όλους, πώς είστε σήμερα",
        "բարեւ ձեզ, ինչպես եք այսօր",
        "שלום לכולם, מה שלומכם היום",
        "สวัสดีทุกคน วันนี้ เป็นอย่างไร บ้าง",
        "ผมใช้ iPhone ทุกวัน ครับ",
        "下载 app 在 这里 很 简单",
        "山口 さん は 工場 に いる",
        "5 千 人 口",
        "costs £5 or ¥700 each, 5€ for us",
        "გამარჯობა ყველას, როგორ ხართ",
        "ሰላም ለሁሉም፣ እንዴት ናችሁ",
        "¿Qué pasa? ¡Vamos!",
        "Nǐ hǎo, wǒ hěn hǎo",
    ],
)
def test_what_is_written_in_a_script_of_its_own_does_not_pose(text: str) -> None:
    assert unposed(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "вυу тнє ∂ιρ αи∂ єитєя тнє мαякєт",
        "乃凵丫 丅卄乇 刀工尸 卂几刀 乇几丅乇尺 丅卄乇 从卂尺长乇丅",
        "乃ㄩㄚ ㄒ卄モ 刀工卩 丹几刀 モ几ㄒモ尺 ㄒ卄モ 爪丹尺长モㄒ",
        "ᗷᑌY TᕼE ᗪIᑭ ᗩᑎᗪ EᑎTEᖇ TᕼE ᗰᗩᖇKET",
        "ꌃꀎꌩ ꓄ꃅꍟ ꀸꀤꉣ ꍏꈤꀸ ꍟꈤ꓄ꍟꋪ ꓄ꃅꍟ ꂵꍏꋪꀘꍟ꓄",
        "ᏰᏬᎩ ᏖᏂᏋ ᎴᎥᎮ ᏗᏁᎴ ᏋᏁᏖᏋᏒ ᏖᏂᏋ ᎷᏗᏒᏦᏋᏖ",
        "฿ɄɎ ₮ⱧɆ ĐIP ₳₦Đ Ɇ₦₮ɆⱤ ₮ⱧɆ ₥₳ⱤKɆ₮",
    ],
)
def test_a_text_in_a_borrowed_alphabet_is_read(text: str) -> None:
    assert canonical(text).words == "buy the dip and enter the market"
