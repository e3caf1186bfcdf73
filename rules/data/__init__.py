"""Tables that the text chain reads once, at import. Each file says what it holds and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """The tab-separated cells of each line of a packaged table, without its ``#`` lines. FileNotFoundError for an unknown name."""
    for line in files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
