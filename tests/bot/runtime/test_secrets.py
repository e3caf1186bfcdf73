"""A whole run of the real process, with everything that is secret known: none of it is in anything that it says."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import redis

from bot.memory.embedded import throwaway
from bot.memory.embedded.server import Server
from discord_server.addresses import environment
from discord_server.server import DiscordServer
from support.browser import entrance
from support.discord_scene import DIP, scene
from support.hush_process import PATIENTLY, HushProcess, key_for
from support.site_client import TEXT, SiteClient, comment

RESTORE, PASSWORD, METRICS = "Q" * 43 + "=", "store-password-0451", "metrics-key-000000000000"
QUIET = "error,ignore:'audioop' is deprecated:DeprecationWarning"
OUTSIDE = ("/metrics", "/openapi.json", "/healthz", "/readyz", "/nothing", "/", "/?token=wrong")
INSIDE = ("/page/api/communities", "/page/api/site/incidents", "/page/api/site/settings", "/page/api/local/thread")
SITE = ("/v1/actions", "/v1/incidents", "/v1/incidents/1", "/v1/settings", "/v1/phrases", "/v1/campaigns", "/v1/comments/c0?author=spammer")


def locked(server: Server) -> str:
    """The store's address with a password that it asks for."""
    with redis.Redis(unix_socket_path=str(server.socket)) as client:
        client.acl_setuser("hush", enabled=True, passwords=[f"+{PASSWORD}"], keys=["*"], channels=["*"], commands=["+@all"])
    return f"unix://hush:{PASSWORD}@{server.socket}"


async def said_by(session: aiohttp.ClientSession, address: str, paths: tuple[str, ...], **headers: str) -> list[str]:
    """All that is answered at these addresses, headers included."""
    answers = []
    for path in paths:
        async with session.get(address + path, headers=headers) as answer:
            answers.append(f"{answer.headers} {await answer.text()}")
    return answers


async def sent_raw(address: str, request: str) -> None:
    """Something that is no request, as a client with a badly read file sends it; what is answered is the sender's own."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request.encode("latin-1"))
    await reader.read()
    writer.close()
    await writer.wait_closed()


async def test_no_secret_is_in_anything_that_is_said(tmp_path: Path, command: Callable[..., Any]) -> None:
    data = tmp_path / "data"
    with throwaway() as server:
        async with DiscordServer(faster=50) as discord:
            club = scene(discord, server.url)
            mallory = club.guild.member("mallory")
            told = {
                **environment(discord),
                "REDIS_URL": locked(server),
                "HUSH_RESTORE_KEY": RESTORE,
                "HUSH_METRICS_KEY": METRICS,
                "HUSH_WEBHOOKS_LOOPBACK": "yes",
                "PYTHONWARNINGS": QUIET,
            }
            key = await asyncio.to_thread(key_for, data, "site", **told)
            made = await asyncio.to_thread(command, "webhooks", "set", "site", "http://127.0.0.1:1/hush", **told)
            webhook = made.stdout.strip()
            assert webhook.startswith("whsec_")
            process = await asyncio.to_thread(HushProcess, data, told, PATIENTLY)
            outputs = []
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
                opened = await asyncio.to_thread(entrance, process)
                async with session.get(opened) as answer:
                    cookie = answer.headers["Set-Cookie"].partition(";")[0]
                site = SiteClient(session, process.address, "site", key)
                await site.post(*(comment(f"c{n}", 40 - n) for n in range(4)))
                await discord.until(lambda: discord.gateway.sessions)
                for _ in range(3):
                    await mallory.says(DIP, in_=club.general)
                for wrong in (key[:-1], METRICS, webhook, discord.token):
                    outputs += await said_by(session, process.address, (*OUTSIDE, *INSIDE, *SITE), Authorization=f"Bearer {wrong}")
                outputs += await said_by(session, process.address, SITE, Authorization=f"Bearer {key}")
                outputs += await said_by(session, process.address, INSIDE, Cookie=cookie)
                outputs += await said_by(session, process.address, ("/metrics",), Authorization=f"Bearer {METRICS}")
                for header in (f"Authorization: Bearer {key}\1", f"Cookie: {cookie}\1", f"X-Key: {key}\0", f"Bearer {key}: x", key):
                    await sent_raw(process.address, f"GET /v1/settings HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n")
                for line in (f"GET {opened}\1 HTTP/1.1", f"{key} / HTTP/1.1", f"GET /?k={key} HTTP/9.9", f"GET http://[{key}/ HTTP/1.1"):
                    await sent_raw(process.address, f"{line}\r\nHost: {key}:99999\r\n\r\n")
                for asked in (["check"], ["keys", "list"], ["webhooks", "show", "site"], ["explain", TEXT, TEXT]):
                    ended = await asyncio.to_thread(command, *asked, **told)
                    outputs += [ended.stdout, ended.stderr]
                os.kill(server.pid, signal.SIGKILL)
                assert (await site.ask("POST", "/v1/comments", comment("c9"))).status == 202
                async with asyncio.timeout(20):
                    while (refused := await site.ask("GET", "/readyz")).status != 503:  # noqa: ASYNC110 - asked over HTTP, as a site would
                        await asyncio.sleep(0.02)
                outputs += [refused.detail, *await said_by(session, process.address, (*OUTSIDE, *SITE), Authorization=f"Bearer {key}")]
                ended = await asyncio.to_thread(command, "keys", "list", **told)
                outputs += [ended.stdout, ended.stderr]
            process.process.send_signal(signal.SIGTERM)
            rest, _ = await asyncio.to_thread(process.process.communicate, timeout=30)
            assert process.end() == 0, process.log
    everything = "\n".join([*outputs, process.log])
    assert "store lost" in process.log
    assert "malformed requests refused" in process.log
    assert "Traceback" not in process.log
    assert "hush_comments_total" in everything
    token = opened.partition("token=")[2]
    secrets = (discord.token, RESTORE, PASSWORD, METRICS, key, key.rpartition(".")[2], webhook, webhook.removeprefix("whsec_"), token)
    assert [secret for secret in (*secrets, cookie.partition("=")[2]) if secret in everything] == []
    assert [secret for secret in secrets if secret in rest] == []
    assert not any(text in process.log for text in (TEXT, DIP, "Buy the dip"))
