"""A text that a moderator called not spam: that text, whole, in whatever dress, and nothing that adds to it."""

from __future__ import annotations

from collections.abc import Sequence

from rules.model import Form, Said
from rules.similarity import same_whole
from rules.traits import Trait


def is_allowed(said: Said, allowed: Sequence[Form]) -> bool:
    """Whether a comment is one of these texts. One that calls everybody is none: what was allowed called nobody."""
    return bool(allowed) and not said.traits & Trait.BROADCAST and any(same_whole(said.form, each) for each in allowed)
