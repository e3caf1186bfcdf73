"""``/v1/campaigns``: one text from several accounts, and what a moderator makes of it; and the brake."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web

from bot.memory import Memory
from bot.memory.campaigns import Campaign, CampaignDecision, Known
from bot.memory.incidents import DecisionState
from bot.moderation import decisions
from bot.moderation.campaign_cases import campaign_undoable, offered_to_all
from bot.moderation.cases import came_to_nothing
from bot.pipeline.ids import LAST_CASE, is_case
from bot.web.api.incidents import done_action
from bot.web.api.models import CampaignDecisionRequest, CampaignLog, ToldCampaign, ToldCampaignOutcome, ToldDecision, ToldMember, ToldVoice
from bot.web.context import SERVICE
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, read, whole
from rules.model import Mode

CAMPAIGNS_A_PAGE, MOST_CAMPAIGNS = 20, 50


async def log(request: web.Request) -> web.Response:
    """A page of campaigns, newest first."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    before, most = whole(request, "before", 0, 1, LAST_CASE), whole(request, "limit", CAMPAIGNS_A_PAGE, 1, MOST_CAMPAIGNS)
    found = await service.memory.campaigns.page(caller.community, before or None, most)
    mode = await _mode(service.memory, caller.community)
    return answer(CampaignLog([told(each, mode) for each in found], found[-1].n if len(found) == most else None))


async def one(request: web.Request) -> web.Response:
    """One campaign with everything."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    campaign = await _campaign(service.memory, caller.community, request.match_info["n"])
    return answer(told(campaign, await _mode(service.memory, caller.community)))


async def decide(request: web.Request) -> web.Response:
    """Carry out a moderator's decision on a campaign, once, whoever was first."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    raw = await body(request)
    choice = read(raw, CampaignDecisionRequest) if raw.strip() else CampaignDecisionRequest()
    decision = CampaignDecision(request.match_info["decision"])
    who, n = choice.by or f"key {caller.key}", request.match_info["n"]
    outcome = await decided(service.memory, caller.community, n, decision, who, of=choice.entry or 0, spared=choice.spare)
    service.wake()
    return answer(outcome)


async def resume(request: web.Request) -> web.Response:
    """End the brake: Hush acts on new cases again."""
    service = request.app[SERVICE]
    caller = await service.access.caller(request)
    await decisions.resume(service.memory, caller.community, f"key {caller.key}")
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def decided(
    memory: Memory, community: str, n: str, decision: CampaignDecision, who: str, *, of: int = 0, spared: Sequence[str] = ()
) -> ToldCampaignOutcome:
    """What became of a decision, and the campaign as it is now; a problem where it does not apply."""
    campaign = await _campaign(memory, community, n)
    became, state = await decisions.decide_campaign(memory, campaign, decision, who, of=of, spared=spared)
    if became is DecisionState.REFUSED:
        raise Problem(ProblemKind.STATE, decisions.why_refused(f"campaign {n}", decision, state))
    now = told(await _campaign(memory, community, n), await _mode(memory, community))
    return ToldCampaignOutcome("done" if became is DecisionState.DONE else "already", now)


async def _campaign(memory: Memory, community: str, n: str) -> Campaign:
    campaign = await memory.campaigns.read(community, n) if is_case(n) else None
    if campaign is None:
        raise Problem(ProblemKind.NOT_FOUND, f"this community has no campaign {n!r}; GET /v1/campaigns lists them")
    return campaign


async def _mode(memory: Memory, community: str) -> Mode:
    return (await memory.communities.reload(community)).settings.mode


def told(campaign: Campaign, mode: Mode) -> ToldCampaign:
    """The campaign as it is told outside, in a community that is in this mode now."""
    return ToldCampaign(
        id=campaign.n,
        state=campaign.state,
        why=campaign.why,
        opened=campaign.opened,
        thread=campaign.thread,
        waits=campaign.waits,
        texts=list(campaign.texts),
        accounts=[ToldMember(account, known is Known.SPARED) for account, known in campaign.accounts],
        copies=[ToldVoice(each.id, each.at, each.account, each.thread, each.state, each.why, each.own or None) for each in campaign.copies],
        actions=[done_action(each, campaign.n) for each in campaign.actions],
        history=[
            ToldDecision(each.verb, each.who, each.at, entry, each.of or None, came_to_nothing(campaign.actions, entry))
            for entry, each in enumerate(campaign.history, 1)
        ],
        offered=[each.value for each in offered_to_all(campaign, mode)],
        undoable=campaign_undoable(campaign),
    )
