"""A house with its API on a free port, and sites that use it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.app import House, house
from bot.memory.encryption import Seal
from bot.runtime.config import Address, Config
from bot.web.socket import listening
from rules.model import Mode
from rules.settings import Settings
from support.patience import PATIENT
from support.site_client import SiteClient, SiteMaker


@pytest.fixture
async def open_house(redis_url: str) -> AsyncIterator[House]:
    with listening(Address("127.0.0.1", 0)) as door:
        async with house(door, redis_url, None, Seal(bytes(32)), Config(deadline=PATIENT)) as opened:
            yield opened


@pytest.fixture
async def sites(open_house: House) -> AsyncIterator[SiteMaker]:
    """Makes a site of a community in a mode, enforce if not said."""
    async with aiohttp.ClientSession() as session:

        async def make(community: str = "site", mode: Mode = Mode.ENFORCE) -> SiteClient:
            await open_house.memory.communities.configure(community, Settings(mode=mode), "test")
            _, key = await open_house.memory.communities.make_key(community)
            return SiteClient(session, open_house.address, community, key)

        yield make


@pytest.fixture
async def site(sites: SiteMaker) -> SiteClient:
    """A community that enforces."""
    return await sites()
