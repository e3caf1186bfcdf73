"""A comment that its author deleted and posted again: at most one of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.adverts import Advert
from rules.harmless.repeat import Repeat
from rules.model import Said
from rules.traits import Trait

SPARED = 3
"""Deletions of one text in one thread that are no reason to act; from the next one on all of them count."""
WHY = "its earlier copies were deleted before it was posted again"
_PHONE = re.compile(r"\d(?:[\s.()-]*\d){6}")


def standing(repeat: Repeat) -> Sequence[Said]:
    """The copies that count: all, but those that were deleted in this thread, as long as they are few and the text leads nowhere."""
    deleted = {copy.id for copy in repeat.copies if copy.gone and copy.thread == repeat.said.thread}
    if not 0 < len(deleted) <= SPARED or _leads(repeat):
        return repeat.copies
    return [copy for copy in repeat.copies if copy.id not in deleted]


def wears_on(repeat: Repeat) -> bool:
    """Whether so many were deleted and posted again that not even the one that stands is left."""
    return len(repeat.copies) > SPARED and all(copy.gone for copy in repeat.copies)


def _leads(repeat: Repeat) -> bool:
    """Whether the text holds a contact, or calls everybody or a role."""
    called = any(each.traits & (Trait.LINK | Trait.INVITE | Trait.BROADCAST) for each in (repeat.said, *repeat.copies))
    return repeat.advert is not Advert.NO or called or _PHONE.search(repeat.said.form.words) is not None
