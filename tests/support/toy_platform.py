"""A toy platform, to see what a third one takes: a board of threads in memory, which people read and post to.

It is built of the rooms that every platform has, as a folder in `bot/platforms` would be: a client, a translation, the port, the
moderators' log, and a service that puts them together. No line of `bot/` knows of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from bot.memory import Memory
from bot.memory.message_index import MessageIndex, NewMessages
from bot.memory.notices import Notices
from bot.memory.rate_limits import Budget, RateLimits
from bot.memory.schedule import Chore, Chores, CloseThread, FadeCard, ForgetCommunity, RemoveNotice, WriteCard, WriteDigest
from bot.moderation.case_card import CampaignCard, Card, DigestCard, ErasedCard, IncidentCard, MergedCard, News, calls
from bot.moderation.case_log import CardPlace, CaseLog, LogForbidden, LogGone
from bot.pipeline.chores import ChoreWorker
from bot.pipeline.intake import Intake, Waiting
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.platform import TryLater
from bot.pipeline.watermarks import Watermarks
from bot.platforms.rate_limiter import RateLimiter, Stopped, Urgency
from rules.model import Action, Alert, Ban, Comment, Hide, Kick, Lift, Outcome, OutcomeState, Place, Restore, TimeOut, Unwarn, Warn
from support.toy_board import HUSH, Board, Post

NAME = "toy"
BUDGET = Budget(rate=1000.0, share=0.5, slow=10, stop=20)
NOTICE = (10.0, 60.0, 3)
"""Seconds in which notices are one, seconds one stands, how many stand at most."""
DONE = Outcome(OutcomeState.DONE)
T = TypeVar("T")


# client.py: when a request may be sent, and the platform's errors under the names of the house.
@dataclass
class BoardClient:
    """Sends requests when they may be sent."""

    board: Board
    limiter: RateLimiter

    async def ask(self, community: str, urgency: Urgency, request: Callable[[], T]) -> T:
        """The answer to one request; KeyError for what is gone, PermissionError for what is forbidden, TryLater for now."""
        try:
            await self.limiter.turn(community, urgency)
        except Stopped as stopped:
            raise TryLater(str(stopped), asked=False) from stopped
        if self.board.down:
            raise TryLater("the board is down")
        try:
            return request()
        except PermissionError:
            self.limiter.count_refusal()
            raise


# translate.py
def comment(post: Post, community: str) -> Comment:
    """The comment that a post is."""
    return Comment(post.id, community, post.thread, post.author, post.at, post.text, platform=NAME, place=Place.COMMENTS)


# platform.py: the port.
@dataclass
class ToyPlatform:
    """Does what was decided, on the board; ``effects`` are the actions that were done, in their order."""

    client: BoardClient
    notices: Notices
    log: ToyLog
    name: str = NAME
    effects: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def perform(self, community: str, action: Action) -> Outcome:
        async with self._turn:
            known = await self.client.ask(community, Urgency.HIDE, lambda: self.effects.get((community, action.id)))
            if known is None:
                try:
                    known = await self._perform(community, action)
                except (KeyError, PermissionError) as error:
                    known = Outcome(OutcomeState.FAILED, f"the thread is gone or locked: {error}")
                self.effects[community, action.id] = known
            return known

    async def _perform(self, community: str, action: Action) -> Outcome:
        board = self.client.board
        match action:
            case Hide():
                board.posts.pop(action.comment, None)
            case Restore():
                if action.original is None:
                    return Outcome(OutcomeState.FAILED, "its text is no longer kept")
                board.posts[action.comment] = Post(action.comment, action.thread, action.account, board.now(), action.original.text)
            case Warn():
                await self._warn(community, action)
            case Unwarn():
                left = await self.notices.leave(community, action.thread, action.of, action.account)
                board.posts.pop(left.message if left else "", None)
            case TimeOut():
                board.silence(action.account, action.until)
            case Lift():
                board.forgive(action.account, action.until)
            case Ban():
                board.banned.add(action.account)
            case Kick():
                return Outcome(OutcomeState.UNSUPPORTED, "nobody is a member of a board")
            case Alert():
                return DONE if await self.log.cases.alert(community, action.incident) else Outcome(OutcomeState.FAILED, "there is no log")
            case _:
                assert_never(action)
        return DONE

    async def _warn(self, community: str, action: Warn) -> None:
        slot = await self.notices.join(community, action, NOTICE)
        text = f"@{' @'.join(slot.accounts)}, please say it once."
        send = self.client.board.send
        message = slot.message and self.client.board.edit(action.thread, slot.message, text)
        await self.notices.said(community, action.thread, slot.id, message or send(action.thread, text, ("notice", slot.id)))


# modlog.py: how a card is put where moderators read.
@dataclass
class ToyLog:
    """Fills the port of the case log: cards are posts in a thread."""

    client: BoardClient
    memory: Memory
    chores: Chores
    cases: CaseLog = field(init=False)
    most_listed: int = 5

    def __post_init__(self) -> None:
        self.cases = CaseLog(self.memory, self.chores, self)

    def edit_gap(self, message: str, now: float) -> float:  # noqa: ARG002 - this platform does not mind
        return 0.0

    async def put(self, place: CardPlace, card: Card, once: tuple[str, ...]) -> str:
        board, text = self.client.board, drawn(card)
        if place.message:
            return await self._ask(place, lambda: board.edit(place.channel, place.message, text))
        return await self._ask(place, lambda: board.send(place.channel, text, once))

    async def reply(self, place: CardPlace, n: str, news: News, moderators: str, once: tuple[str, ...]) -> None:
        text = f"{f'@{moderators} ' if moderators and calls(news) else ''}#{n}: {news}"
        await self._ask(place, lambda: self.client.board.send(place.channel, text, once))

    async def _ask(self, place: CardPlace, request: Callable[[], str]) -> str:
        try:
            return await self.client.ask(place.community, Urgency.CARD, request)
        except KeyError as missing:
            raise LogGone("the log is gone") from missing
        except PermissionError as forbidden:
            raise LogForbidden("the log is locked") from forbidden


def drawn(card: Card) -> str:
    """A card in one line."""
    match card:
        case IncidentCard(case):
            hidden = sum(each.does == "hide" and each.state == "done" and not each.undone for each in case.actions)
            return f"card #{case.n} of {case.account}: {len(case.copies)} copies, {hidden} hidden, {case.state}"
        case CampaignCard(case):
            return f"card #{case.n} of {len(case.accounts)} accounts: {len(case.copies)} copies, {case.state}"
        case MergedCard(into):
            return f"part of #{into}"
        case ErasedCard():
            return "erased"
        case DigestCard(numbers):
            return f"many cases: {' '.join(numbers)}"
        case _:
            assert_never(card)


# service.py: all of it put together.
@dataclass
class Toy:
    """Everything of one process that has to do with the board."""

    board: Board
    memory: Memory
    pipeline: Pipeline
    poll: float = 0.005

    def __post_init__(self) -> None:
        store = self.memory.store
        self.client = BoardClient(self.board, RateLimiter(RateLimits(store, NAME), BUDGET, NAME))
        self.chores, self.index, self.marks = Chores(store, NAME), MessageIndex(store), Watermarks()
        self.log = ToyLog(self.client, self.memory, self.chores)
        self.platform = ToyPlatform(self.client, Notices(store, NAME), self.log)
        self.intake = Intake(self.pipeline, self.marks)
        self.pipeline.writes_cards.add(NAME)

    async def run(self) -> None:
        """Be there until cancelled: read what was missed, hear what is said, do the chores."""
        marks = await self.index.marks(self.board.community)
        for post in list(self.board.posts.values()):
            if int(post.id) > int(marks.get(post.thread, 0)):
                self.hear(post)
        self.board.readers.append(self.hear)
        try:
            async with asyncio.TaskGroup() as group:
                for run in (self.intake.run, ChoreWorker(self.chores, self.do, self.poll).run, self._note):
                    group.create_task(run())
        finally:
            self.board.readers.remove(self.hear)
            self.client.limiter.let_go()

    def hear(self, post: Post) -> None:
        """Somebody said something."""
        if post.author != HUSH:
            self.intake.add(Waiting(comment(post, self.board.community), NAME))

    async def do(self, chore: Chore) -> None:
        """Do one chore."""
        match chore:
            case WriteCard() | FadeCard() | WriteDigest():
                await self.log.cases.do(chore)
                return
            case RemoveNotice(community, thread, slot):
                self.board.posts.pop(await self.platform.notices.message(community, thread, slot), None)
            case CloseThread(_, thread, _, locked):
                (self.board.locked.add if locked else self.board.locked.discard)(thread)
            case ForgetCommunity(community):
                await self.memory.erasure.community(community)
            case _:
                assert_never(chore)
        await self.chores.done(chore)

    async def _note(self) -> None:
        while True:
            await asyncio.sleep(self.poll)
            await self.index.keep({each: NewMessages([], marks) for each, marks in self.marks.moved().items()}, 60.0)
