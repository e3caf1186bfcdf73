"""What the page sends and gets, as declared data."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.memory.incidents import Decision
from bot.moderation.cases import CopyState
from bot.web.api.models import Id, ToldCampaign, ToldIncident, Who

OptionKind = Literal["whole", "duration", "switch", "choice", "names", "steps", "rungs"]

MOST_TYPED = 4000
"""Characters in a comment of the page; the longest that Discord takes from anybody, so enough to try things with."""


class Written(Struct, frozen=True):
    """A comment from the composer."""

    thread: Id
    author: Id
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TYPED)]
    topic: Annotated[str, Meta(max_length=500)] = ""


class DecisionBody(Struct, frozen=True):
    """A decision on a card. ``entry``: the entry of the case's history that an undo takes back."""

    by: Who
    entry: int | None = None


class PaceBody(Struct, frozen=True):
    """How long the founding page plays, in seconds."""

    seconds: Annotated[float, Meta(ge=0, le=120)] = 12.0


class NewChoice(Struct, frozen=True):
    """Settings as the pane sends them."""

    settings: dict[str, Any]
    revision: int
    by: Who


class ShownComment(Struct, frozen=True):
    """A comment in its thread; ``hidden`` ones are folded by their incident."""

    id: str
    author: str
    at: float
    text: str
    hidden: bool
    incident: str


class ListedThread(Struct, frozen=True):
    """A thread by its name, with what it is about."""

    name: str
    topic: str


class Notice(Struct, frozen=True):
    """What Hush told an account, and where."""

    account: str
    at: float
    thread: str


class ThreadView(Struct, frozen=True):
    """One thread, and the names of the others. ``recorded``: when a replayed stream really ended, else null."""

    thread: str
    topic: str
    comments: list[ShownComment]
    count: int
    threads: list[ListedThread]
    notices: list[Notice]
    playing: bool


class CardCopy(Struct, frozen=True):
    """One copy of an incident with what became of it."""

    id: str
    at: float
    thread: str
    first: bool
    text: str | None
    state: CopyState
    why: str


class CaseView(Struct, frozen=True):
    """An incident, and the decisions that apply to it now."""

    incident: ToldIncident
    copies: list[CardCopy]
    offered: list[Decision]
    platform: str


class CaseList(Struct, frozen=True):
    """A page of the log, newest first; ``before`` for the next one, null at the end. ``more``: there may be more before it."""

    cards: list[CaseView]
    before: str | None


class CampaignList(Struct, frozen=True):
    """The newest campaigns; and until when the brake is on, in epoch seconds, 0 where it is not."""

    campaigns: list[ToldCampaign]
    braked: float


class DecisionOutcome(Struct, frozen=True):
    """What became of a decision: done, or already; and the card as it is now."""

    decided: Literal["done", "already"]
    card: CaseView


class DeclaredOption(Struct, frozen=True):
    """An option as it is declared beside its use."""

    key: str
    kind: OptionKind
    help: str
    says: str
    unset: str
    words: list[str]
    low: float | None
    high: float | None
    default: Any


class Pane(Struct, frozen=True):
    """The settings in force, who put them there, and how each may be changed."""

    revision: int
    settings: dict[str, Any]
    options: list[DeclaredOption]
    phrases: list[str]
    who: str
    at: float
    what: list[str]


class BadLine(Struct, frozen=True):
    """A line of a dropped file that is no comment, and why."""

    line: int
    why: str


class Started(Struct, frozen=True):
    """A replay has begun. ``recorded`` is when the stream ended in its own time."""

    community: str
    thread: str
    comments: int
    recorded: float
    bad: list[BadLine]
    more_bad: int


class PlaceBody(Struct, frozen=True):
    """A community that the page can show."""

    name: str
    own: bool
    replay: bool


class Posted(Struct, frozen=True):
    """What came of a comment: what Hush said of it."""

    id: str
    judged: bool
    flag: bool
    reason: str
