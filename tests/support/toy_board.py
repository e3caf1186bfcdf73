"""What the toy platform speaks to: threads of posts in memory, with the troubles that a real platform has."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

HUSH = "hush"
"""The account under which Hush posts."""


@dataclass(frozen=True)
class Post:
    """What one account said in one thread."""

    id: str
    thread: str
    author: str
    at: float
    text: str


@dataclass
class Board:
    """Threads of one community, with what troubles a platform may have."""

    community: str
    now: Callable[[], float]
    posts: dict[str, Post] = field(default_factory=dict)
    silenced: dict[str, float] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    readers: list[Callable[[Post], None]] = field(default_factory=list)
    down: bool = False
    locked: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def say(self, thread: str, author: str, text: str) -> Post:
        """Somebody posts."""
        post = Post(str(next(self._ids)), thread, author, self.now(), text)
        self.posts[post.id] = post
        for each in self.readers:
            each(post)
        return post

    def shown(self, thread: str) -> list[str]:
        """What a reader of a thread sees."""
        return [each.text for each in self.posts.values() if each.thread == thread]

    def send(self, thread: str, text: str, once: tuple[str, ...]) -> str:
        """Hush posts; the same again for the same ``once`` is the same post."""
        self.enter(thread)
        if once not in self.known:
            self.known[once] = self.say(thread, HUSH, text).id
        return self.known[once]

    def edit(self, thread: str, post: str, text: str) -> str:
        """Hush changes what it posted."""
        self.enter(thread)
        if post not in self.posts:
            raise KeyError(post)
        self.posts[post] = replace(self.posts[post], text=text)
        return post

    def silence(self, account: str, until: float) -> None:
        """An account may not post until then; a longer silence is never shortened."""
        self.silenced[account] = max(until, self.silenced.get(account, 0.0))

    def forgive(self, account: str, until: float | None) -> None:
        """End the silence that ends then, or a ban."""
        if until is None:
            self.banned.discard(account)
        elif self.silenced.get(account) == until:
            del self.silenced[account]

    def enter(self, thread: str) -> None:
        """Whether Hush may write in a thread."""
        if thread in self.gone:
            raise KeyError(thread)
        if thread in self.locked:
            raise PermissionError(thread)
