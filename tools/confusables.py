# ruff: noqa: INP001 -- a script of its own, in no package
"""Builds rules/data/confusables.tsv from ICU, whose spoof checker carries Unicode's confusables.txt (UTS #39).

ICU (Debian: libicu72) is maintained with each Unicode version and has no other dependency, so ``python tools/confusables.py``
rebuilds the file anywhere ICU is installed. The data is Unicode's, under the Unicode licence (SPDX Unicode-3.0).

A row is ``kind TAB letters TAB lookalikes``: each of the lookalikes reads as these lower-case Latin letters.
``always`` holds alphabets with upper and lower case, where folding every text alike costs nothing; ``capital`` the capitals among
them that look unlike their own small letter (Greek Eta: H, but eta: n); ``beside`` the scripts that must stay themselves
unless they stand inside a Latin word.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "rules" / "data" / "confusables.tsv"
CASED = ("LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "DESERET", "GEORGIAN", "LISU", "MODIFIER", "GLAGOLITIC")
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋĸʟᴍʍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢɑɛɡıȷ", "abcdefghijkklmmnopqrstuvwyzaegij", strict=True))


def icu() -> tuple[Callable[[str], str], str]:
    """ICU's skeleton function and its Unicode version. OSError without ICU."""
    name = ctypes.util.find_library("icui18n")
    if name is None:
        raise OSError("ICU is not installed (Debian: apt-get install libicu72)")
    library = ctypes.CDLL(name)
    suffix = "_" + name.rpartition(".")[2]
    status = ctypes.c_int(0)
    opening = library["uspoof_open" + suffix]
    opening.restype = ctypes.c_void_p
    checker = ctypes.c_void_p(opening(ctypes.byref(status)))
    skeleton = library["uspoof_getSkeletonUTF8" + suffix]
    version = (ctypes.c_uint8 * 4)()
    library["u_getUnicodeVersion" + suffix](version)

    def of(text: str) -> str:
        data, room, failed = text.encode(), ctypes.create_string_buffer(256), ctypes.c_int(0)
        size = skeleton(checker, 0, data, len(data), room, len(room), ctypes.byref(failed))
        if failed.value > 0:
            raise OSError(f"ICU error {failed.value} on {text!r}")
        return room.raw[:size].decode()

    return of, ".".join(map(str, version[:2]))


def latin(skeleton: str) -> str:
    """The lower-case Latin letters a skeleton shows, or nothing."""
    bare = "".join(c for c in unicodedata.normalize("NFD", skeleton) if not unicodedata.combining(c))
    plain = "".join(SMALL_CAPITALS.get(c, c) for c in bare).lower().replace("rn", "m").replace("vv", "w")
    return plain if plain.isascii() and plain.isalpha() else ""


def rows(skeleton: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
    """(kind, letters, lookalike) for every letter or number that NFKC and case folding leave as one sign outside ASCII."""
    for point in range(0x80, sys.maxunicode + 1):
        sign = chr(point)
        category = unicodedata.category(sign)
        if category not in {"Lu", "Ll", "Lo", "Lm", "Lt", "No", "Nl"}:
            continue
        name = unicodedata.name(sign, "")
        looks = latin(skeleton(sign))
        if not looks or unicodedata.decomposition(sign):
            continue
        small = sign.casefold()
        if name.startswith(CASED):
            if small == sign:
                yield "always", looks, sign
            elif len(small) == len(looks) == 1 and latin(skeleton(small)) != looks and looks != "l":
                yield "capital", looks, sign
        else:
            yield "beside", looks, sign


def main() -> None:
    """Write the table."""
    skeleton, version = icu()
    table: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, looks, sign in rows(skeleton):
        table[kind, looks].append(sign)
    lines = [
        f"# Lookalikes of Latin letters: UTS #39 confusables, Unicode {version}, through ICU; licence Unicode-3.0. Built by tools/confusables.py.",
        *(f"{kind}\t{looks}\t{''.join(signs)}" for (kind, looks), signs in sorted(table.items())),
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
