"""Scripts that set no spaces between words, or glue endings to them: there a sign says about as much as a syllable elsewhere."""

from __future__ import annotations

import re

DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, kana, hangul and all ideographs, as the inside of a pattern's brackets."""
DENSE_SIGN = re.compile(f"[{DENSE}]")
"""One sign of them."""
