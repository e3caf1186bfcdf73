"""Hush describes its API as it is."""

import re

import aiohttp
from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.app import House
from bot.memory.campaigns import CampaignDecision
from bot.memory.incidents import Decision
from bot.web.api.openapi import OPERATIONS, described
from bot.web.server import CAMPAIGN_DECISIONS, DECISIONS
from support.site_client import SiteClient


async def test_the_description_is_openapi(open_house: House) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{open_house.address}/openapi.json") as answer:
        document = await answer.json()
    OpenAPIV31SpecValidator(document).validate()
    assert document["paths"].keys() == described()["paths"].keys()
    assert all(operation["summary"] for path in document["paths"].values() for operation in path.values())


async def test_every_described_address_is_there(site: SiteClient) -> None:
    for operation in OPERATIONS:
        path = re.sub(r"\{\w+\}", "1", operation.path)
        answer = await site.ask(operation.method.upper(), path)
        assert answer.status not in (401, 405, 500), operation
        if answer.status == 404:
            assert "there is nothing at" not in answer.detail, operation
    assert set(DECISIONS.split("|")) == {decision.value for decision in Decision}
    assert set(CAMPAIGN_DECISIONS.split("|")) == {decision.value for decision in CampaignDecision}
