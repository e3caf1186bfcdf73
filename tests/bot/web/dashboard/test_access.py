"""Hush lets in whoever has the printed address, once, and answers nobody but its own page."""

from pathlib import Path

import aiohttp
import pytest

from support.browser import entrance
from support.hush_process import HushProcess, running

API = "/page/api/local/thread"


async def status(url: str, method: str = "GET", cookie: str = "", **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Cookie": cookie} if cookie else {})
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=sent, data=b"{}" if method == "POST" else None) as answer,
    ):
        return answer.status


async def cookie_of(address: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        told = answer.headers["Set-Cookie"]
        assert "HttpOnly" in told
        assert "SameSite=Strict" in told
        return told.partition(";")[0]


async def test_an_address_works_once_and_the_next_is_printed(hush: HushProcess) -> None:
    first = entrance(hush)
    assert await status(first) == 200
    assert await status(first) == 401
    second = entrance(hush)
    assert second != first
    assert await status(second) == 200


@pytest.mark.parametrize(
    ("method", "path", "headers", "answer"),
    [
        ("GET", API, {}, 200),
        ("POST", "/page/api/local/play", {}, 403),  # browsers send Origin with every POST
        ("POST", "/page/api/local/play", {"Origin": "https://evil.example"}, 403),
        ("POST", "/page/api/local/play", {"Origin": "null"}, 403),
        ("GET", API, {"Origin": "https://evil.example"}, 403),
        ("GET", API, {"Sec_Fetch_Site": "cross-site"}, 403),
        ("GET", API, {"Host": "evil.example"}, 403),
        ("GET", "/", {"Host": "evil.example"}, 403),
        ("GET", "/page/main.js", {"Host": "evil.example"}, 403),
    ],
)
async def test_only_the_page_itself_is_answered(hush: HushProcess, method: str, path: str, headers: dict[str, str], answer: int) -> None:
    cookie = await cookie_of(entrance(hush))
    assert await status(hush.address + path, method, cookie, **headers) == answer


async def test_a_cookie_that_was_made_up_is_refused(hush: HushProcess) -> None:
    name = (await cookie_of(entrance(hush))).partition("=")[0]
    for made_up in ("", "9999999999.aa.bb", "9999999999.aa." + "0" * 64, "é", "1.2.3.4"):
        assert await status(hush.address + API, cookie=f"{name}={made_up}") == 401


async def test_beyond_this_machine_the_page_is_closed_unless_it_is_said_where_it_is_opened(tmp_path: Path) -> None:
    with running(tmp_path / "data", HUSH_HTTP="0.0.0.0:0") as hush:
        address = f"http://127.0.0.1:{hush.address.rpartition(':')[2]}"
        assert await status(address + "/") == 403
        assert await status(address + "/healthz") == 200
        assert "can be reached from other machines" in hush.log
    with running(tmp_path / "data", HUSH_HTTP="0.0.0.0:0", HUSH_HTTP_PUBLIC="https://mod.example.org") as hush:
        port = hush.address.rpartition(":")[2]
        printed = entrance(hush)
        assert printed.startswith("https://mod.example.org/?token=")
        inside = f"http://127.0.0.1:{port}/{printed.rpartition('/')[2]}"
        assert await status(inside, Host="evil.example") == 403
        assert await status(inside, Host="mod.example.org") == 200
