"""A sketch of a long text: the two pieces of it that its near-copies most likely have too.

Min-wise hashing (Broder, "On the resemblance and containment of documents", 1997): of all pieces of a text the one with the least hash is
a fair draw, so two texts share it as often as they share pieces. The piece with the greatest hash is a second draw. Texts that share
either are candidates, and looked at closely; most near-copies share one, and few other texts do.
"""

from __future__ import annotations

import re
from zlib import crc32

from rules.model import Form

LETTERS = 25
"""Letters from which a text is somebody's own; shorter ones are everybody's, and resemble each other by chance."""

# runs of letters that begin at a vowel or a digit; in other scripts three to four signs, from any on
_PIECES = re.compile(rb"(?=([aeiou0-9].{7}))")
_WIDE_PIECES = re.compile(rb"(?=([\x00-\x7f\xc0-\xff].{8}))")


def sketch(form: Form) -> tuple[bytes, ...]:
    """Two pieces of the text, without its spaces; none of a short one. Bounded by the 256 signs of a form."""
    if form.letters < LETTERS:
        return ()
    said = form.words.replace(" ", "")
    written = said.encode()
    pieces = (_PIECES if len(written) == len(said) else _WIDE_PIECES).findall(written) or [written]
    hashes = list(map(crc32, pieces))
    return pieces[hashes.index(min(hashes))], pieces[hashes.index(max(hashes))]
