"""What is an advert: an invitation to buy or join, an invite, a link, a post of nothing but tickers."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from rules.model import Said
from rules.traits import Trait
from rules.vocabulary import vocabulary

_TICKERS = re.compile(r"(?:\$[a-z]{1,6}(?:\s+|$))+(?:\S{1,2})?$")
_NEAR = 5
"""Words from what one is to do to what there is to get: further apart they are of two thoughts."""


class Advert(IntEnum):
    """How plainly a comment advertises."""

    NO = 0
    LINK = 1
    """Leads somewhere, whomever it answers; or names stocks, and answers nobody."""
    LIKELY = 2
    """Says what to do and what there is to get."""
    SURE = 3
    """Invites in so many words, or carries an invite."""


def advert(said: Said) -> Advert:
    """Whether a comment advertises. Costs a look at each word, so it is asked of repeats only."""
    words, seen = said.form.words, said.traits
    worded = _worded(words)
    if seen & Trait.INVITE or worded is Advert.SURE:
        return Advert.SURE
    link = not seen & Trait.SHOWN and (bool(seen & Trait.LINK) or "/" in words)
    if worded and (link or not (seen & Trait.QUESTION or answers(said))):
        return Advert.LIKELY
    return Advert.LINK if link or (_TICKERS.match(words) and not answers(said)) else Advert.NO


@lru_cache(maxsize=1024)
def _worded(words: str) -> Advert:
    """How plainly the words alone invite. Remembered for a while, since it is asked of repeats."""
    tokens = words.split()
    if vocabulary("invitation").within(words, tokens):
        return Advert.SURE
    acts = vocabulary("act").places(words, tokens)
    if not acts:
        return Advert.NO
    goals = vocabulary("goal").places(words, tokens)
    if "$" in words:
        goals += [i for i, token in enumerate(tokens) if token[0] == "$"]
    return Advert.LIKELY if any(0 < abs(goal - act) <= _NEAR for act in acts for goal in goals) else Advert.NO


def same_advert(promoted: Advert, view: str) -> bool:
    """Whether texts that differ in what they tell (a `rules.similarity.NEWS` view) are one advert all the same."""
    return promoted is Advert.SURE or (promoted is Advert.LIKELY and view != "slot")


def answers(said: Said) -> bool:
    """Whether a comment speaks to somebody: a reply, or a name before its words."""
    return bool(said.reply_to_author) or bool(said.traits & Trait.ADDRESSED)
