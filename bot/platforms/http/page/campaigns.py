"""The moderators' campaigns on the page: the newest, and what a moderator decides on one."""

from __future__ import annotations

from aiohttp import web

from bot.memory.campaigns import CampaignDecision
from bot.platforms.http.campaigns import decided, told
from bot.platforms.http.models import CampaignLog
from bot.platforms.http.page.context import community_of, page_of
from bot.platforms.http.page.models import Chosen
from bot.platforms.http.problems import answer
from bot.platforms.http.reading import body, read

MOST = 5
"""Campaigns shown above the log; all of them are under ``/v1/campaigns``."""
DECISIONS = "|".join(decision.value for decision in CampaignDecision)


async def some(request: web.Request) -> web.Response:
    """The newest campaigns."""
    page, community = page_of(request), community_of(request)
    found = await page.service.memory.campaigns.page(community, most=MOST)
    return answer(CampaignLog([told(each) for each in found], None))


async def decide(request: web.Request) -> web.Response:
    """Carry out a decision, once, whoever was first."""
    page, community = page_of(request), community_of(request)
    decision = CampaignDecision(request.match_info["decision"])
    chosen = read(await body(request), Chosen)
    outcome = await decided(page.service.memory, community, request.match_info["n"], decision, chosen.by)
    page.service.wake()
    return answer(outcome)
