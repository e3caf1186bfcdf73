"""What sites send and get, as declared data: the handlers read and write these, and the API's description is made from them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.pipeline.ids import LONGEST_ID
from bot.platforms.site.messages import ToldAction
from bot.web.problems import ToldProblem
from rules.model import Media

Id = Annotated[str, Meta(min_length=1, max_length=LONGEST_ID)]
Seconds = Annotated[float, Meta(description="Epoch seconds; fractions allowed")]
Who = Annotated[str, Meta(min_length=1, max_length=100, description="The moderator, as the site calls them")]


class PostedAccount(Struct, frozen=True):
    """What a site tells of an account. Roles owner, administrator, admin and moderator mean that it moderates there."""

    created_at: float | None = None
    joined_at: float | None = None
    roles: tuple[str, ...] = ()
    bot: bool = False


class PostedComment(Struct, frozen=True):
    """A comment as a site posts it. The key says which community it is; another one is refused."""

    id: Id
    thread: Id
    author: Id
    at: Seconds
    text: str
    community: str | None = None
    platform: str = "web"
    reply_to: str | None = None
    reply_to_author: str | None = None
    topic: str | None = None
    edited_at: Seconds | None = None
    media: tuple[Media, ...] = ()
    account: PostedAccount | None = None


class PostedEdit(Struct, frozen=True):
    """A comment's new text. ``thread`` and ``at`` may be left out while Hush remembers the comment."""

    author: Id
    edited_at: Seconds
    text: str
    id: str | None = None
    community: str | None = None
    thread: Id | None = None
    at: Seconds | None = None
    platform: str = "web"
    reply_to: str | None = None
    reply_to_author: str | None = None
    topic: str | None = None
    media: tuple[Media, ...] = ()
    account: PostedAccount | None = None


class Removal(Struct, frozen=True):
    """Whose comment is gone."""

    author: Id


class DecisionRequest(Struct, frozen=True):
    """A moderator's decision: who took it.

    ``first``: hide takes the first copy too. ``entry``: the entry of the history that undo takes back, the newest that can be if not said.
    ``clears``: seconds of what the account said that a ban takes along.
    """

    by: Who | None = None
    first: bool = False
    entry: Annotated[int, Meta(ge=1)] | None = None
    clears: Annotated[float, Meta(ge=0, le=604800)] = 0.0


class CampaignDecisionRequest(Struct, frozen=True):
    """A moderator's decision on a campaign: who took it, accounts that are left alone, the entry of the history that undo takes back."""

    by: Who | None = None
    spare: Annotated[list[str], Meta(max_length=500)] = []
    entry: Annotated[int, Meta(ge=1)] | None = None


class NewSettings(Struct, frozen=True):
    """All settings of the community; what is left out takes its default. ``revision`` is the one they were read at."""

    settings: dict[str, Any]
    revision: int | None = None


class ToldVerdict(Struct, frozen=True):
    """What Hush says of one comment, and what that comment decided."""

    id: str
    judged: Literal[True]
    flag: bool
    score: float
    rules: list[str]
    reason: str
    copies: list[str]
    accounts: list[str]
    actions: list[ToldAction]


class Unjudged(Struct, frozen=True):
    """The store is away: the comment stands, and is judged when it is back."""

    id: str
    judged: Literal[False] = False


class RefusedComment(Struct, frozen=True):
    """A comment of an array that was refused; the others are judged all the same."""

    id: str | None
    error: ToldProblem
    judged: Literal[False] = False


class KnownComment(ToldVerdict, frozen=True):
    """What Hush knows of a comment, judged as things stand now. ``gone``: the site said that it was removed there."""

    author: str
    thread: str
    at: float
    gone: bool
    incident: str | None


class FedAction(ToldAction, frozen=True):
    """An action in the feed, with its place there."""

    sequence: int


class Feed(Struct, frozen=True):
    """What is to be done, in order; ``after`` is to be sent with the next request."""

    actions: list[FedAction]
    after: int


class Acknowledged(Struct, frozen=True):
    """The action's outcome as it is kept."""

    id: str
    outcome: str


class ToldCopy(Struct, frozen=True):
    """One comment of an incident. ``text`` while it is kept, and only where one incident was asked for.

    ``state``: standing, hiding, waiting (for the site), hidden, failed, restoring, restored, stuck (not to be restored), gone (without Hush).
    """

    id: str
    at: float
    thread: str
    first: bool
    text: str | None
    state: str


class DoneAction(ToldAction, frozen=True):
    """An action with what came of it. ``undone``: it was taken back later."""

    state: str
    why: str
    at: float
    ended: float | None
    tries: int
    undone: bool


class ToldDecision(Struct, frozen=True):
    """Something that a moderator decided: the ``entry`` of the history, counted from 1.

    ``of``: the entry that an undo took back; ``failed``: all that it asked for failed.
    """

    decision: str
    by: str
    at: float
    entry: int
    of: int | None
    failed: bool


class ToldIncident(Struct, frozen=True):
    """One account and one family of copies, as a moderator sees it.

    ``stance`` is how far it went, ``why`` the community's mode, or what kept it from that. ``right``: how it is counted, once decided.
    ``waits``: the campaign that waited for a moderator when its last copy came, so that nobody was warned or struck. ``offered`` are the
    decisions that apply now, ``undoable`` the entries of the history that undo takes back now, the newest first. ``acts_since``: earlier copies
    stand until a moderator hides them. Until ``spared_until`` the account may repeat these texts, until ``allowed_until`` everybody may.
    """

    id: str
    account: str
    state: str
    stance: Literal["card", "alert", "enforce"]
    why: str
    opened: float
    closes: float
    thread: str
    reason: str
    score: float
    accounts: list[str]
    strikes: int
    right: bool | None
    waits: str | None
    acts_since: float | None
    spared_until: float | None
    allowed_until: float | None
    copies: list[ToldCopy]
    actions: list[DoneAction]
    history: list[ToldDecision]
    offered: list[str]
    undoable: list[int]


class ToldAccount(Struct, frozen=True):
    """What is known against an account: the strikes that stand, and its cases, newest first."""

    account: str
    strikes: int
    incidents: list[ToldIncident]


class CommunityErasure(Struct, frozen=True):
    """The name of the community that is to be erased, so that nobody erases one by mistake."""

    community: str


class Log(Struct, frozen=True):
    """Incidents, newest first; ``before`` is to be sent for the next page, null at the end."""

    incidents: list[ToldIncident]
    before: str | None


class ToldOutcome(Struct, frozen=True):
    """What became of a decision: carried out now, or already before."""

    decided: Literal["done", "already"]
    incident: ToldIncident


class ToldMember(Struct, frozen=True):
    """An account of a campaign. ``spared``: it moderates or is exempt, so nothing is done about it."""

    account: str
    spared: bool


class ToldVoice(Struct, frozen=True):
    """One comment of a campaign with what became of it: stands, hiding, hidden, failed, restoring, restored.

    ``incident`` is its account's own case, if it has one.
    """

    id: str
    at: float
    account: str
    thread: str
    state: str
    why: str
    incident: str | None


class ToldCampaign(Struct, frozen=True):
    """One text from several accounts, as a moderator sees it. Its ``id`` is a case number among the incidents'.

    ``texts`` are its different wordings, of the first and the last copies, while they are kept. ``waits``: so many take part that
    nobody is struck before ``continue``. ``offered`` are the decisions that apply now, ``undoable`` the entries of the history that undo takes back.
    """

    id: str
    state: str
    why: str
    opened: float
    thread: str
    waits: bool
    texts: list[str]
    accounts: list[ToldMember]
    copies: list[ToldVoice]
    actions: list[DoneAction]
    history: list[ToldDecision]
    offered: list[str]
    undoable: list[int]


class CampaignLog(Struct, frozen=True):
    """Campaigns, newest first; ``before`` is to be sent for the next page, null at the end."""

    campaigns: list[ToldCampaign]
    before: str | None


class ToldCampaignOutcome(Struct, frozen=True):
    """What became of a decision: carried out now, or already before."""

    decided: Literal["done", "already"]
    campaign: ToldCampaign


class ToldSettings(Struct, frozen=True):
    """The community's settings, defaults included, and the revision to send back with a change."""

    revision: int
    settings: dict[str, Any]


class Phrases(Struct, frozen=True):
    """The texts that are not spam here, as comparisons see them."""

    phrases: list[str]


class Health(Struct, frozen=True):
    """The process lives, or is ready."""

    status: Literal["ok", "ready"]
