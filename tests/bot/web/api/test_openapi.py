"""Hush describes its API as it is."""

import re

import aiohttp
from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.app import House
from bot.memory.campaigns import CampaignDecision
from bot.memory.incidents import Decision
from bot.web.api.openapi import described
from support.site_client import SiteClient


async def test_the_description_is_openapi(open_house: House) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{open_house.address}/openapi.json") as answer:
        document = await answer.json()
    OpenAPIV31SpecValidator(document).validate()
    assert document["paths"].keys() == described()["paths"].keys()
    assert all(operation["summary"] for path in document["paths"].values() for operation in path.values())


async def test_every_described_address_is_there(site: SiteClient) -> None:
    described_paths = described()["paths"]
    assert {f"/v1/incidents/{{n}}/{each}" for each in Decision} <= described_paths.keys()
    assert {f"/v1/campaigns/{{n}}/{each}" for each in CampaignDecision} <= described_paths.keys()
    for path, method in ((path, method) for path, methods in described_paths.items() for method in methods):
        answer = await site.ask(method.upper(), re.sub(r"\{\w+\}", "1", path))
        assert answer.status not in (401, 405, 500), (method, path)
        if answer.status == 404:
            assert "there is nothing at" not in answer.detail, (method, path)


async def test_a_decision_that_there_is_none_of_has_no_address(site: SiteClient) -> None:
    for path in ("/v1/incidents/1/applaud", "/v1/campaigns/1/applaud", "/v1/incidents/1/restore/more"):
        answer = await site.ask("POST", path)
        assert (answer.status, "there is nothing at" in answer.detail) == (404, True)
