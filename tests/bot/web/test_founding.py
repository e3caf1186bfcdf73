"""The founding case as a site would live through it."""

import json
import time
from importlib import resources
from typing import Any

from rules.model import Mode
from support.site_client import SiteClient, SiteMaker, brief

SPAMMER = "EarnMoneyAndEatMeat"


def founding() -> list[dict[str, Any]]:
    """The ten comments among ordinary ones, the last of them said just now."""
    lines = (resources.files("bot.examples") / "founding.jsonl").read_text("utf-8").splitlines()
    comments: list[dict[str, Any]] = [json.loads(line) for line in lines]
    shift = time.time() - comments[-1]["at"]
    return [{**comment, "at": comment["at"] + shift, "community": "site"} for comment in comments]


def copies(comments: list[dict[str, Any]]) -> list[str]:
    return [comment["id"] for comment in comments if comment["author"] == SPAMMER and comment["text"].startswith("Buy the dip")]


async def look_at_the_end(site: SiteClient, comments: list[dict[str, Any]]) -> None:
    first, *others = copies(comments)
    assert brief(await site.actions(9)) == sorted([("warn", ""), *(("hide", other) for other in others)])
    [incident] = (await site.ask("GET", "/v1/incidents")).body["incidents"]
    assert (incident["account"], incident["strikes"], incident["state"]) == (SPAMMER, 1, "open")
    assert [copy["id"] for copy in incident["copies"]] == [first, *others]
    assert [copy["id"] for copy in incident["copies"] if copy["first"]] == [first]


async def test_the_founding_case_ends_with_eight_hidden_one_notice_and_one_strike(site: SiteClient) -> None:
    comments = founding()
    verdicts = await site.post(*comments)
    by_id = {verdict["id"]: verdict for verdict in verdicts}
    nine = copies(comments)
    assert len(nine) == 9
    assert [id_ for id_, verdict in by_id.items() if verdict["flag"]] == nine[2:]
    assert [by_id[id_]["accounts"] for id_ in nine] == [["CoinWay"]] * 9
    assert by_id[nine[-1]]["copies"] == nine[:-1]
    await look_at_the_end(site, comments)


async def test_a_new_community_observes_the_founding_case(sites: SiteMaker) -> None:
    site = await sites(mode=Mode.OBSERVE)
    comments = founding()
    verdicts = await site.post(*comments)
    assert sum(verdict["flag"] for verdict in verdicts) == 7
    assert [verdict["actions"] for verdict in verdicts] == [[]] * len(comments)
    [incident] = (await site.ask("GET", "/v1/incidents")).body["incidents"]
    assert (incident["strikes"], incident["stance"], incident["why"]) == (0, "card", "observe")
    assert await site.actions() == []


async def test_an_array_comes_to_the_same(site: SiteClient) -> None:
    comments = founding()
    answer = await site.ask("POST", "/v1/comments", comments)
    assert answer.status == 200
    assert [verdict["id"] for verdict in answer.body] == [comment["id"] for comment in comments]
    assert [verdict["id"] for verdict in answer.body if verdict["flag"]] == copies(comments)[2:]
    await look_at_the_end(site, comments)


async def test_delivered_twice_it_comes_to_the_same(site: SiteClient) -> None:
    comments = founding()
    once = await site.post(*comments)
    again = await site.post(*comments)
    assert [verdict["flag"] for verdict in again] == [verdict["flag"] for verdict in once]
    assert [brief(verdict["actions"]) for verdict in again] == [brief(verdict["actions"]) for verdict in once]
    await look_at_the_end(site, comments)
