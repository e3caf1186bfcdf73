"""Per-thread watermark: every message up to it has been judged, and what was found in it opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class ThreadMark:
    """Messages in hand, each as often as it came, and the newest that was settled."""

    waiting: Counter[int] = field(default_factory=Counter)
    newest: int = 0
    told: int = 0

    @property
    def mark(self) -> int:
        """Everything up to here is settled."""
        return min(min(self.waiting) - 1, self.newest) if self.waiting else self.newest


@dataclass(slots=True)
class Watermarks:
    """The marks of one process, by community and thread; a mark never goes back."""

    _threads: dict[tuple[str, str], ThreadMark] = field(default_factory=dict)

    def begin(self, community: str, thread: str, message: int) -> None:
        """A message is being judged."""
        known = self._threads.get((community, thread))
        if known is None:
            known = self._threads[community, thread] = ThreadMark()
        known.waiting[message] += 1

    def holds(self, community: str, thread: str, messages: Iterable[str]) -> bool:
        """Whether one of these messages is being judged."""
        known = self._threads.get((community, thread))
        return known is not None and not known.waiting.keys().isdisjoint(map(int, messages))

    def end(self, community: str, thread: str, message: int) -> None:
        """It is settled."""
        known = self._threads[community, thread]
        known.waiting[message] -= 1
        if not known.waiting[message]:
            del known.waiting[message]
        known.newest = max(known.newest, message)

    def moved(self) -> dict[str, dict[str, str]]:
        """The marks that moved since the last time, by community; threads where nothing is in hand are let go of."""
        found: dict[str, dict[str, str]] = {}
        for key, thread in list(self._threads.items()):
            community, name = key
            if thread.mark > thread.told:
                found.setdefault(community, {})[name] = str(thread.mark)
                thread.told = thread.mark
            if not thread.waiting:
                del self._threads[key]
        return found
