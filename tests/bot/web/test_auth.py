"""Keys and settings."""

import asyncio

import pytest

from bot.app import House
from bot.memory.communities import split_key
from support.site_client import SiteClient, SiteMaker, comment

PATHS = [
    ("POST", "/v1/comments"),
    ("PUT", "/v1/comments/c1"),
    ("DELETE", "/v1/comments/c1"),
    ("GET", "/v1/comments/c1"),
    ("GET", "/v1/actions"),
    ("POST", "/v1/actions/1:warn/ack"),
    ("GET", "/v1/incidents"),
    ("GET", "/v1/incidents/1"),
    ("POST", "/v1/incidents/1/restore"),
    ("GET", "/v1/settings"),
    ("PUT", "/v1/settings"),
    ("GET", "/v1/phrases"),
    ("DELETE", "/v1/phrases/x"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_nobody_gets_in_without_a_key(method: str, path: str, site: SiteClient, open_house: House) -> None:
    name = (split_key(site.key) or ("", "", ""))[1]
    wrong = ["", "hush", site.key[:-1], site.key + "x", site.key.replace("site", "other"), "hush.site.\xe9.x", f"hush..{name}.x"]
    for key in wrong:
        answer = await SiteClient(site.session, site.address, "site", key).ask(method, path, comment("c1"))
        assert answer.status == 401, key
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="hush"')
        assert "hush keys create" in answer.detail
    assert await open_house.memory.communities.revoke("site", name)
    assert (await site.ask(method, path, comment("c1"))).status == 401


async def test_another_scheme_is_no_key(site: SiteClient) -> None:
    assert (await site.ask("GET", "/v1/settings", Authorization=f"Basic {site.key}")).status == 401
    assert (await site.ask("GET", "/v1/settings", Authorization=f"bearer  {site.key} ")).status == 200


@pytest.mark.parametrize("community", ["my.site.example", "a/b:{c}%2E", "コメント", ".", "x" * 256])
async def test_any_community_can_have_a_key(community: str, sites: SiteMaker) -> None:
    site = await sites(community)
    [verdict] = await site.post(comment("c1", community=community))
    assert verdict["judged"]


async def test_settings_are_put_with_the_revision_they_were_read_at(site: SiteClient) -> None:
    read = await site.ask("GET", "/v1/settings")
    assert read.headers["ETag"] == f'"{read.body["revision"]}"'
    settings = read.body["settings"]
    settings["rules"]["repeats"] |= {"copies": 2, "window": "5m"}
    put = await site.ask("PUT", "/v1/settings", {"settings": settings, "revision": read.body["revision"]})
    assert (put.status, put.body["revision"]) == (200, read.body["revision"] + 1)
    assert put.body["settings"]["rules"]["repeats"]["window"] == "5m"
    *_, second = await site.post(comment("c1", 5), comment("c2"))
    assert second["flag"]
    stale = await site.ask("PUT", "/v1/settings", {"settings": settings, "revision": read.body["revision"]})
    assert stale.status == 409
    assert f"revision {put.body['revision']}" in stale.detail
    tagged = await site.ask("PUT", "/v1/settings", {"settings": settings}, If_Match=read.headers["ETag"])
    assert tagged.status == 412
    assert (await site.ask("PUT", "/v1/settings", {"settings": settings}, If_Match=put.headers["ETag"])).status == 200
    assert (await site.ask("PUT", "/v1/settings", {"settings": settings}, If_Match="x")).status == 400


async def test_of_two_who_change_the_settings_at_once_one_is_told(site: SiteClient) -> None:
    revision = (await site.ask("GET", "/v1/settings")).body["revision"]
    modes = ("observe", "alert", "enforce", "observe")
    answers = await asyncio.gather(*(site.ask("PUT", "/v1/settings", {"settings": {"mode": mode}, "revision": revision}) for mode in modes))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]


async def test_a_wrong_setting_is_named_with_all_the_others_and_nothing_changes(site: SiteClient) -> None:
    before = await site.ask("GET", "/v1/settings")
    wrong = {"mode": "fierce", "rules": {"repeats": {"copies": 99, "similarity": "much"}, "nonsense": {}}, "threads": {"t": {"place": 5}}}
    answer = await site.ask("PUT", "/v1/settings", {"settings": wrong})
    assert answer.status == 422
    assert [error["field"] for error in answer.body["errors"]] == [
        "mode",
        "rules.nonsense",
        "rules.repeats.copies",
        "rules.repeats.similarity",
        'threads."t".place',
    ]
    assert (await site.ask("GET", "/v1/settings")).body == before.body


async def test_leaving_enforce_takes_effect_with_the_next_comment(site: SiteClient) -> None:
    await site.post(comment("c1", 5), comment("c2", 4))
    await site.ask("PUT", "/v1/settings", {"settings": {"mode": "observe"}})
    [third] = await site.post(comment("c3"))
    assert (third["flag"], third["actions"]) == (True, [])


async def test_health_needs_no_key(site: SiteClient) -> None:
    for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
        async with site.session.get(site.address + path) as response:
            assert (response.status, await response.json()) == (200, {"status": status})
