"""``/v1/incidents``: what Hush found and did, and what a moderator makes of it."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from bot.memory.incidents import INCIDENTS_A_PAGE, Copy, Decision, DecisionState
from bot.memory.queue import Record
from bot.moderation import decisions
from bot.moderation.cases import Facts, acts_since, came_to_nothing, left_alone, offered, undoable
from bot.moderation.report import action_plain
from bot.pipeline.ids import LAST_CASE, is_case
from bot.web.api.models import DecisionRequest, DoneAction, Log, ToldCopy, ToldDecision, ToldIncident, ToldOutcome
from bot.web.context import SERVICE, WebContext
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, read, whole
from rules.model import Mode
from rules.policy import Stance

MOST_INCIDENTS = 200
_STANCES: dict[Stance, Literal["card", "alert", "enforce"]] = {Stance.CARD: "card", Stance.ALERT: "alert", Stance.ENFORCE: "enforce"}


async def log(request: web.Request) -> web.Response:
    """A page of incidents, newest first, without their texts."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    before, most = whole(request, "before", 0, 1, LAST_CASE), whole(request, "limit", INCIDENTS_A_PAGE, 1, MOST_INCIDENTS)
    found = await service.memory.incidents.page(caller.community, before or None, most)
    more = found[-1].n if len(found) == most and found[-1].n != "1" else None
    mode, now = await moment(service, caller.community)
    return answer(Log([told(Facts(each, mode), now) for each in found], more))


async def one(request: web.Request) -> web.Response:
    """One incident with everything; a merged one's number gives the one it became."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    n = _number(request)
    incident = await service.memory.incidents.read(caller.community, n)
    if incident is None:
        raise _unknown(n)
    mode, now = await moment(service, caller.community)
    return answer(told(Facts(incident, mode), now))


async def decide(request: web.Request) -> web.Response:
    """Carry out a moderator's decision, once, whoever was first."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    n, decision = _number(request), Decision(request.match_info["decision"])
    raw = await body(request)
    choice = read(raw, DecisionRequest) if raw.strip() else DecisionRequest()
    if decision is Decision.HIDE and choice.first:
        decision = Decision.HIDE_FIRST
    decided, state = await decisions.decide(
        service.memory, caller.community, n, decision, choice.by or f"key {caller.key}", of=choice.entry or 0, clears=choice.clears
    )
    if decided is DecisionState.UNKNOWN:
        raise _unknown(n)
    if decided is DecisionState.REFUSED:
        raise Problem(ProblemKind.STATE, decisions.why_refused(f"incident {n}", decision, state))
    service.wake()
    incident = await service.memory.incidents.read(caller.community, n)
    if incident is None:
        raise _unknown(n)
    mode, now = await moment(service, caller.community)
    return answer(ToldOutcome("done" if decided is DecisionState.DONE else "already", told(Facts(incident, mode), now)))


async def moment(service: WebContext, community: str) -> tuple[Mode, float]:
    """The community's mode, and the store's time."""
    return (await service.memory.communities.reload(community)).settings.mode, service.memory.store.clock.now()


def _number(request: web.Request) -> str:
    n = request.match_info["n"]
    if not is_case(n):
        raise _unknown(n)
    return n


def _unknown(n: str) -> Problem:
    return Problem(ProblemKind.NOT_FOUND, f"this community has no incident {n!r}; GET /v1/incidents lists them")


def told(facts: Facts, now: float) -> ToldIncident:
    """The incident as it is told outside."""
    incident = facts.case
    spared, allowed = left_alone(incident, now)
    return ToldIncident(
        id=incident.n,
        account=incident.account,
        state=incident.state,
        stance=_STANCES[incident.stance],
        why=incident.why,
        opened=incident.opened,
        closes=incident.closes,
        thread=incident.thread,
        reason=incident.reason,
        score=round(incident.score, 4),
        accounts=list(incident.accounts),
        strikes=incident.strikes,
        right=incident.right,
        waits=incident.waits or None,
        acts_since=acts_since(incident) or None,
        spared_until=spared or None,
        allowed_until=allowed or None,
        copies=[
            ToldCopy(each.id, each.at, each.thread, each.id == incident.kept, _text(each), facts.copies[each.id][0].value)
            for each in incident.copies
        ],
        actions=[done_action(each, incident.n) for each in incident.actions],
        history=[
            ToldDecision(each.verb, each.who, each.at, entry, each.of or None, came_to_nothing(incident.actions, entry))
            for entry, each in enumerate(incident.history, 1)
        ],
        offered=[each.value for each in offered(facts)],
        undoable=undoable(facts, now),
    )


def _text(copy: Copy) -> str | None:
    return copy.original.text if copy.original else None


def done_action(record: Record, n: str) -> DoneAction:
    """An action of a case, with what came of it."""
    known = {name: getattr(record, name) for name in ("state", "why", "at", "ended", "tries", "undone")}
    return msgspec.convert({**action_plain(record, n), **known}, DoneAction)
