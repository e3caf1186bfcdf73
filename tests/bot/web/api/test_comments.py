"""Edits, removals, questions, and answers that are given once."""

import asyncio
import json
import time
from typing import Any

from bot.app import House
from rules.model import Mode
from support.site_client import TEXT, SiteClient, SiteMaker, brief, comment

OTHER = "The second draft is where the craft begins, said the printer."


async def edit(site: SiteClient, name: str, text: str, edited_at: float | None = None, **more: object) -> dict[str, Any]:
    body = {"author": "spammer", "text": text, "edited_at": time.time() if edited_at is None else edited_at, **more}
    answer = await site.ask("PUT", f"/v1/comments/{name}", body)
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.body
    return told


async def known(site: SiteClient, name: str, author: str = "spammer") -> dict[str, Any]:
    answer = await site.ask("GET", f"/v1/comments/{name}?author={author}")
    assert answer.status == 200, answer.body
    told: dict[str, Any] = answer.body
    return told


async def test_a_verdict_is_told_in_full(site: SiteClient) -> None:
    *_, third = await site.post(*(comment(f"c{n}", 30 - n, account={"roles": ["member"]}) for n in range(3)))
    actions = third.pop("actions")
    assert third == {
        "id": "c2",
        "judged": True,
        "flag": True,
        "score": third["score"],
        "rules": ["repeats"],
        "reason": third["reason"],
        "copies": ["c0", "c1"],
        "accounts": [],
    }
    assert third["reason"].startswith("3 copies in 2 seconds")
    assert 0.5 <= third["score"] <= 1
    same = {"incident": "1", "account": "spammer", "until": None, "of": None, "campaign": None}
    assert sorted(actions, key=lambda action: str(action["id"])) == [
        {"id": "1:hide:c1", "do": "hide", "comments": ["c1"], **same},
        {"id": "1:hide:c2", "do": "hide", "comments": ["c2"], **same},
        {"id": "1:warn", "do": "warn", "comments": [], **same},
    ]
    fed = await site.actions(3)
    assert [action.pop("sequence") for action in fed] == sorted({action["sequence"] for action in await site.actions()})
    assert sorted(fed, key=lambda action: str(action["id"])) == sorted(actions, key=lambda action: str(action["id"]))


async def test_an_edit_that_leaves_the_words_as_they_were_changes_nothing(site: SiteClient) -> None:
    await site.post(comment("c1", 50), comment("c2", 40))
    for name in ("c1", "c2", "c1"):
        verdict = await edit(site, name, TEXT.upper().replace(" ", "  "))
        assert (verdict["flag"], verdict["actions"]) == (False, [])
    assert await site.actions() == []


async def test_an_edit_into_a_copy_is_judged(site: SiteClient) -> None:
    await site.post(comment("c1", 50), comment("c2", 40), comment("c3", 30, text=OTHER))
    verdict = await edit(site, "c3", TEXT)
    assert (verdict["flag"], verdict["copies"]) == (True, ["c1", "c2"])
    assert brief(await site.actions(3)) == [("hide", "c2"), ("hide", "c3"), ("warn", "")]
    incident = await site.incident()
    assert [copy["text"] for copy in incident["copies"]] == [TEXT] * 3


async def test_of_two_edits_the_later_wins_in_any_order(site: SiteClient) -> None:
    now = time.time()
    await site.post(comment("c1", 50, text=OTHER))
    await edit(site, "c1", "the last word on the matter", now - 10)
    await edit(site, "c1", "not the last word at all, no", now - 20)
    await site.post(comment("d1", 5, text="the last word on the matter"))
    assert (await known(site, "d1"))["copies"] == ["c1"]
    answer = await site.ask("PUT", "/v1/comments/c1", {"author": "spammer", "text": "a third one now, quite other", "edited_at": now - 10})
    assert answer.status == 409


async def test_an_edit_may_come_before_its_comment_is_known(site: SiteClient) -> None:
    verdict = await edit(site, "c9", TEXT, thread="t", at=time.time() - 5)
    assert verdict["judged"]
    assert (await known(site, "c9"))["thread"] == "t"


async def test_a_removed_comment_goes_on_counting_and_its_text_goes(site: SiteClient) -> None:
    await site.post(comment("c1", 50), comment("c2", 40))
    answer = await site.ask("DELETE", "/v1/comments/c1?author=spammer")
    assert (answer.status, answer.body) == (204, None)
    assert (await site.ask("DELETE", "/v1/comments/c2", {"author": "spammer"})).status == 204
    assert (await known(site, "c1"))["gone"]
    [verdict] = await site.post(comment("c3"))
    assert (verdict["flag"], verdict["copies"]) == (True, ["c1", "c2"])
    assert [copy["text"] for copy in (await site.incident())["copies"]] == [None, None, TEXT]


async def test_a_known_comment_is_told_with_what_was_done_about_it(site: SiteClient) -> None:
    await site.post(*(comment(f"c{n}", 30 - n) for n in range(3)))
    told = await known(site, "c1")
    assert (told["judged"], told["flag"], told["copies"], told["incident"], told["author"]) == (True, False, ["c0"], "1", "spammer")
    assert brief(told["actions"]) == [("hide", "c1")]


async def test_an_account_that_moderates_gets_a_card_and_nothing_else(site: SiteClient) -> None:
    for role in ("Owner", "administrator", "ADMIN", " moderator "):
        *_, last = await site.post(*(comment(f"{role}{n}", 30 - n, author=role, account={"roles": ["x", role]}) for n in range(3)))
        assert (last["flag"], last["actions"]) == (True, [])
    assert {incident["why"] for incident in (await site.ask("GET", "/v1/incidents")).body["incidents"]} == {"exempt"}


async def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(site: SiteClient) -> None:
    await site.post(comment("c1", 20), comment("c2", 10))
    third = comment("c3")
    first = await site.ask("POST", "/v1/comments", third, Idempotency_Key="k 1".replace(" ", "-"))
    assert first.body["flag"]
    await site.does_all(3)
    again = await site.ask("POST", "/v1/comments", third, Idempotency_Key="k-1")
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await site.ask("POST", "/v1/comments", comment("c4"), Idempotency_Key="k-1")
    assert other.status == 422
    assert "new key" in other.detail
    assert (await site.ask("GET", "/v1/comments/c4?author=spammer")).status == 404


async def test_a_key_is_one_communitys_own(sites: SiteMaker) -> None:
    one, two = await sites("one"), await sites("two")
    assert (await one.ask("POST", "/v1/comments", comment("c1"), Idempotency_Key="k")).status == 200
    assert (await two.ask("POST", "/v1/comments", comment("c2"), Idempotency_Key="k")).status == 200


async def test_what_is_refused_may_be_mended_under_the_same_key(site: SiteClient) -> None:
    bad = await site.ask("POST", "/v1/comments", comment("c1") | {"at": -1}, Idempotency_Key="k")
    assert bad.status == 422
    assert (await site.ask("POST", "/v1/comments", comment("c1"), Idempotency_Key="k")).status == 200


async def test_twenty_at_once_under_one_key_get_one_answer(site: SiteClient) -> None:
    await site.post(comment("c1", 20), comment("c2", 10))
    third = json.dumps(comment("c3")).encode()
    answers = await asyncio.gather(*(site.ask("POST", "/v1/comments", raw=third, Idempotency_Key="k") for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert len({json.dumps(answer.body) for answer in answers}) == 1
    assert brief(await site.actions(3)) == [("hide", "c2"), ("hide", "c3"), ("warn", "")]


async def test_an_answer_is_kept_for_a_day(site: SiteClient, open_house: House) -> None:
    await site.ask("POST", "/v1/comments", comment("c1"), Idempotency_Key="k")
    [[name]] = await open_house.memory.store.read([("KEYS", "*idempotency*")])
    [left] = await open_house.memory.store.read([("TTL", name)])
    assert 86_000 < left <= 86_400


async def test_in_alert_there_is_an_alert_and_nothing_else(sites: SiteMaker) -> None:
    site = await sites(mode=Mode.ALERT)
    *_, last = await site.post(*(comment(f"c{n}", 30 - n) for n in range(3)))
    assert [action["do"] for action in last["actions"]] == ["alert"]
    assert [action["do"] for action in await site.actions(1)] == ["alert"]


async def test_the_second_strike_waits_for_the_notice_and_tells_until_when(site: SiteClient) -> None:
    await site.post(*(comment(f"c{n}", 30 - n) for n in range(3)))
    await site.does_all(3)
    await site.post(*(comment(f"d{n}", 20 - n, text=OTHER) for n in range(3)))
    actions = await site.actions(3)
    [timeout] = [action for action in actions if action["do"] == "timeout"] or [{"until": 0.0}]
    assert timeout["until"] == 0.0 or abs(timeout["until"] - time.time() - 600) < 30
    await site.does_all(3)
    done = [action["do"] for action in (await site.incident("2"))["actions"]]
    assert sorted(done) == ["hide", "hide", "timeout", "warn"]


async def test_the_feed_is_fetched_in_pages_and_from_a_place_on(site: SiteClient) -> None:
    await site.post(*(comment(f"c{n:02}", 30 - n) for n in range(12)))
    all_of_it = await site.actions(12)
    assert [action["sequence"] for action in all_of_it] == sorted({action["sequence"] for action in all_of_it})
    after, seen = 0, []
    while page := (await site.ask("GET", f"/v1/actions?after={after}&limit=5")).body["actions"]:
        assert len(page) <= 5
        seen += page
        after = page[-1]["sequence"]
    assert seen == all_of_it


async def test_an_action_is_acknowledged_once(site: SiteClient) -> None:
    await site.post(*(comment(f"c{n}", 30 - n) for n in range(3)))
    await site.actions(3)
    path = "/v1/actions/1:hide:c1/ack"
    assert (await site.ask("POST", path, {"outcome": "failed", "why": "the database is away"})).status == 200
    assert (await site.ask("POST", path, {"outcome": "failed"})).status == 200
    refused = await site.ask("POST", path, {"outcome": "done"})
    assert refused.status == 409
    assert "failed already" in refused.detail
    [action] = [action for action in (await site.incident())["actions"] if action["id"] == "1:hide:c1"]
    assert (action["state"], action["why"]) == ("failed", "the database is away")
    assert len(await site.actions()) == 2
