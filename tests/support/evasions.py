"""Ways in which a repeated comment is dressed up, and texts to dress: each evasion takes a text and a seeded source of chance."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyz"

TEXTS = {
    "en": "Join our trading group today and double your savings in a week",
    "de": "Komm in unsere Gruppe und verdiene jeden Tag bequem Geld von zu Hause",
    "fr": "Rejoignez notre groupe et gagnez de l'argent chaque jour sans effort",
    "es": "Entra en nuestro grupo y gana dinero todos los dias desde tu casa",
    "pt": "Entre no nosso grupo e ganhe dinheiro todos os dias sem sair de casa",
    "tr": "Grubumuza katil ve her gun evinden kolayca para kazanmaya basla",
    "ru": "Вступай в нашу группу и зарабатывай каждый день не выходя из дома",
    "ar": "انضم إلى مجموعتنا واربح المال كل يوم من منزلك بكل سهولة",
    "zh": "加入我们的投资群每天在家轻松赚钱机会难得不要错过",
    "ja": "私たちのグループに参加して毎日自宅で簡単にお金を稼ごう",
    "ko": "우리 그룹에 들어와서 매일 집에서 편하게 돈을 벌어 보세요",
    "th": "เข้าร่วมกลุ่มของเราแล้วหาเงินได้ทุกวันจากที่บ้านอย่างง่ายดาย",
}

LATIN = frozenset({"en", "de", "fr", "es", "pt", "tr"})
SPACED = LATIN | {"ru", "ar", "ko"}


def _each(text: str, chance: Random, share: float, change: Callable[[str], str]) -> str:
    return "".join(change(c) if c.isalpha() and chance.random() < share else c for c in text)


def _mapped(text: str, chance: Random, table: dict[str, str], share: float = 0.8) -> str:
    return _each(text, chance, share, lambda c: chance.choice(table.get(c.lower(), c)))


def _alphabet(first: int) -> dict[str, str]:
    return {letter: chr(first + i) for i, letter in enumerate(LETTERS)}


_CYRILLIC = dict(zip("aceopxyisjkmthbrn", "асеорхуіѕјкмтнвгп", strict=True))
_GREEK = dict(zip("aeiknoprtuvwx", "αεικηορρτυνωχ", strict=True))
_MIXED = {
    "a": "аɑα",
    "b": "ƅЬ",
    "c": "сϲⅽ",
    "d": "ԁⅾ",
    "e": "еҽ℮",
    "g": "ɡց",
    "h": "һհ",
    "i": "іı",
    "l": "ⅼ",
    "n": "ոո",
    "o": "оοօ",
    "p": "рρ",
    "s": "ѕ",
    "u": "υս",
    "y": "уү",
}
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9"}
_SMALL = dict(zip(LETTERS, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀsᴛᴜᴠᴡxʏᴢ", strict=True))
_TURNED = dict(zip(LETTERS, "ɐqɔpǝɟƃɥᴉɾʞןɯuodbɹsʇnʌʍxʎz", strict=True))
_CURRENCY = {"a": "₳", "b": "฿", "c": "₵", "d": "₫", "e": "€", "k": "₭", "n": "₦", "p": "₱", "t": "₮", "w": "₩"}
# alphabets of pages that turn a text into "fonts", from one script or several
_FONTS = {
    "syllabics": "ᗩᗷᑕᗪEᖴGᕼIᒍKᒪᗰᑎOᑭᑫᖇᔕTᑌᐯᗯ᙭Yᘔ",
    "yi": "ꍏꌃꉓꀸꍟꎇꁅꃅꀤꀭꀘ꒒ꂵꈤꂦꉣꆰꋪꌗ꓄ꀎꃴꅏꊼꌩꁴ",
    "cherokee": "ᏗᏰፈᎴᏋᎦᎶᏂᎥᏠᏦᏝᎷᏁᎧᎮᎤᏒᏕᏖᏬᏉᏇጀᎩፚ",
    "hooks and tails": "ąცƈɖɛʄɠɧıʝƙƖɱŋơ℘զཞʂɬų۷ῳҳყʑ",
    "ideographs": "卂乃匚刀乇下厶卄工丁长乚从𠘨口尸㔿尺丂丅凵リ山乂丫乙",
    "kana and ideographs": "丹乃匚刀モ下ム卄工ﾌ长ㄥ爪几ㄖ卩Ɋ尺丂ㄒㄩリ山乂ㄚ乙",
    "greek and cyrillic": "αв¢∂єfgнιנкℓмиσρqяѕтυνωχуz",
    "thai and hebrew": "ค๒ς๔єŦɠђเןкɭ๓ภ๏קợгรtยשฬאץz",
    "cyrillic capitals": "ДБCDΞFGHIJҜLMИФPǪЯSTЦVЩЖУZ",
    "currencies and bars": "₳฿₵ĐɆ₣₲ⱧłJ₭Ⱡ₥₦Ø₱QⱤ₴₮ɄV₩ӾɎⱫ",
    "armenian": "ԹՅՇԺȝԲԳɧɿʝƙʅʍՌԾրφՐՏԵՄעաՃՎՀ",
    "barred": "Ⱥƀȼđɇfǥħɨɉꝁłmnøᵽꝗɍsŧᵾvwxɏƶ",
    "lisu": "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑQꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
    "coptic": "ⲀⲂⲤDⲈFGⲎⲒJⲔLⲘⲚⲞⲢQⲄSⲦUVⲰⲬⲨⲌ",
}
_EMOJI = ("😀", "🔥", "💰", "🚀", "👍🏽", "❤️", "👩‍💻", "🇩🇪", "✨")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
_FILLERS = "\u3164\uffa0\u2800\u115f\u1160"
_BIDI = "\u200e\u200f\u061c\u202a\u202c\u2066\u2069"
_SELECTORS = "\ufe0e\ufe0f\U000e0101\U000e01ef"


def _drawn_in(signs: str, text: str, chance: Random) -> str:
    return _mapped(text, chance, dict(zip(LETTERS, signs, strict=True)), 1.0)


def _between(text: str, chance: Random, signs: str, share: float = 0.5) -> str:
    return "".join(c + (chance.choice(signs) if chance.random() < share else "") for c in text)


def _zalgo(text: str, chance: Random) -> str:
    return _each(text, chance, 0.7, lambda c: c + "".join(chr(chance.randrange(0x300, 0x370)) for _ in range(chance.randrange(1, 6))))


def _swap(text: str, chance: Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _typo(text: str, chance: Random) -> str:
    at = chance.randrange(2, len(text) - 2)
    kind = chance.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]


def _drawn(chance: Random) -> str:
    return "".join(chance.choice("bcdfghjkmnpqrstvwxz23456789") for _ in range(chance.randrange(5, 9)))


def _cut(text: str, chance: Random) -> str:
    size = chance.randrange(1, len(text) // 5)
    return text[size:] if chance.random() < 0.5 else text[:-size]


def _insert(text: str, chance: Random, piece: str) -> str:
    words = text.split(" ")
    words.insert(chance.randrange(1, len(words)) if len(words) > 1 else 1, piece)
    return " ".join(words)


Evasion = Callable[[str, Random], str]

ANY: dict[str, Evasion] = {
    "exact": lambda t, _: t,
    "case": lambda t, r: "".join(r.choice((c.upper(), c.lower())) for c in t),
    "double spaces": lambda t, r: t.replace(" ", r.choice(("  ", "   ", " \t"))) + r.choice(("", "  ")),
    "line breaks": lambda t, r: "".join(r.choice(("\n", "\r\n", " ")) if c == " " else c for c in t),
    "odd spaces": lambda t, r: "".join(r.choice("\u00a0\u2009\u202f\u3000\u205f") if c == " " else c for c in t),
    "zero width": lambda t, r: _between(t, r, _INVISIBLE),
    "fillers": lambda t, r: _between(t, r, _FILLERS, 0.3),
    "bidi controls": lambda t, r: _between(t, r, _BIDI),
    "tag characters": lambda t, r: _between(t, r, "".join(map(chr, range(0xE0061, 0xE007B)))),
    "variation selectors": lambda t, r: _between(t, r, _SELECTORS),
    "lone surrogates": lambda t, r: _between(t, r, "\ud800\udfff", 0.1),
    "control characters": lambda t, r: _between(t, r, "\x00\x01\x1b\x7f", 0.1),
    "decomposed": lambda t, _: unicodedata.normalize("NFD", t),
    "end marks": lambda t, r: t + "".join(r.choice("!?.…～") for _ in range(r.randrange(1, 6))),
    "emoji after": lambda t, r: t + " " + "".join(r.choice(_EMOJI) for _ in range(r.randrange(1, 6))),
    "emoji before": lambda t, r: r.choice(_EMOJI) * r.randrange(1, 4) + " " + t,
    "emoji within": lambda t, r: _insert(t, r, r.choice(_EMOJI)),
    "platform emotes": lambda t, r: (
        f"{t} <:{r.choice(('wow', 'money'))}:{r.randrange(10**17, 10**18)}> <a:go:{r.randrange(10**17, 10**18)}>"
    ),
    "emoji codes": lambda t, r: f":{r.choice(('rocket', 'fire'))}: {t} :moneybag:",
    "mentions": lambda t, r: f"<@{r.randrange(10**17, 10**18)}> <@!{r.randrange(10**17, 10**18)}> {t}",
    "mention after": lambda t, r: f"{t} @{r.choice(('lena_k', 'tom.writes', 'mira1990'))}",
    "addressed": lambda t, r: f"{r.choice(('kay_23', 'm1ro', 'anna_b'))}: {t}",
    "channel and time": lambda t, r: f"{t} <#{r.randrange(10**17, 10**18)}> <t:{r.randrange(10**9)}:R>",
    "bold": lambda t, r: r.choice(("**{}**", "__{}__", "*{}*", "~~{}~~", "||{}||", "`{}`", "```{}```", "> {}", "# {}")).format(t),
    "html": lambda t, r: r.choice(("<b>{}</b>", "{}<br />", "<p>{}</p>", "<i>{}</i><br><br>")).format(t),
    "quotation marks": lambda t, r: r.choice(("«{}»", "“{}”", "「{}」", '"{}"', "({})")).format(t),
    "counter in brackets": lambda t, r: f"{t} {r.choice('([{')}{r.randrange(1, 99)}{r.choice(')]}')}",
    "counter of": lambda t, r: f"{t} [{r.randrange(1, 9)}/9]",
    "counter with hash": lambda t, r: f"{t} #{r.randrange(1, 999)}",
    "counter after a mark": lambda t, r: f"{t}! {r.randrange(1, 99)}",
    "counter before": lambda t, r: f"{r.randrange(1, 99)}{r.choice(('.', ')'))} {t}",
    "times": lambda t, r: f"{t} x{r.randrange(2, 99)}",
    "plain counter": lambda t, r: f"{t} {r.randrange(1, 99)}",
    "nonce after": lambda t, r: f"{t} {_drawn(r)}",
    "nonce before": lambda t, r: f"{_drawn(r)} {t}",
    "ticker after": lambda t, r: f"{t} ${r.choice(('ABC', 'XYZT', 'QQR'))}",
    "typing slip": _typo,
    "cut": _cut,
    "said twice": lambda t, _: f"{t} {t}",
    "rule around": lambda t, r: f"{r.choice('=-~*') * r.randrange(3, 12)} {t} {'=' * r.randrange(3, 12)}",
    "box drawing": lambda t, r: f"╔{'═' * r.randrange(3, 9)}╗ {t} ╚{'═' * 5}╝",
}

WORDED: dict[str, Evasion] = {
    "dots between words": lambda t, r: t.replace(" ", r.choice((".", " . ", "-", " | ", "_", "/"))),
    "words swapped": _swap,
    "word added": lambda t, r: t + r.choice((" ok", " pls", " bro")),
    "no spaces": lambda t, _: t.replace(" ", ""),
}

LETTERED: dict[str, Evasion] = {
    "spaced letters": lambda t, _: "  ".join(" ".join(word) for word in t.split(" ")),
    "some words spaced": lambda t, r: " ".join(" ".join(w) if len(w) > 2 and r.random() < 0.5 else w for w in t.split(" ")),
    "dotted letters": lambda t, r: " ".join(r.choice(".-_*·~|").join(w) if len(w) > 1 else w for w in t.split(" ")),
    "loosely dotted": lambda t, r: "".join(c + (r.choice("·") if c.isalpha() and r.random() < 0.7 else "") for c in t),
    "stretched": lambda t, r: _each(t, r, 0.3, lambda c: c * r.randrange(2, 7)),
    "zalgo": _zalgo,
    "accents": lambda t, r: _each(t, r, 0.5, lambda c: unicodedata.normalize("NFC", c + r.choice("\u0301\u0300\u0308\u0302\u0303"))),
    "struck through": lambda t, r: _between(t, r, "\u0336\u0335\u0332", 1.0),
}

ROMAN: dict[str, Evasion] = {
    "cyrillic": lambda t, r: _mapped(t, r, _CYRILLIC),
    "greek": lambda t, r: _mapped(t.lower(), r, _GREEK),
    "lookalikes": lambda t, r: _mapped(t.lower(), r, _MIXED),
    "digits for letters": lambda t, r: _mapped(t, r, _LEET, 0.5),
    "full width": lambda t, _: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "bold mathematical": lambda t, r: _mapped(t, r, _alphabet(0x1D41A), 1.0),
    "fraktur": lambda t, r: _mapped(t, r, _alphabet(0x1D586), 1.0),
    "double struck": lambda t, r: _mapped(t, r, _alphabet(0x1D552), 1.0),
    "monospaced": lambda t, r: _mapped(t, r, _alphabet(0x1D68A), 1.0),
    "circled": lambda t, r: _mapped(t, r, _alphabet(0x24D0), 1.0),
    "parenthesised": lambda t, r: _mapped(t, r, _alphabet(0x249C), 1.0),
    "black circles": lambda t, r: _mapped(t, r, _alphabet(0x1F150), 1.0),
    "black squares": lambda t, r: _mapped(t, r, _alphabet(0x1F170), 1.0),
    "flag letters": lambda t, _: "\u200b".join(_alphabet(0x1F1E6).get(c, c) for c in t.lower()),
    "small capitals": lambda t, r: _mapped(t, r, _SMALL, 1.0),
    "superscript": lambda t, r: _mapped(t, r, dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)), 1.0),
    "upside down": lambda t, _: "".join(_TURNED.get(c, c) for c in t.lower())[::-1],
    "currency signs": lambda t, r: _mapped(t, r, _CURRENCY, 0.5),
    **{name: partial(_drawn_in, signs) for name, signs in _FONTS.items()},
    "keyboard hearts": lambda t, _: t.replace(" ", " ♥ "),
}


def evasions(language: str) -> dict[str, Evasion]:
    """The evasions that a text in this language can wear, by name."""
    kinds = dict(ANY)
    if language in SPACED:
        kinds |= WORDED
    if language in SPACED - {"ko", "ar"}:
        kinds |= LETTERED
    if language in LATIN:
        kinds |= ROMAN
    return kinds
