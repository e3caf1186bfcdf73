"""Forged or replayed keys, cookies, tokens, origins, signatures and button ids: none is accepted. HUSH_FORGERIES sets how many of each."""

import asyncio
import base64
import os
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import aiohttp
from standardwebhooks import Webhook, WebhookVerificationError

from bot.app import house
from bot.memory.encryption import Seal
from bot.platforms.discord.commands.moderate import NEEDS
from bot.runtime.config import Address, Config
from bot.web.dashboard.session import Session
from bot.web.socket import listening
from discord_server.server import DiscordServer
from discord_server.world.interaction import COMPONENT
from discord_server.world.permission import Permission
from rules.model import Mode
from rules.settings import Settings
from support.discord_scene import DIP, hush_in, scene
from support.patience import PATIENT
from support.site_client import quoted

MANY = int(os.environ.get("HUSH_FORGERIES", "200"))
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-=+/"
API = "/page/api/local/thread"


def forged(genuine: str, chance: random.Random, count: int = MANY) -> Iterator[str]:
    """Texts near a genuine one that are not it: a letter changed, left out, put in, swapped; the end cut off; all of it made up."""
    for _ in range(count):
        place, letter = chance.randrange(len(genuine)), chance.choice(LETTERS)
        made = chance.choice(
            [
                genuine[:place] + letter + genuine[place + 1 :],
                genuine[:place] + genuine[place + 1 :],
                genuine[:place] + letter + genuine[place:],
                genuine[place:] + genuine[:place],
                genuine[:place],
                genuine + letter,
                "".join(chance.choices(LETTERS, k=len(genuine))),
            ]
        )
        if made != genuine:
            yield made


def same(one: str, other: str) -> bool:
    """Whether two signatures are the same bytes: base64 has more than one way to write them, and decoders skip strange letters."""
    return base64.b64decode(one.partition(",")[2]) == base64.b64decode(other.partition(",")[2])


async def accepted(session: aiohttp.ClientSession, asked: Iterable[tuple[str, dict[str, str]]]) -> list[object]:
    """Of requests, each an address and its headers, those that were answered as a genuine one is."""
    taken: list[object] = []
    for url, headers in asked:
        async with session.get(url, headers=headers) as answer:
            assert answer.status in (200, 400, 401, 403), answer.status
            if answer.status == HTTPStatus.OK:
                taken.append((url, headers))
    return taken


async def test_no_forged_key_cookie_token_or_origin_is_accepted(redis_url: str) -> None:
    chance, printed = random.Random(6), list[str]()
    with listening(Address("127.0.0.1", 0)) as door:
        async with (
            house(door, redis_url, None, Seal(b"k" * 32), Config(deadline=PATIENT), printed.append) as opened,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            communities, settings, page = opened.memory.communities, f"{opened.address}/v1/settings", opened.address + API
            (old, revoked), (_, key) = await communities.make_key("site"), await communities.make_key("site")
            await communities.revoke("site", old)
            keys = [(settings, {"Authorization": f"Bearer {made}"}) for made in (*forged(key, chance), revoked)]
            assert await accepted(session, keys) == []
            assert await accepted(session, [(settings, {"Authorization": f"Bearer {key}"})])

            opened.page.open()
            entrance = printed[-1]
            token = entrance.partition("token=")[2]
            assert await accepted(session, [(f"{opened.address}/?token={quoted(made)}", {}) for made in forged(token, chance)]) == []
            async with session.get(entrance) as answer:
                name, _, cookie = answer.headers["Set-Cookie"].partition(";")[0].partition("=")
            assert await accepted(session, [(entrance, {})]) == []

            foreign = Session(opened.page.address, opened.page.public, Seal(b"x" * 32).page, printed.append)
            foreign.open()
            ended, ending = f"1.{'A' * 16}", f"9999999999.{'A' * 16}"
            tokens = (
                printed[-1].partition("token=")[2],
                f"{ended}.{opened.page._sign(ended, 'entrance')[:32]}",
                f"{ending}.{opened.page._sign(ending, 'page')[:32]}",
            )
            assert await accepted(session, [(f"{opened.address}/?token={quoted(made)}", {}) for made in tokens]) == []
            over, ahead = f"1.{'0' * 16}", f"9999999999.{'0' * 16}"
            made_up = (*forged(cookie, chance), f"{ahead}.{foreign._sign(ahead, 'page')}", f"{over}.{opened.page._sign(over, 'page')}")
            assert await accepted(session, [(page, {"Cookie": f"{name}={made}"}) for made in made_up]) == []
            inside = {"Cookie": f"{name}={cookie}"}
            assert await accepted(session, [(page, inside | {"Origin": made}) for made in forged(opened.address, chance)]) == []
            hosts = [
                made for made in forged(opened.address.removeprefix("http://"), chance) if "/" not in made and not made.startswith("127.")
            ]
            assert await accepted(session, [(page, inside | {"Host": made}) for made in hosts]) == []
            assert await accepted(session, [(page, inside | {"Origin": opened.address})])


async def test_no_forged_or_replayed_webhook_verifies() -> None:
    chance = random.Random(6)
    signer, now, body = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), datetime.now(UTC), '{"type":"action","data":{"do":"hide"}}'

    def told(name: str, at: datetime, signature: str) -> dict[str, str]:
        return {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}

    genuine = signer.sign("site:1:warn", now, body)
    signer.verify(body, told("site:1:warn", now, genuine))
    tries = [
        *((body, told("site:1:warn", now, made)) for made in forged(genuine, chance)),
        *((made, told("site:1:warn", now, genuine)) for made in forged(body, chance)),
        *((body, told(made, now, genuine)) for made in forged("site:1:warn", chance)),
        *((body, told("site:1:warn", now + timedelta(seconds=by), genuine)) for by in (*range(-300, 0), *range(1, 300))),
        (body, told("site:1:warn", now, Webhook("whsec_" + "A" * 32).sign("site:1:warn", now, body))),
        *(
            (body, told("site:1:warn", then, signer.sign("site:1:warn", then, body)))
            for then in (now - timedelta(seconds=301 + later) for later in range(MANY))
        ),
    ]
    taken = []
    for content, headers in tries:
        try:
            signer.verify(content, headers)
        except (WebhookVerificationError, ValueError):  # the latter from what is not even shaped like a signature
            continue
        taken.append((content, headers))
    assert [each for each in taken if each[0] != body or not same(each[1]["webhook-signature"], genuine)] == []


async def test_no_forged_button_does_anything(redis_url: str) -> None:
    chance = random.Random(6)
    async with DiscordServer(faster=50) as server:
        club = scene(server, redis_url)
        mallory, alice = club.guild.member("mallory"), club.guild.member("alice")
        elsewhere = server.guild("Another club")
        there = elsewhere.text_channel("general")
        boss = elsewhere.member("boss", [elsewhere.role("boss", Permission.ADMINISTRATOR, position=10)])
        async with hush_in(club, Settings(mode=Mode.ALERT)):
            said = []
            for _ in range(3):
                server.advance(5)
                said.append(await mallory.says(DIP, in_=club.general))
                await club.heard()
            card = await club.shows("Over to you")
            own = [f"hush:{verb}:1" for verb in NEEDS]
            asked = [(alice, club.general, name) for name in own]  # who may not
            asked += [(boss, there, name) for name in own]  # who may, but not here: the case is another server's
            asked += [(club.mod, club.log, made) for name in own for made in forged(name, chance, MANY // len(own)) if made not in own]
            for first in range(0, len(asked), 200):  # what Hush does not answer is waited for
                some = asked[first : first + 200]
                presses = (
                    who._asks(COMPONENT, {"custom_id": name, "component_type": 2, "id": 1}, at, message=card) for who, at, name in some
                )
                await asyncio.gather(*presses, return_exceptions=True)
            await club.heard()
            [incident] = await club.incidents()
            assert (incident.state, incident.history) == ("open", ())
            assert all(one.stands for one in said)
            assert "Hiding" in (await club.mod.presses(card, "Hide")).text
            await server.until(lambda: [one.stands for one in said] == [True, False, False])
            assert (club.notices, club.guild.bans, mallory.is_timed_out) == ([], {}, False)  # what was forged came before


async def test_a_one_time_address_opens_once_at_any_of_the_processes(redis_url: str) -> None:
    printed = list[str]()
    with listening(Address("127.0.0.1", 0)) as one, listening(Address("127.0.0.1", 0)) as other:
        async with (
            house(one, redis_url, None, Seal(b"k" * 32), entrance=printed.append) as first,
            house(other, redis_url, None, Seal(b"k" * 32), entrance=printed.append) as second,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            first.page.open()
            token = printed[0].partition("token=")[2]
            answers = await asyncio.gather(
                *(session.get(f"{each.address}/?token={token}") for each in (second, first, second)),
            )
            assert sorted(answer.status for answer in answers) == [200, 401, 401]
            assert len(printed) == 2, "whoever let a browser in prints the next address"
