"""What a judgement of harmless repetition looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.adverts import Advert
from rules.model import Account, Place, Said


@dataclass(frozen=True, slots=True)
class Repeat:
    """A comment and its copies, oldest first; ``earlier`` is all that its account said before it, copies and others, oldest first."""

    said: Said
    copies: Sequence[Said]
    earlier: Sequence[Said]
    place: Place = Place.COMMENTS
    account: Account | None = None
    advert: Advert = Advert.NO
    common: bool = False

    @property
    def leads(self) -> bool:
        """Whether it leads elsewhere or invites in so many words: then no wording excuses it."""
        return self.advert in {Advert.LINK, Advert.SURE}

    @property
    def between(self) -> int:
        """How many other comments the account made since the first copy."""
        since = self.copies[0].at
        return sum(each.at >= since for each in self.earlier) - len(self.copies)

    @property
    def gaps(self) -> list[float]:
        """Seconds between one copy and the next, the new comment's last."""
        times = [*(copy.at for copy in self.copies), self.said.at]
        return [after - before for before, after in pairwise(times)]
