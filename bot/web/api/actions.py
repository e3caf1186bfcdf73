"""``/v1/actions``: what a site without a webhook fetches, does, and answers for."""

from __future__ import annotations

import re

import msgspec
import structlog
from aiohttp import web

from bot.moderation.report import action_plain
from bot.platforms.site.messages import Acknowledgement
from bot.web.api.models import Acknowledged, FedAction, Feed
from bot.web.context import SERVICE
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, name, read, whole
from rules.model import Outcome, OutcomeState

log = structlog.get_logger()

ACTIONS_A_PAGE, MOST_ACTIONS = 100, 1000
LAST_SEQUENCE = 2**53 - 1
"""The largest sequence number: what a double holds exactly."""
_OPEN = frozenset({"leased", "waiting"})
"""States of an action that the site is still to do."""
_ID = re.compile(r"\d{1,15}:.+", re.DOTALL)


async def feed(request: web.Request) -> web.Response:
    """What is still to be done after a place in the feed, in order."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    after, most = whole(request, "after", 0, 0, LAST_SEQUENCE), whole(request, "limit", ACTIONS_A_PAGE, 1, MOST_ACTIONS)
    found: list[FedAction] = []
    while len(found) < most and (offered := await service.memory.queue.feed(caller.community, after, most - len(found))):
        after = offered[-1][0]
        for sequence, incident, record in offered:
            if record is not None and record.state in _OPEN:
                found.append(msgspec.convert({**action_plain(record, incident), "sequence": sequence}, FedAction))
    return answer(Feed(found, after))


async def acknowledge(request: web.Request) -> web.Response:
    """The site says what came of an action; said again, it changes nothing."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    action = request.match_info["id"]
    if not _ID.fullmatch(action):
        raise _unknown(action)
    name("id", action[:1])
    said = read(await body(request), Acknowledgement)
    finished = await service.memory.queue.acknowledge(caller.community, action, Outcome(OutcomeState(said.outcome), said.why))
    log.info("action acknowledged", community=caller.community, action=action, outcome=said.outcome)
    if finished.due:
        service.wake()
    if not finished.state:
        raise _unknown(action)
    if finished.state != said.outcome:
        raise Problem(ProblemKind.ENDED, f"the action {action!r} is {finished.state} already; what came of it first is kept")
    return answer(Acknowledged(action, finished.state))


def _unknown(action: str) -> Problem:
    return Problem(
        ProblemKind.NOT_FOUND, f"there is no action {action!r} here; ids are as GET /v1/actions gives them, percent-encoded in the path"
    )
