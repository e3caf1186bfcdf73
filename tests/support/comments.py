"""Comments as tests tell them: an account says texts at times."""

from collections.abc import Sequence

from rules.engine import stood_before, texts
from rules.fingerprint import remembered
from rules.model import Account, Case, Comment, Other, Place, Said

SECRET = b"a secret of the tests"


def said(text: str, at: float = 0.0, *, name: str = "", thread: str = "t", **more: object) -> Said:
    """One remembered comment, named by its time unless told otherwise."""
    comment = Comment(id=name or f"{at:09.1f}", community="c", thread=thread, author="a", at=at, text=text, **more)  # type: ignore[arg-type]  # a test's own keywords
    return remembered(comment, SECRET)


def case(*told: Said, place: Place = Place.COMMENTS, others: Sequence[Other] = (), account: Account | None = None) -> Case:
    """The case of the last comment told, among all of them."""
    window = texts(sorted(told, key=lambda each: (each.at, each.id)))
    return Case(told[-1], stood_before(told[-1], window), place, others, account)
