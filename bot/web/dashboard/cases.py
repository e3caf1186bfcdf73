"""The moderators' log: cards, newest first, sifted; and what a moderator decides on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from aiohttp import web

from bot.memory import Memory
from bot.memory.incidents import Decision, DecisionState, Incident
from bot.moderation import decisions
from bot.moderation.cases import taken_back, waits
from bot.pipeline.ids import LAST_CASE, is_case
from bot.web.dashboard.cards import card
from bot.web.dashboard.context import community_of, page_of
from bot.web.dashboard.models import CaseList, DecisionBody, DecisionOutcome
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, read, whole
from rules.model import Mode

CASES_A_PAGE, MOST_CASES = 20, 50
MOST_SIFTED = 300
"""Incidents that one request looks through at most; the page asks on from there, so no question takes long."""
_FILTERS: dict[str, Callable[[Incident], bool]] = {
    "all": lambda _: True,
    "open": lambda incident: incident.state == "open",
    "waiting": waits,
    "undone": taken_back,
}
DECISION_PATH = "|".join(decision.value for decision in Decision)


async def cards(request: web.Request) -> web.Response:
    """Some cards: those asked for by number, or the next that pass the filter and the search."""
    page, community = page_of(request), community_of(request)
    incidents = page.service.memory.incidents
    mode, now = await _now(page.service.memory, community)
    if numbers := request.query.get("numbers"):
        asked = [n for n in numbers.split(",") if is_case(n)][:MOST_CASES]
        return answer(CaseList([card(each, mode, now) for each in await incidents.several(community, asked)], None))
    passes = _FILTERS.get(request.query.get("filter", "all"))
    if passes is None:
        raise Problem(ProblemKind.PARAMETER, f"filter: must be one of {', '.join(_FILTERS)}")
    sought = request.query.get("q", "").strip().casefold()[:200]
    before, most = whole(request, "before", 0, 1, LAST_CASE) or None, whole(request, "limit", CASES_A_PAGE, 1, MOST_CASES)
    found: list[Incident] = []
    looked = 0
    while looked < MOST_SIFTED and (before is None or before > 1) and len(found) < most:
        some = await incidents.page(community, before, most)
        if not some:
            return answer(CaseList([card(each, mode, now) for each in found], None))
        looked, before = looked + len(some), int(some[-1].n)
        wanted = [each.n for each in some if passes(each)]
        whole_ones = await incidents.several(community, wanted)
        found += [each for each in whole_ones if not sought or _matches(each, sought)]
    if len(found) > most:
        found, before = found[:most], int(found[most - 1].n)
    return answer(CaseList([card(each, mode, now) for each in found], str(before) if before is not None and before > 1 else None))


async def decide(request: web.Request) -> web.Response:
    """Carry out a decision, once, whoever was first."""
    page, community = page_of(request), community_of(request)
    n, named = request.match_info["n"], request.match_info["decision"]
    chosen = read(await body(request), DecisionBody)
    memory = page.service.memory
    decision = Decision(named)
    decided, state = await decisions.decide(memory, community, n, decision, chosen.by, of=chosen.entry or 0)
    if decided is DecisionState.REFUSED:
        raise Problem(ProblemKind.STATE, decisions.why_refused(f"case {n}", decision, state))
    page.service.wake()
    incident = await memory.incidents.read(community, n)
    if decided is DecisionState.UNKNOWN or incident is None:
        raise Problem(ProblemKind.NOT_FOUND, f"there is no case {n} here any more")
    done: Literal["done", "already"] = "done" if decided is DecisionState.DONE else "already"
    return answer(DecisionOutcome(done, card(incident, *await _now(memory, community))))


async def _now(memory: Memory, community: str) -> tuple[Mode, float]:
    """How far Hush may go in a community, and the store's time."""
    return (await memory.communities.reload(community)).settings.mode, memory.store.clock.now()


def _matches(incident: Incident, sought: str) -> bool:
    if sought.lstrip("#") == incident.n or sought in incident.account.casefold() or sought in incident.reason.casefold():
        return True
    if any(sought in account.casefold() for account in incident.accounts):
        return True
    return any(copy.original is not None and sought in copy.original.text.casefold() for copy in incident.copies)
