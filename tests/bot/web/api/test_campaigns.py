"""A site sees campaigns, and what its moderators decide on them comes back as actions."""

from typing import Any

from support.site_client import TEXT, SiteClient, brief, comment


async def raid(site: SiteClient, accounts: int = 4) -> None:
    """One copy from each; the last one moderates."""
    for number in range(accounts):
        roles = ["moderator"] if number == accounts - 1 else []
        await site.post(comment(f"c{number}", 40 - number, author=f"a{number}", account={"roles": roles}))


async def decide(site: SiteClient, decision: str, **choice: object) -> dict[str, Any]:
    answer = await site.ask("POST", f"/v1/campaigns/1/{decision}", choice)
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.body
    return told


async def test_hide_all_comes_as_actions_and_restore_takes_them_back(site: SiteClient) -> None:
    await raid(site)
    [campaign] = (await site.ask("GET", "/v1/campaigns")).body["campaigns"]
    assert (campaign["id"], campaign["state"], campaign["texts"]) == ("1", "open", [TEXT])
    assert [each["account"] for each in campaign["accounts"] if each["spared"]] == ["a3"]
    assert (await site.ask("GET", "/v1/incidents")).body["incidents"] == []
    assert [(each["do"], each["campaign"]) for each in await site.actions(1)] == [("alert", "1")]
    [call] = await site.does_all(1)
    assert (call["id"], call["account"], call["comments"]) == ("1:alert", "a2", [])
    told = await decide(site, "hide-all", by="ann")
    assert (told["decided"], told["campaign"]["history"][0]["by"]) == ("done", "ann")
    assert (await decide(site, "hide-all"))["decided"] == "already"
    assert brief(await site.does_all(3)) == [("hide", "c0"), ("hide", "c1"), ("hide", "c2")]
    now = (await site.ask("GET", "/v1/campaigns/1")).body
    assert [each["state"] for each in now["copies"]] == ["hidden", "hidden", "hidden", "stands"]
    assert "restore" in now["offered"]
    assert "hide-all" not in now["offered"]
    assert (await decide(site, "not-spam"))["campaign"]["state"] == "not spam"
    assert brief(await site.does_all(3)) == [("restore", "c0"), ("restore", "c1"), ("restore", "c2")]
    assert len((await site.ask("GET", "/v1/phrases")).body["phrases"]) == 1


async def test_what_does_not_apply_is_refused_and_an_incident_is_no_campaign(site: SiteClient) -> None:
    await raid(site)
    assert (await site.ask("POST", "/v1/campaigns/1/continue")).status == 409
    assert (await site.ask("POST", "/v1/incidents/1/hide")).status == 404
    assert "GET /v1/campaigns" in (await site.ask("GET", "/v1/campaigns/2")).detail
    assert (await site.ask("POST", "/v1/campaigns/1/hide-all", {"by": ""})).status in (400, 422)
    assert (await site.ask("DELETE", "/v1/brake")).status == 204


async def test_a_site_is_called_once_when_a_campaign_is_found_and_once_when_it_waits(site: SiteClient) -> None:
    for number in range(60):
        await site.post(comment(f"c{number}", 60 - number, author=f"a{number}"))
    called = [each["id"] for each in await site.actions(2) if each["do"] == "alert"]
    assert called == ["1:alert", "1:alert:waits"]


async def test_nobody_is_called_where_hush_observes(site: SiteClient) -> None:
    assert (await site.ask("PUT", "/v1/settings", {"settings": {"mode": "observe"}})).status == 200
    await raid(site)
    assert (await site.ask("GET", "/v1/campaigns/1")).status == 200
    assert not (await site.ask("GET", "/v1/actions")).body["actions"]


async def test_campaigns_are_read_page_by_page(site: SiteClient) -> None:
    texts = (
        "Win a holiday at sun-trips.example now",
        "Cheap watches for everybody at tick.example",
        "My channel has all the best videos on cats",
    )
    for place, text in enumerate(texts):
        for account in range(3):
            await site.post(comment(f"c{place}{account}", 20, author=f"a{place}{account}", text=text))
    first = (await site.ask("GET", "/v1/campaigns?limit=2")).body
    rest = (await site.ask("GET", f"/v1/campaigns?limit=2&before={first['before']}")).body
    pages = [[each["id"] for each in page["campaigns"]] for page in (first, rest)]
    assert pages == [["3", "2"], ["1"]]
    assert rest["before"] is None
