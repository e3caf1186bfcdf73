"""The words of the house as data: what was said, what was found, what is to be done.

Everything here is immutable and knows no I/O. Times are epoch seconds as ``float``; ids are the platform's own, as text.
The structs are msgspec's because one declaration serves JSON lines, HTTP bodies and the packed window in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class Place(StrEnum):
    """Where a comment stands decides what repetition means there."""

    COMMENTS = "comments"
    CHAT = "chat"
    LIVE = "live"


class Mode(StrEnum):
    """How far Hush may go in a community."""

    OBSERVE = "observe"
    ALERT = "alert"
    ENFORCE = "enforce"


class NoticeTo(StrEnum):
    """Where an account reads its notice."""

    THREAD = "thread"
    DM = "dm"


class Media(Struct, frozen=True):
    """One attachment or sticker: ``size`` in bytes, ``type`` a MIME type."""

    kind: str = ""
    name: str = ""
    type: str = ""
    size: int = 0


class Account(Struct, frozen=True):
    """What the platform tells of an account; times are epoch seconds, or None where it does not say."""

    created_at: float | None = None
    joined_at: float | None = None
    roles: tuple[str, ...] = ()
    bot: bool = False
    moderates: bool = False
    """May manage messages in that thread, administers or owns the community: a card, never an action, unless chosen."""


class Comment(Struct, frozen=True):
    """One message of an account in a thread, as it came in. ``edited_at`` is set on a revision, never on the first text."""

    id: str
    community: str
    thread: str
    author: str
    at: float
    text: str
    platform: str = "web"
    reply_to: str | None = None
    reply_to_author: str | None = None
    topic: str | None = None
    edited_at: float | None = None
    media: tuple[Media, ...] = ()
    account: Account | None = None
    place: Place = Place.COMMENTS
    """What the setting ``auto`` means in this comment's thread; the platform's translation says so."""

    @property
    def said_at(self) -> float:
        """When this text was said: posted, or brought in by an edit."""
        return self.at if self.edited_at is None else self.edited_at


class Form(Struct, frozen=True, array_like=True, gc=False):
    """What a comparison sees of a text. Forms of different versions are not compared.

    ``words`` is the canonical text, at most 256 characters; ``marks`` the emoji and symbols that stood apart from the words;
    ``letters`` how much was really said (mentions, links and emotes out; an ideograph, kana or hangul syllable counts 2).
    """

    version: int
    words: str
    marks: str
    letters: int


class Said(Struct, frozen=True, array_like=True, gc=False):
    """One remembered comment as the window keeps it: all that a rule may see of it, then and later.

    ``at``, ``revision`` and ``id`` come first, because the store's scripts read them in place; ``gone`` last, because they change it.
    ``at`` is the said-at time: ``posted_at``, or the edited_at of the revision that brought this text. ``revision`` is 0.0
    for the first text, else its edited_at. ``original`` tells two dresses of one canonical text apart; ``traits`` are the
    `rules.traits.Trait` of the original text.
    """

    at: float
    revision: float
    id: str
    thread: str
    place: Place
    form: Form
    original: bytes
    reply_to_author: str
    media: str
    traits: int = 0
    gone: bool = False


class Other(Struct, frozen=True):
    """Another account that said the same in this community, and when it last did; ``form``: its text, where that is a near-copy."""

    account: str
    at: float
    form: Form | None = None


class Case(Struct, frozen=True):
    """A comment with all that a rule may look at.

    ``earlier`` are the account's other comments said before this one, oldest first, each as it stood at that moment;
    ``others`` the other accounts who said the same.
    """

    said: Said
    earlier: Sequence[Said]
    place: Place
    others: Sequence[Other] = ()
    account: Account | None = None
    allowed: Sequence[Form] = ()
    """Texts that a moderator of this community called not spam."""
    topic: str = ""
    """What the thread is about, as the platform tells it."""
    common: bool = False
    """Whether this is a short phrase that many say here, as the community has shown on more than one day."""

    def family(self, copies: Sequence[str]) -> list[Said]:
        """The earlier comments of these ids, and the comment itself."""
        wanted = set(copies)
        return [*(each for each in self.earlier if each.id in wanted), self.said]


class Finding(Struct, frozen=True):
    """What one rule says of a comment: a reason in a moderator's words, a score from 0 to 1, what proves it.

    ``copies`` are the account's own earlier comments, ``accounts`` the others who said the same. ``flag`` is False where the
    rule has seen something and leaves the comment alone: worth showing, no ground to act. ``keep_first`` is False where
    not even the first copy should stand. ``bears``: how much it adds to the score of what else was found; by itself it says nothing.
    """

    rule: str
    reason: str
    score: float
    copies: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    flag: bool = True
    keep_first: bool = True
    bears: float = 0.0


class Verdict(Struct, frozen=True):
    """All findings on one comment."""

    id: str
    findings: tuple[Finding, ...] = ()

    @property
    def flag(self) -> bool:
        return any(finding.flag for finding in self.findings)

    @property
    def keep_first(self) -> bool:
        """Whether the first copy may stand; asked of what is flagged."""
        return all(finding.keep_first for finding in self.findings if finding.flag)

    @property
    def score(self) -> float:
        return max((finding.score for finding in self.findings), default=0.0)

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(finding.rule for finding in self.findings if finding.flag)

    @property
    def reason(self) -> str:
        """The flagged findings' reasons; what was only noted where nothing was flagged."""
        told = [f for f in self.findings if f.flag] or self.findings
        return "; ".join(finding.reason for finding in told)

    @property
    def copies(self) -> tuple[str, ...]:
        """The account's earlier comments that are copies of this one, oldest first."""
        return tuple(dict.fromkeys(copy for finding in self.findings for copy in finding.copies))

    @property
    def accounts(self) -> tuple[str, ...]:
        """The others who posted the same; never a ground to flag, for another account's words are not this one's fault."""
        return tuple(dict.fromkeys(account for finding in self.findings for account in finding.accounts))


class Original(Struct, frozen=True):
    """What is kept of a comment, encrypted, so that it can be put back; ``name`` and ``picture`` where it was shown under another name."""

    text: str
    media: tuple[Media, ...] = ()
    name: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """What every action has: its id, constant however often it is tried; the case it belongs to; the account it concerns."""

    does: ClassVar[str]
    """What it does, in one word, as the store and the sites know it."""
    id: str
    incident: str
    account: str


@dataclass(frozen=True, slots=True)
class Hide(Do):
    """Take one comment out of sight; where it was restored, what stands in its place (`Outcome.stands`). ``at``: when the text was said that is judged."""

    does: ClassVar[str] = "hide"
    comment: str
    thread: str
    instead: tuple[str, ...] = ()
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Warn(Do):
    """The incident's one notice to its account, in the thread of the latest copy; ``hidden``: whether something of it was hidden."""

    does: ClassVar[str] = "warn"
    thread: str
    hidden: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Unwarn(Do):
    """Take the notice of one `Warn` away, whose id is ``of`` and of which ``stands`` stands."""

    does: ClassVar[str] = "unwarn"
    thread: str
    of: str
    stands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeOut(Do):
    """Silence the account until a moment fixed when it was planned; never shorten a longer silence."""

    does: ClassVar[str] = "timeout"
    until: float


@dataclass(frozen=True, slots=True)
class Kick(Do):
    """Put the account out; it may come back."""

    does: ClassVar[str] = "kick"


@dataclass(frozen=True, slots=True)
class Ban(Do):
    """Put the account out for good, and take what it said in the last ``clears`` seconds with it."""

    does: ClassVar[str] = "ban"
    clears: float = 0.0


@dataclass(frozen=True, slots=True)
class Alert(Do):
    """Call the moderators to the card; ``campaign``: the case is a campaign of this number."""

    does: ClassVar[str] = "alert"
    thread: str
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Restore(Do):
    """Put one hidden comment back. ``original`` is None where its text is no longer kept.

    ``doubtful``: nobody knows whether it was hidden, so it may still stand; then there is nothing to do.
    """

    does: ClassVar[str] = "restore"
    comment: str
    thread: str
    original: Original | None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Lift(Do):
    """Take back a timeout or ban that Hush set; ``until`` is the moment Hush had set, so that nobody else's is lifted."""

    does: ClassVar[str] = "lift"
    until: float | None


Action = Hide | Warn | Unwarn | TimeOut | Kick | Ban | Alert | Restore | Lift


class OutcomeState(StrEnum):
    """What came of an action."""

    DONE = "done"
    FAILED = "failed"
    UNSUPPORTED = "unsupported"
    WAITING = "waiting"
    NEEDLESS = "needless"
    """What it was about is gone, or has become something else: nothing was done, and nothing went wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one action, and why in a moderator's words where it was not done.

    ``stands``: the platform's ids of what stands because of the action, where it has to be found again: what was said in a restored comment's
    place, a notice in private.
    """

    state: OutcomeState
    why: str = ""
    stands: tuple[str, ...] = ()
