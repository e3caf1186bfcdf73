"""A whole life for the store to remember: a site, the local page and a Discord server, each with an account that floods and others beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import aiohttp

from bot.app import house
from bot.memory import Memory
from bot.memory.encryption import Seal
from bot.memory.notices import Notices
from bot.memory.pairing import Pairing
from bot.memory.rate_limits import Budget, RateLimits
from bot.pipeline.pipeline import Pipeline
from bot.runtime.config import Address, Config
from bot.web.socket import listening
from discord_server.server import DiscordServer
from rules.model import Comment, Mode, Original
from rules.settings import Settings
from support.discord_scene import hush_in, scene
from support.house import Nobody
from support.patience import PATIENT, patient
from support.site_client import SiteClient, comment

MALLORY, TRUDY = "mallory-4711", "trudy-4712"
SITE, LOCAL = "gazette.example", "local"
RAID = "Join the free giveaway at coin-drop.example before midnight"
OWN = {MALLORY: "marmalade", TRUDY: "chutney"}
"""A word that only this account says."""
SEAL = Seal(b"k" * 32)


@dataclass(frozen=True, slots=True)
class Lived:
    """Who lived it on Discord: the community, the flooding account and another."""

    guild: str
    mallory: str
    other: str
    said: tuple[str, ...]
    """The ids of what mallory said there."""


async def live(url: str) -> Lived:
    """Fill the store at ``url``."""
    await _site(url)
    lived = await _discord(url)
    store = patient(url)
    memory = Memory(store, SEAL)
    await store.meet()
    try:
        await _page(memory)
        await _rarely(memory, lived.guild, lived.mallory, lived.other)
    finally:
        await store.close()
    return lived


def flood(word: str) -> str:
    """What is said too often."""
    return f"Cheap {word} at the third kiosk behind the harbour"


async def _site(url: str) -> None:
    """Floods, a campaign, a moderator's decisions, and so many cases that the brake holds."""
    with listening(Address("127.0.0.1", 0)) as door:
        async with house(door, url, None, SEAL, Config(deadline=PATIENT)) as opened, aiohttp.ClientSession() as session:
            memory = opened.memory
            await memory.communities.configure(SITE, Settings(mode=Mode.ENFORCE), "ann")
            site = SiteClient(session, opened.address, SITE, (await memory.communities.make_key(SITE, "blog"))[1])
            for account in (MALLORY, TRUDY):
                for n in range(3):
                    told = comment(f"{account}-{n}", 60 - n, author=account, text=flood(OWN[account]), topic="Harbours")
                    assert (await site.ask("POST", "/v1/comments", told, Idempotency_Key=f"{account}{n}")).status == 200
            for account in (MALLORY, TRUDY, "carol", "dave"):
                await site.post(comment(f"raid-{account}", 30, author=account, text=RAID))
            await site.post(*(comment(f"gm{n}", 20, author=f"early{n}", text="gm all") for n in range(10)))
            await site.actions(4)
            assert (await site.ask("POST", "/v1/incidents/1/ban", {"by": "ann"})).status == 200
            assert (await site.ask("POST", "/v1/incidents/2/not-spam", {"by": "ann"})).status == 200
            for n in range(21):
                text = " ".join(f"{chr(97 + n)}{letter * 5}" for letter in "aeiouy")
                await site.post(*(comment(f"many-{n}-{k}", 10 - k, author=f"many{n}", text=text) for k in range(3)))


async def _discord(url: str) -> Lived:
    """A flood with its card and notice, and one that is told in private."""
    async with DiscordServer(faster=50) as server:
        club = scene(server, url)
        mallory, other = club.guild.member("mallory"), club.guild.member("trudy")
        async with hush_in(club) as hush:
            for who, word in ((mallory, OWN[MALLORY]), (other, OWN[TRUDY])):
                for _ in range(3):
                    server.advance(6)
                    await who.says(flood(word), in_=club.general)
                    await club.heard()
            await server.until(lambda: len(club.cards) == 2)
            await club.heard()
            await hush.discord.listener.flush()
        return Lived(
            club.community,
            str(mallory.id),
            str(other.id),
            tuple(str(one.id) for one in club.general.messages.values() if one.author is mallory.account),
        )


async def _page(memory: Memory) -> None:
    """The local page's own thread."""
    now = time.time()
    for account in (MALLORY, TRUDY):
        said = Comment(id=f"p-{account}", community=LOCAL, author=account, thread="t", at=now, text=flood(OWN[account]), topic="Harbours")
        await memory.threads.post(said)
        await memory.threads.veil(LOCAL, account, "t", said.id, veiled=True)
        await memory.threads.stand(LOCAL, account, "notice", f"{account}:warn", thread="t")


async def _rarely(memory: Memory, guild: str, mallory: str, other: str) -> None:
    """What only comes about when something is refused, chosen, or left undone."""
    await memory.communities.configure(LOCAL, Settings(mode=Mode.ENFORCE), "ann")
    undone, now = Pipeline(memory, Nobody()), time.time()
    for n in range(3):
        await undone.take_in(Comment(id=f"u{n}", community=LOCAL, author="ulf", thread="t", at=now - 3 + n, text=flood("jam")), LOCAL)
    await Pairing(memory.store, memory.seal).enter()
    await memory.webhooks.set(SITE, "https://gazette.example/hook")
    await memory.entrances.spend("an address", 30 * 86400.0)
    for account in (mallory, other):
        await Notices(memory.store, "discord").first_today(guild, account, "1:warn")
        shown = Original(OWN[MALLORY], name="Luna")
        await memory.reposts.note(guild, account, (f"r-{account}", now), "4713", shown)
    await RateLimits(memory.store).refused(guild, "4711", "manage_messages", 50013, 600)
    await RateLimits(memory.store).ask([(guild, 0)], 1, Budget(rate=40.0, share=0.5, slow=100, stop=1000))
