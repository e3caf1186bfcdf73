"""Everything that is parsed, given anything: an answer or an error of its own, never another one.

``HYPOTHESIS_PROFILE``: small (as `make test` runs it) or large (`make faults`); conftest.py has both.
"""

import base64
import json
import os
import random
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.memory.encryption import Seal, SealError, read_key
from bot.pipeline.comments import CommentError
from bot.pipeline.comments import read as read_comment
from bot.platforms.discord.gateway.payloads import read as read_message
from bot.runtime.config import ConfigError, read_config
from bot.web.problems import Problem
from bot.web.requests import read, read_array
from discord_server.server import DiscordServer
from rules import duration, settings
from rules.engine import judge
from rules.fingerprint import bands, phrase, remembered
from rules.model import Case, Comment, Mode, Original
from rules.settings import SettingsError, declared
from rules.text import canonical
from support.discord_scene import DIP, hush_in, scene

SECRET = b"a secret of the tests"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
PLAIN = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4), max_leaves=12
)
FIELDS = ("id", "community", "thread", "author", "at", "text", "edited_at", "media", "account", "place", "reply_to_author", "topic")
COMMENT = {"id": "1", "community": "c", "thread": "t", "author": "a", "at": 1.0, "text": "x"}
INTERACTIONS = int(os.environ.get("HUSH_FORGERIES", "60"))


def read_or_refused(read: Callable[[Any], Any], given: object, error: type[Exception]) -> tuple[Any, Exception | None]:
    """What is read, or why it is refused; any other error is the test's."""
    try:
        return read(given), None
    except error as refused:
        return None, refused


def changed(whole: dict[str, Any], fields: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """JSON of what is right, with some fields that may be anything."""
    return st.dictionaries(st.sampled_from(fields), PLAIN, max_size=4).map(lambda some: json.dumps(whole | some).encode())


@given(st.binary(max_size=200) | PLAIN.map(lambda told: json.dumps(told).encode()) | changed(COMMENT, FIELDS))
def test_a_line_is_a_comment_or_refused(line: bytes) -> None:
    comment, refused = read_or_refused(read_comment, line, CommentError)
    if refused:
        assert str(refused)
        return
    said = remembered(comment, SECRET)
    judge(Case(said, (said,), comment.place), settings.Settings().rules)
    assert len(phrase(said.form, SECRET)) in {0, 16}
    assert len(bands(said.form, SECRET)) in {0, 2}


@given(st.binary(max_size=300) | st.lists(changed(COMMENT, FIELDS), max_size=3).map(lambda items: b"[" + b",".join(items) + b"]"))
def test_an_array_is_taken_apart_or_refused(raw: bytes) -> None:
    items, refused = read_or_refused(read_array, raw, Problem)
    assert refused is None or str(refused)
    for item in items or ():
        told, refused = read_or_refused(lambda each: read(each, dict), item, Problem)
        assert (told is None) == bool(refused)


KEYS = tuple(key.replace("threads.*.", 'threads."1".') for key, _ in declared())
VALUES = (
    SCALARS
    | st.sampled_from(["1h", "3 in 1h", "4 with 3 in 15m", "0s", "-1m", "enforce", "auto", "999999999d"])
    | st.lists(SCALARS, max_size=3)
)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Dotted keys as tables."""
    whole: dict[str, Any] = {}
    for key, value in flat.items():
        *tables, name = key.replace('"', "").split(".")
        here = whole
        for table in tables:
            here = here.setdefault(table, {})
        here[name] = value
    return whole


@given(PLAIN | st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5).map(nested))
def test_settings_are_read_or_every_problem_is_named(plain: Any) -> None:  # noqa: ANN401 - anything
    chosen, refused = read_or_refused(settings.read, plain, SettingsError)
    if isinstance(refused, SettingsError):
        assert refused.problems
        assert all(problem.key and problem.message for problem in refused.problems)
    else:
        assert settings.read(settings.write(chosen)) == chosen


@given(st.text() | st.text("[]=\"'.\n rulespatmod0123", max_size=60))
def test_toml_is_read_or_refused(text: str) -> None:
    chosen, refused = read_or_refused(settings.read_toml, text, SettingsError)
    assert (chosen is None) == bool(refused)


@given(st.text(max_size=20) | st.text("0123456789smhd ", max_size=14))
def test_a_time_is_read_or_refused(text: str) -> None:
    length, refused = read_or_refused(duration.seconds, text, ValueError)
    assert "such as" in str(refused) if refused else length >= 0


@given(st.text(max_size=3000) | st.text("ab \u0301\u202e\u200b\U0001f600\ud800\n\x1b@<>:*_`[]()/.", max_size=3000))
def test_any_text_has_a_form_and_a_judgement(text: str) -> None:
    form = canonical(text)
    form.words.encode()
    said = remembered(Comment("1", "c", "t", "a", 1.0, text), SECRET)
    assert said.form.version == form.version


NAMES = (
    "HUSH_HTTP",
    "HUSH_DATA",
    "REDIS_URL",
    "REDIS_CLUSTER_URL",
    "HUSH_METRICS_KEY",
    "HUSH_METRICS_HTTP",
    "HUSH_SHARDS",
    "HUSH_PUBLIC_URL",
    "DISCORD_TOKEN",
)


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.text(max_size=30) | st.sampled_from(["127.0.0.1:0", "0-3/8", "redis://x:1/0", "[::1]:80"]), max_size=4
    )
)
def test_the_environment_is_read_or_refused(environment: dict[str, str]) -> None:
    _, refused = read_or_refused(read_config, environment, ConfigError)
    assert refused is None or any(name in str(refused) for name in NAMES)


@given(st.binary(max_size=80), st.text(max_size=60))
def test_what_was_not_sealed_here_does_not_open(sealed: bytes, key: str) -> None:
    assert Seal(bytes(32)).open(sealed, "c", "1") is None
    made, refused = read_or_refused(read_key, key, SealError)
    assert "base64" in str(refused) if refused else len(made) == 32


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_a_changed_seal_does_not_open(text: bytes, place: int, other: int) -> None:
    seal, original = Seal(bytes(32)), Original(base64.b64encode(text).decode())
    closed = bytearray(seal.close(original, "c", "1"))
    assert seal.open(bytes(closed), "c", "1") == original
    closed[place % len(closed)] ^= other or 1
    assert seal.open(bytes(closed), "c", "1") is None


@given(st.binary(max_size=200) | PLAIN.map(lambda told: json.dumps(told).encode()))
def test_a_message_of_discord_is_read_or_refused(raw: bytes) -> None:
    message, refused = read_or_refused(read_message, raw, ValueError)
    assert (message is None) == bool(refused)


def anything(chance: random.Random, depth: int = 3) -> Any:  # noqa: ANN401 - anything
    """JSON of every kind."""
    kind = chance.randrange(8 if depth else 6)
    if kind == 6:
        return [anything(chance, depth - 1) for _ in range(chance.randrange(3))]
    if kind == 7:
        return {
            chance.choice(("id", "name", "type", "value", "options", "custom_id")): anything(chance, depth - 1)
            for _ in range(chance.randrange(4))
        }
    return (None, True, chance.randrange(-9, 1 << 60), "hush:hide:1", "\u202e" * chance.randrange(40), str(chance.randrange(1 << 62)))[kind]


def interaction(chance: random.Random, number: int, who: str, channel: str) -> dict[str, Any]:
    """An interaction as Discord sends them, with a few parts that may be anything."""
    member = {"user": {"id": who, "username": "m", "discriminator": "0", "avatar": None}, "roles": [], "permissions": "0"}
    data: dict[str, Any] = {"id": "1", "name": chance.choice(("hush", "hush-admin", "x")), "type": 1, "component_type": 2, "components": []}
    told: dict[str, Any] = {
        "id": str(10**17 + number),
        "application_id": "1",
        "type": chance.randrange(1, 6),
        "token": f"t{number}",
        "version": 1,
    }
    told |= {
        "channel_id": channel,
        "member": member | {"joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False},
        "entitlements": [],
    }
    told["data"] = data | {"custom_id": chance.choice(("hush:hide:1", "hush:ban:\u0661", "x"))}
    for _ in range(chance.randrange(1, 4)):
        part = chance.choice([told, *(each for each in (told["data"], told["member"]) if isinstance(each, dict) and each)])
        part[chance.choice(list(part))] = anything(chance)
    return told


async def test_no_interaction_ends_hush(redis_url: str) -> None:
    chance = random.Random(21)
    async with DiscordServer(faster=50) as server:
        club = scene(server, redis_url)
        mallory = club.guild.member("mallory")
        async with hush_in(club, settings.Settings(mode=Mode.ALERT)):
            for number in range(INTERACTIONS):
                told = interaction(chance, number, str(mallory.id), str(club.general.id))
                club.guild.tell("INTERACTION_CREATE", {"guild_id": club.community, **told})
            await club.heard()
            for _ in range(3):
                server.advance(5)
                await mallory.says(DIP, in_=club.general)
                await club.heard()
            await club.shows("3 copies")
