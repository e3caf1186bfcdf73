"""The moderators' campaigns on the page: the newest, and what a moderator decides on one; and the brake."""

from __future__ import annotations

from aiohttp import web

from bot.memory.campaigns import CampaignDecision
from bot.moderation import decisions
from bot.web.api.campaigns import decided, told
from bot.web.dashboard.context import community_of, page_of
from bot.web.dashboard.models import CampaignList, DecisionBody
from bot.web.problems import answer
from bot.web.requests import body, read

CAMPAIGNS_SHOWN = 5
"""Campaigns shown above the log; all of them are under ``/v1/campaigns``."""
CAMPAIGN_DECISION_PATH = "|".join(decision.value for decision in CampaignDecision)


async def some(request: web.Request) -> web.Response:
    """The newest campaigns, and whether the brake is on."""
    return await _shown(request)


async def decide(request: web.Request) -> web.Response:
    """Carry out a decision, once, whoever was first."""
    page, community = page_of(request), community_of(request)
    decision = CampaignDecision(request.match_info["decision"])
    chosen = read(await body(request), DecisionBody)
    outcome = await decided(page.service.memory, community, request.match_info["n"], decision, chosen.by)
    page.service.wake()
    return answer(outcome)


async def resume(request: web.Request) -> web.Response:
    """End the brake."""
    chosen = read(await body(request), DecisionBody)
    await decisions.resume(page_of(request).service.memory, community_of(request), chosen.by)
    return await _shown(request)


async def _shown(request: web.Request) -> web.Response:
    memory, community = page_of(request).service.memory, community_of(request)
    found = await memory.campaigns.page(community, most=CAMPAIGNS_SHOWN)
    mode = (await memory.communities.reload(community)).settings.mode
    return answer(CampaignList([told(each, mode) for each in found], await memory.campaigns.braked(community)))
