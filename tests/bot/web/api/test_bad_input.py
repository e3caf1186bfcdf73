"""Whatever a site sends, Hush says exactly what is wrong, and nothing is half done."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.app import House
from support.site_client import SiteClient, comment, quoted

ZALGO = "\u0301"


@dataclass
class Row:
    """A request, and what it gets: a status, and words that must be told. A body that depends on the time is made when it is sent."""

    name: str
    body: object
    status: int
    words: tuple[str, ...]
    method: str = "POST"
    path: str = "/v1/comments"
    headers: dict[str, str] = field(default_factory=dict)


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in comment("c1").items() if name != key}


BAD = [
    Row("malformed JSON", b'{"id": "c1", ', 400, ("no JSON",)),
    Row("malformed JSON in an array", b'[{"id": "c1"}, {]', 400, ("no JSON", "byte 16")),
    Row("an empty body", b"", 400, ("no JSON",)),
    Row("not UTF-8", b'{"id": "\xff"}', 400, ("UTF-8",)),
    Row("nested too deeply", b"[" * 60_000, 400, ("nested",)),
    Row("no object", b'"hello"', 422, ("body", "expected object")),
    Row("a body over 64 KiB", comment("c1", text="x" * 66_000), 413, ("64 KiB",)),
    Row("100,000 combining marks", json.dumps(comment("c1", text="e" + ZALGO * 100_000), ensure_ascii=False).encode(), 413, ("64 KiB",)),
    Row("an array over 1 MiB", b'["' + b"x" * 2**20 + b'"]', 413, ("1 MiB",)),
    Row("101 comments", [comment(f"c{n}") for n in range(101)], 413, ("101", "at most 100")),
    Row("a lone surrogate in the text", comment("c1", text="half \ud83d"), 400, ("lone surrogate", "ud83d", "ufffd")),
    Row("a lone surrogate in an id", comment("c\udc00"), 400, ("lone surrogate", "udc00")),
    Row("surrogates the wrong way round", comment("c1", text="\ude00\ud83d"), 400, ("lone surrogate", "ude00")),
    Row("NUL in an id", comment("c\0"), 422, ("id", "NUL")),
    Row("a negative time", comment("c1") | {"at": -5}, 422, ("at", "epoch seconds")),
    Row("a time of zero", comment("c1") | {"at": 0}, 422, ("at", "epoch seconds")),
    Row("a time in milliseconds", comment("c1") | {"at": 1775000000000}, 422, ("at", "milliseconds")),
    Row("a time that is no number", b'{"id":"c1","thread":"t","author":"a","text":"x","at":NaN}', 400, ("no JSON", "byte")),
    Row("an infinite time", b'{"id":"c1","thread":"t","author":"a","text":"x","at":1e999}', 422, ("at",)),
    Row("a time 11 minutes ahead", lambda: comment("c1", -660), 422, ("at", "10 minutes ahead")),
    Row("an edit 11 minutes ahead", lambda: comment("c1") | {"edited_at": time.time() + 660}, 422, ("10 minutes ahead",)),
    Row("an edit before its comment", comment("c1") | {"edited_at": 5}, 422, ("edited_at", "before")),
    Row("a time in words", comment("c1") | {"at": "now"}, 422, ("at", "expected float, got str")),
    Row("a text that is a number", comment("c1") | {"text": 5}, 422, ("text", "expected str, got int")),
    Row("an id that is a number", comment("c1") | {"id": 5}, 422, ("id", "expected str, got int")),
    Row("media of the wrong kind", comment("c1") | {"media": [{"size": "big"}]}, 422, ("media[0].size", "expected int, got str")),
    Row("roles of the wrong kind", comment("c1") | {"account": {"roles": "admin"}}, 422, ("account.roles", "expected array, got str")),
    *(Row(f"no {key}", without(key), 422, (key, "missing")) for key in ("id", "thread", "author", "at", "text")),
    *(Row(f"an empty {key}", comment("c1") | {key: ""}, 422, (key, "length >= 1")) for key in ("id", "thread", "author")),
    Row("an id of 257 characters", comment("c" * 257), 422, ("id", "length <= 256")),
    Row("another community", comment("c1", community="theirs"), 403, ("community", "'site'", "'theirs'")),
    Row("an idempotency key with a space", comment("c1"), 400, ("Idempotency-Key",), headers={"Idempotency-Key": "a b"}),
    Row("an idempotency key of 256 characters", comment("c1"), 400, ("Idempotency-Key",), headers={"Idempotency-Key": "k" * 256}),
    Row("an encoded body", b"\x1f\x8b", 415, ("Content-Encoding", "gzip"), headers={"Content-Encoding": "gzip"}),
    Row("an edit without its author", {"text": "x", "edited_at": 5}, 422, ("author", "missing"), "PUT", "/v1/comments/c1"),
    Row("an edit without a time", {"text": "x", "author": "a"}, 422, ("edited_at", "missing"), "PUT", "/v1/comments/c1"),
    Row("an edit of the unknown", {"text": "x", "author": "a", "edited_at": 5}, 404, ("thread and at",), "PUT", "/v1/comments/c1"),
    Row("an edit with two ids", comment("c2") | {"edited_at": time.time()}, 422, ("id", "'c2'", "'c1'"), "PUT", "/v1/comments/c1"),
    Row("a removal without its author", b"", 400, ("author", "missing"), "DELETE", "/v1/comments/c1"),
    Row("a removal of the unknown", b"", 404, ("'c1'", "'a'"), "DELETE", "/v1/comments/c1?author=a"),
    Row("asked without an author", b"", 400, ("author", "missing"), "GET", "/v1/comments/c1"),
    Row("asked about the unknown", b"", 404, ("'c1'", "'a'"), "GET", "/v1/comments/c1?author=a"),
    Row("a place in the feed in words", b"", 400, ("after", "whole number", "'x'"), "GET", "/v1/actions?after=x"),
    Row("a negative place in the feed", b"", 400, ("after",), "GET", "/v1/actions?after=-1"),
    Row("too many actions", b"", 400, ("limit", "1 to 1000"), "GET", "/v1/actions?limit=5000"),
    Row("an unknown outcome", {"outcome": "maybe"}, 422, ("outcome", "maybe"), "POST", "/v1/actions/1:warn/ack"),
    Row("an unknown action", {"outcome": "done"}, 404, ("'1:warn'",), "POST", "/v1/actions/1:warn/ack"),
    Row("no action's id", {"outcome": "done"}, 404, ("'warn'",), "POST", "/v1/actions/warn/ack"),
    Row("an unknown incident", b"", 404, ("'7'",), "GET", "/v1/incidents/7"),
    Row("an incident in words", b"", 404, ("'x:1'",), "GET", "/v1/incidents/x%3A1"),
    Row("a decision on an unknown incident", {}, 404, ("'7'",), "POST", "/v1/incidents/7/restore"),
    Row("an unknown decision", {}, 404, ("/v1/incidents/7/burn",), "POST", "/v1/incidents/7/burn"),
    Row("a decision by nobody", {"by": ""}, 422, ("by", "length >= 1"), "POST", "/v1/incidents/7/restore"),
    Row(
        "a setting out of range",
        {"settings": {"rules": {"repeats": {"copies": 1}}}},
        422,
        ("rules.repeats.copies", "2 to 20"),
        "PUT",
        "/v1/settings",
    ),
    Row("a setting misspelt", {"settings": {"mod": "enforce"}}, 422, ("mod:", "did you mean mode"), "PUT", "/v1/settings"),
    Row("settings of the wrong kind", {"settings": 5}, 422, ("settings", "expected object, got int"), "PUT", "/v1/settings"),
    Row("settings not wrapped", {"mode": "enforce"}, 422, ("settings", "missing"), "PUT", "/v1/settings"),
    Row("a phrase that is not allowed", b"", 404, ("'hello'",), "DELETE", "/v1/phrases/hello"),
    Row("a method that is not for this", b"", 405, ("PUT", "POST"), "PUT", "/v1/comments"),
    Row("an address that is not there", b"", 404, ("/v1/nothing",), "GET", "/v1/nothing"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
async def test_a_bad_request_is_refused_by_what_is_wrong(row: Row, site: SiteClient, open_house: House) -> None:
    before = await open_house.memory.store.redis.dbsize()
    body = row.body() if callable(row.body) else row.body
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await site.ask(row.method, row.path, raw=raw, **row.headers)
    assert answer.status == row.status, answer.body
    for word in row.words:
        assert word in answer.detail
    assert await open_house.memory.store.redis.dbsize() == before, "something was left behind"


STRANGE = [
    ("a text of 4,000 characters", {"text": "word " * 800}),
    ("10,000 combining marks", {"text": "e" + ZALGO * 10_000}),
    ("NUL in the text", {"text": "a\0b"}),
    ("no text", {"text": ""}),
    ("bidi overrides and line ends", {"text": "\u202edab\r\n\u2028{}", "author": "a\r\nb"}),
    ("ids with braces, colons, percent and slashes", {"id": "{1}:%2F/../?#", "thread": "a:b{c}", "author": "x%00/y z"}),
    ("ids in other scripts", {"id": "コメント🎉", "thread": "ветка", "author": "كاتب"}),
    ("an id of 256 characters", {"id": "🎉" * 256}),
    ("a community of the key's own", {"community": "site"}),
    ("unknown keys", {"mood": "good", "votes": {"up": 3}}),
    ("nothing where nothing is needed", {"reply_to": None, "topic": None, "account": None, "edited_at": None}),
    ("10 minutes ahead, nearly", {"at": time.time() + 500}),
    ("years ago", {"at": 1.5}),
]


@pytest.mark.parametrize(("name", "strange"), STRANGE, ids=[name for name, _ in STRANGE])
async def test_what_is_only_strange_is_judged(name: str, strange: dict[str, Any], site: SiteClient) -> None:
    posted = comment("c1") | strange
    [verdict] = await site.post(posted)
    assert (verdict["id"], verdict["judged"]) == (posted["id"], True), name
    if posted["at"] > 1e9:
        known = await site.ask("GET", f"/v1/comments/{quoted(posted['id'])}?author={quoted(posted['author'])}")
        assert (known.status, known.body["id"]) == (200, posted["id"])


async def test_strange_ids_come_through_to_the_actions_and_back(site: SiteClient) -> None:
    ids = ["{1}:%2F/../?#", "a:b\n\t", "🎉 {0}%"]
    *_, last = await site.post(*(comment(id_, 30 - n, author="x:{y}/%41") for n, id_ in enumerate(ids)))
    assert sorted(action["comments"] for action in last["actions"]) == sorted([[], [ids[1]], [ids[2]]])
    assert len(await site.does_all(3)) == 3
    assert await site.actions() == []
    incident = await site.incident()
    assert incident["account"] == "x:{y}/%41"
    assert {action["state"] for action in incident["actions"]} == {"done"}


async def test_in_an_array_each_bad_comment_has_its_own_error(site: SiteClient) -> None:
    good = [comment(f"c{n}", 30 - n) for n in range(3)]
    bad: list[Any] = [
        5,
        {"id": "b1"},
        comment("b2") | {"at": -1},
        comment("b3", text="\ud800"),
        comment("b4", text="x" * 66_000),
        comment("c\0"),
    ]
    answer = await site.ask("POST", "/v1/comments", raw=json.dumps([good[0], *bad[:3], good[1], *bad[3:], good[2]]).encode())
    assert answer.status == 200
    told = [(each["id"], each["error"]["status"] if "error" in each else each["flag"]) for each in answer.body]
    assert told == [
        ("c0", False),
        (None, 422),
        ("b1", 422),
        ("b2", 422),
        ("c1", False),
        (None, 400),
        ("b4", 413),
        ("c\0", 422),
        ("c2", True),
    ]
    assert len(await site.actions(3)) == 3


async def test_a_known_id_with_another_text_is_refused(site: SiteClient) -> None:
    first = comment("c1")
    await site.post(first)
    answer = await site.ask("POST", "/v1/comments", first | {"text": "something else"})
    assert answer.status == 409
    assert "later edited_at" in answer.detail
    known = await site.ask("GET", "/v1/comments/c1?author=spammer")
    assert known.status == 200
    await site.post(first)
