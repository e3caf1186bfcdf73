"""What moderators decide over HTTP, each with all its parts, and once."""

import asyncio
from typing import Any

import pytest

from rules.model import Mode
from support.site_client import TEXT, SiteClient, SiteMaker, brief, comment

NOTICE_TAKEN_AWAY = ("restore", "")


@pytest.fixture
async def hidden(site: SiteClient) -> SiteClient:
    """Four copies; the site has hidden three and warned."""
    await site.post(*(comment(f"c{n}", 40 - n) for n in range(4)))
    await site.does_all(4)
    return site


async def decide(site: SiteClient, decision: str, **choice: object) -> dict[str, Any]:
    answer = await site.ask("POST", f"/v1/incidents/1/{decision}", choice)
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.body
    return told


async def timed_out(site: SiteClient) -> dict[str, Any]:
    """Give the account a second strike, whose timeout the site has carried out; the timeout."""
    await site.post(*(comment(f"d{n}", 30 - n, text="Win a free holiday in the sun, write to me today") for n in range(3)))
    await site.does_all(3)
    timeout: dict[str, Any]
    [timeout] = [action for action in (await site.incident("2"))["actions"] if action["do"] == "timeout"]
    if timeout["state"] != "done":
        await site.does_all(1)
    return timeout


async def test_restore_brings_everything_back(hidden: SiteClient) -> None:
    told = await decide(hidden, "restore", by="ann")
    assert (told["decided"], told["incident"]["state"], told["incident"]["right"], told["incident"]["strikes"]) == (
        "done",
        "restored",
        False,
        0,
    )
    assert [(each["decision"], each["by"]) for each in told["incident"]["history"]] == [("restore", "ann")]
    assert [copy["text"] for copy in told["incident"]["copies"]] == [TEXT] * 4
    assert brief(await hidden.actions(4)) == [NOTICE_TAKEN_AWAY, ("restore", "c1"), ("restore", "c2"), ("restore", "c3")]
    [later] = await hidden.post(comment("c9"))
    assert (later["flag"], later["actions"]) == (True, [])
    assert len((await hidden.ask("GET", "/v1/incidents")).body["incidents"]) == 1


async def test_restore_lifts_the_timeout_that_hush_set_and_no_other(hidden: SiteClient) -> None:
    timeout = await timed_out(hidden)
    answer = await hidden.ask("POST", "/v1/incidents/2/restore")
    assert answer.body["decided"] == "done"
    back = await hidden.actions(4)
    [lift] = [action for action in back if action["until"]]
    [notice] = [action for action in back if action["of"]]
    assert notice["of"] == "2:warn"
    assert (lift["do"], lift["account"], lift["until"]) == ("restore", "spammer", timeout["until"])


async def test_not_spam_allows_the_phrase_until_it_is_forgotten(hidden: SiteClient) -> None:
    told = await decide(hidden, "not-spam")
    assert told["incident"]["history"][0]["by"].startswith("key ")
    assert brief(await hidden.actions(4)) == [NOTICE_TAKEN_AWAY, ("restore", "c1"), ("restore", "c2"), ("restore", "c3")]
    phrases = (await hidden.ask("GET", "/v1/phrases")).body["phrases"]
    assert phrases == ["buy the dip and enter the market"]
    *_, allowed = await hidden.post(*(comment(f"e{n}", 20 - n, author="newcomer") for n in range(3)))
    assert not allowed["flag"]
    assert (await hidden.ask("DELETE", "/v1/phrases/buy%20the%20dip%20and%20enter%20the%20market")).status == 204
    assert (await hidden.ask("GET", "/v1/phrases")).body["phrases"] == []
    *_, judged = await hidden.post(*(comment(f"f{n}", 10 - n, author="another") for n in range(3)))
    assert judged["flag"]


async def test_pardon_voids_the_strike_and_leaves_the_text_hidden(hidden: SiteClient) -> None:
    timeout = await timed_out(hidden)
    answer = await hidden.ask("POST", "/v1/incidents/2/pardon", {"by": "ann"})
    incident = answer.body["incident"]
    assert (incident["state"], incident["right"], incident["strikes"]) == ("pardoned", True, 0)
    [lift] = [action for action in await hidden.actions(2) if action["until"]]
    assert (lift["do"], lift["comments"], lift["until"]) == ("restore", [], timeout["until"])
    assert {action["state"] for action in incident["actions"] if action["do"] == "hide"} == {"done"}


async def test_confirm_counts_as_right_and_changes_nothing_else(hidden: SiteClient) -> None:
    before = await hidden.incident()
    told = await decide(hidden, "confirm", by="ann")
    offered = [each for each in before["offered"] if each != "confirm"]
    assert [each for each in told["incident"]["offered"] if each != "wrong"] == offered
    assert told["incident"]["undoable"] == [1]
    assert told["incident"] | {"right": None, "history": [], "offered": before["offered"], "undoable": []} == before
    assert told["incident"]["right"] is True
    assert await hidden.actions() == []


async def test_hide_takes_the_first_too_when_told_to(hidden: SiteClient) -> None:
    assert (await decide(hidden, "hide"))["decided"] == "already"
    assert (await decide(hidden, "hide", first=True, by="ann"))["decided"] == "done"
    assert brief(await hidden.actions(1)) == [("hide", "c0")]
    assert (await decide(hidden, "hide", first=True))["decided"] == "already"
    await hidden.does_all(1)
    await decide(hidden, "restore")
    assert brief(await hidden.actions(5)) == [NOTICE_TAKEN_AWAY, *(("restore", f"c{n}") for n in range(4))]


async def test_hide_on_an_alert_hides_all_but_the_first(sites: SiteMaker) -> None:
    site = await sites(mode=Mode.ALERT)
    await site.post(*(comment(f"c{n}", 40 - n) for n in range(3)))
    await site.does_all(1)
    assert (await decide(site, "hide"))["decided"] == "done"
    assert brief(await site.actions(2)) == [("hide", "c1"), ("hide", "c2")]


@pytest.mark.parametrize("decision", ["restore", "not-spam", "pardon", "confirm", "hide"])
async def test_two_at_the_same_moment_decide_once(hidden: SiteClient, decision: str) -> None:
    choices = [{"by": name, "first": True} for name in ("ann", "bo", "cy", "di")]
    answers = await asyncio.gather(*(hidden.ask("POST", f"/v1/incidents/1/{decision}", choice) for choice in choices))
    assert sorted(answer.body["decided"] for answer in answers) == ["already"] * 3 + ["done"]
    assert len((await hidden.incident())["history"]) == 1
    expected = {"restore": 4, "not-spam": 4, "pardon": 1, "confirm": 0, "hide": 1}[decision]
    assert len(await hidden.actions(expected)) == expected


async def test_restore_and_pardon_at_the_same_moment_leave_one_story(hidden: SiteClient) -> None:
    await asyncio.gather(*(hidden.ask("POST", f"/v1/incidents/1/{decision}", {}) for decision in ("restore", "pardon")))
    incident = await hidden.incident()
    assert incident["state"] == "restored"
    assert brief(await hidden.actions(4)) == [NOTICE_TAKEN_AWAY, ("restore", "c1"), ("restore", "c2"), ("restore", "c3")]


async def test_what_does_not_apply_is_refused_with_the_state(hidden: SiteClient) -> None:
    await decide(hidden, "restore")
    answer = await hidden.ask("POST", "/v1/incidents/1/pardon")
    assert answer.status == 409
    assert "restored" in answer.detail


async def test_another_communitys_incident_is_not_there(sites: SiteMaker) -> None:
    ours, theirs = await sites("ours"), await sites("theirs")
    await ours.post(*(comment(f"c{n}", 40 - n) for n in range(3)))
    assert (await theirs.ask("GET", "/v1/incidents")).body["incidents"] == []
    for method, path, body in (
        ("GET", "/v1/incidents/1", None),
        ("POST", "/v1/incidents/1/restore", {}),
        ("POST", "/v1/actions/1:warn/ack", {"outcome": "done"}),
    ):
        assert (await theirs.ask(method, path, body)).status == 404
    assert (await ours.incident())["state"] == "open"
    assert len(await ours.actions(3)) == 3


async def test_the_log_is_read_page_by_page_newest_first(site: SiteClient) -> None:
    for account in range(7):
        await site.post(*(comment(f"c{account}{n}", 40 - n, author=f"a{account}") for n in range(3)))
    seen, before = [], ""
    while True:
        page = (await site.ask("GET", f"/v1/incidents?limit=3{before}")).body
        seen += [incident["id"] for incident in page["incidents"]]
        if page["before"] is None:
            break
        before = f"&before={page['before']}"
    assert seen == ["8", "7", "6", "5", "4", "2", "1"]  # 3 is the campaign of them all
