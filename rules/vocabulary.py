"""Words by what they are for, in many languages: ``rules/data/vocabulary.tsv`` holds them, this looks for them in canonical texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.data import rows
from rules.text import canonical
from rules.text.scripts import DENSE_SIGN
from rules.text.words import once


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one kind in the spelling of the canonical text, longest first. Dense scripts are looked for anywhere in a text."""

    words: frozenset[str]
    phrases: Mapping[str, Sequence[Sequence[str]]]
    """By their first word."""
    dense: Mapping[str, Sequence[str]]
    """By their first sign."""

    def within(self, words: str, tokens: Sequence[str]) -> bool:
        """Whether a canonical text says a word or phrase of this kind; ``tokens`` are its words."""
        return next(self._places(words, tokens), -1) >= 0

    def places(self, words: str, tokens: Sequence[str]) -> list[int]:
        """Where in a text words of this kind stand, by the number of the word; in dense scripts by that of its first sign."""
        return list(self._places(words, tokens))

    def _places(self, words: str, tokens: Sequence[str]) -> Iterator[int]:
        for i, token in enumerate(tokens):
            if token in self.words or any(tokens[i : i + len(phrase)] == phrase for phrase in self.phrases.get(token, ())):
                yield i
        if not words.isascii():
            for i, sign in enumerate(words):
                if any(words.startswith(each, i) for each in self.dense.get(sign, ())):
                    yield i

    def rest(self, tokens: Sequence[str]) -> list[str]:
        """The words that are none of this kind."""
        left, i = [], 0
        while i < len(tokens):
            token = tokens[i]
            phrase = next((each for each in self.phrases.get(token, ()) if tokens[i : i + len(each)] == each), None)
            i += len(phrase) if phrase else 1
            if phrase or token in self.words or once(token) in self.words:
                continue
            bare = token if token.isascii() else self._without(token)
            if bare:
                left.append(bare)
        return left

    def _without(self, token: str) -> str:
        left, i = "", 0
        while i < len(token):
            found = next((each for each in self.dense.get(token[i], ()) if token.startswith(each, i)), "")
            left += "" if found else token[i]
            i += len(found) or 1
        return left


def _read() -> Mapping[str, Vocabulary]:
    words: dict[str, set[str]] = {}
    phrases: dict[str, dict[str, set[tuple[str, ...]]]] = {}
    dense: dict[str, dict[str, set[str]]] = {}
    for kind, _, listed in rows("vocabulary.tsv"):
        own, its_phrases, its_dense = words.setdefault(kind, set()), phrases.setdefault(kind, {}), dense.setdefault(kind, {})
        for each in listed.split(","):
            said = canonical(each.strip()).words
            if DENSE_SIGN.search(said):
                its_dense.setdefault(said[0], set()).add(said)
            elif " " in said:
                tokens = tuple(said.split())
                its_phrases.setdefault(tokens[0], set()).add(tokens)
            elif said:
                own.add(said)
    return {
        kind: Vocabulary(
            frozenset(own),
            {first: [list(phrase) for phrase in sorted(those, key=len, reverse=True)] for first, those in phrases[kind].items()},
            {first: sorted(those, key=len, reverse=True) for first, those in dense[kind].items()},
        )
        for kind, own in words.items()
    }


_KINDS = _read()  # with the house, and not with the first comment that asks, who would wait ten milliseconds for it


def vocabulary(kind: str) -> Vocabulary:
    """The words of one kind; KeyError where the table has none."""
    return _KINDS[kind]
