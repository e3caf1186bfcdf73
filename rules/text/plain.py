"""Plain texts: signs that read alike wherever they stand, so that tables in C read the whole text at once.

Most comments are plain: words of one script, end marks, quotes and brackets around words, a number between words, emoji. What holds
anything else (a digit in a word, a link, a letter set apart, a second script) is for the whole chain; both ways end at the same form.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, NamedTuple

from rules.text import words
from rules.text.fold import fold, unposed, wholly_posed

# letters with one reading of one sign: those written beside Latin letters, and those of texts without a Latin letter
_BESIDE_LATIN = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýĄąĆćĘęŃńŚśŹźŻżČčĎďĚěĽľŇňŘřŠšŤťŮůŽžŐőŰűĞğİıŞşĂăȘșȚțŢţĐđŸ",
    "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯàáâãèéêìíòóôõùúýăđĩũơưẠẢẤẦẬẾỀỆỌỐỒỘỚỜỤỨỪạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡụủứừửữựỳỵỷỹ",
)
_ALONE = (
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁёЂЃЄІЇЈЉЊЋЌЎЏђѓєіїјљњћќўџҐґ",
    "ΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ",
    "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچڈکگںھہیے",
)
_TYPESET = "\u2019\u2013\u2014\u2018\u201c\u201d\u201e\u2026\u00ab\u00bb\u00bf\u00a1\u061f\u060c\u061b\u00b7"  # quotes, dashes and end marks outside ASCII; an apostrophe first
_TWO_LETTERS = "ßæœÆŒ"
_NONE = "\ufffe"  # what a charmap calls a byte without a sign

# bytes: ASCII, from 128 on what is typeset, from 144 on the letters of a script
_BEFORE = rb",.?;:()\[\]{}\"*~|`>#^=\\%\-\x81-\x8f"
_PLAIN = re.compile(
    rb"(?:[<L>'\x80\s]++"
    rb"|(?<![Ww]{3})[<A>]++(?!\S)"  # marks after a word, or alone
    rb"|(?<!\S)[<B>]++(?=[<L>'\x80])"  # before one
    rb"|(?<=[<L>]{3})(?:[\-/,;:\x81\x82](?=[<L>]{3})|(?<![Ww]{3})\.++(?=[<L>]{3}[^\s/]*+(?!/)))"  # between words, in no link
    rb"|(?:(?<=[<L>]{2})|(?<=[<L>]{2}\s))[0-9]{1,4}+(?=[<A>]*+(?:\s[<L>]{2}|\s*+\Z))"  # numbers that neither count nor pose as letters
    rb"|\A[0-9]{1,4}+(?=\s[<L>]{2})"
    rb"|(?<=[<L>]{2}\s)[0-9]{1,4}+(?i:st|nd|rd|th|am|pm|k|s|h|m|min|fps|gb|mb)(?=[.,!?]*+(?!\S))"
    rb"|(?<!\S)\$[A-Za-z]{1,6}+(?=[.,;:!?)]*+(?!\S))"
    rb")++".replace(b"<L>", b"A-Za-z\x90-\xff")
    .replace(b"<B>", _BEFORE)
    .replace(b"<A>", _BEFORE + b"!&<@+_")
)
_DOLLAR = ord("$")
_EXCHANGE = re.compile(rb"(\$(?<!\S\$)[A-Za-z]{1,6})\.[A-Za-z](?=[.,;:!?)]*+(?!\S))")
_SET_APART = re.compile(rb" \S \S(?!\S)")

# emoji of one sign, and what may follow in a sequence
_EMOJI = re.compile(
    "(?:[\u2600-\u26ff\u2728\u274c\u2753-\u2755\u2757\u2763\u2764\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6c5\U0001f90c-\U0001f9ff]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+"
)

# ideographs, kana and hangul syllables; or Thai and Devanagari, whose letters carry marks: all read as themselves
_AROUND = " \t\r\n\u3000\u3001\u3002\uff01\uff1f\uff0c\uff0e\uff1a\uff1b\uff08\uff09\u300c\u300d\u300e\u300f\u3010\u3011\u300a\u300b\u2026,.!?;:()\u0964"
_SYLLABLES = f"[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3A-Za-z0-9{_AROUND}]++|\uff5e(?!\uff5e)"
_MARKED = "\u0e01-\u0e30\u0e32\u0e40-\u0e46\u0904-\u0928\u092a-\u0930\u0932\u0933\u0935-\u0939"
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0900-\u0903\u093a-\u093c\u093e-\u094f"
# where letters or digits stand among syllables: what may pose as a letter, lead to a page, or count
_MIXED = re.compile("[A-Za-z0-9]")
_DOUBTFUL = re.compile(r"[0-9!\uff01][a-z]|www[.\uff0e\u2026]|^[(\uff08x0-9]|[)\uff09x0-9]$")
_WIDE = re.compile(f"(?:{_SYLLABLES})++|(?:[{_MARKED}{_AROUND}]++|(?<=[{_MARKED}])[{_MARKS}]{{1,3}}+)++")


class _Alphabet(NamedTuple):
    """A script in bytes: ``spelt`` maps its signs to bytes, ``reads`` each byte to that of its reading, ``signs`` tells what those are."""

    spelt: Any  # the charmap that codecs builds
    reads: bytes
    signs: str


def _alphabet(letters: str, *, latin: bool) -> _Alphabet:
    ascii_signs = [chr(i) for i in range(128)]
    byte = {sign: i for i, sign in enumerate(ascii_signs)}
    for i, sign in enumerate(letters, 144):
        byte.setdefault(fold(sign), i)
    known = "".join(sign if latin or not sign.isalpha() else _NONE for sign in ascii_signs) + _TYPESET + letters
    reads = bytes(byte[fold(sign)] if sign.isalnum() or sign == "$" else 32 for sign in known).ljust(256, b" ")
    signs = dict.fromkeys(range(256), _NONE) | {i: sign for sign, i in byte.items()}
    return _Alphabet(codecs.charmap_build(known.ljust(256, _NONE)), reads, "".join(signs.values()))


_ASCII, _LATIN, _VIETNAMESE = (_alphabet(letters, latin=True) for letters in ("", *_BESIDE_LATIN))
_ALPHABETS = {sign: alphabet for letters in _ALONE for alphabet in [_alphabet(letters, latin=False)] for sign in letters}
_ALPHABETS |= dict.fromkeys(_BESIDE_LATIN[1], _VIETNAMESE) | dict.fromkeys(_BESIDE_LATIN[0], _LATIN)


_LAST_ALPHABET = "\u08ff"


def read(text: str) -> tuple[str, int, bool] | None:
    """What a plain text says at its plain length, how many letters it had, and whether it shows emoji; None where it is not plain."""
    if text.isascii():
        return _read(text.encode(), _ASCII, shows=False)
    if text[0] > _LAST_ALPHABET and (wide := _read_wide(text, shows=False)):
        return wide
    shows = False
    alphabet = _ALPHABETS.get(text[0], _LATIN)
    for _ in range(3):
        try:
            spelt, _ = codecs.charmap_encode(text, "strict", alphabet.spelt)
        except UnicodeEncodeError as strange:
            sign = text[strange.start]
            if sign in _ALPHABETS:
                alphabet = _ALPHABETS[sign]
            elif sign in _TWO_LETTERS:
                text = text.replace(sign, fold(sign))
            elif _EMOJI.match(sign):
                text, shows = _EMOJI.sub(" ", text), True
            else:
                break
        else:
            return _read(spelt, alphabet, shows=shows)
    return _read_wide(text, shows=shows)


def _read(spelt: bytes, alphabet: _Alphabet, *, shows: bool) -> tuple[str, int, bool] | None:
    if _DOLLAR in spelt:
        spelt = _EXCHANGE.sub(rb"\1", spelt)
    if not _PLAIN.fullmatch(spelt):
        return None
    spaced = spelt.translate(alphabet.reads, b"'\x80")
    said = words.once_each(spaced).strip()
    letters = len(spaced) - spaced.count(b" ") - (spaced.count(_DOLLAR) if _DOLLAR in spelt else 0)
    if not letters or _SET_APART.search(said):
        return None
    return said.decode() if said.isascii() else codecs.charmap_decode(said, "strict", alphabet.signs)[0], letters, shows


def _read_wide(text: str, *, shows: bool) -> tuple[str, int, bool] | None:
    if wholly_posed(text):
        return None
    text = text.replace("\u0e33", "\u0e4d\u0e32")  # a Thai vowel that NFKC takes apart
    if not _WIDE.fullmatch(text):
        return None
    if _MIXED.search(text):
        text = text.lower().strip()
        if _DOUBTFUL.search(text) or unposed(text) != text:
            return None
    said = text if text.isalnum() else words.joined(text)
    return (words.unstretched(said), words.letters(said), shows) if said else None
