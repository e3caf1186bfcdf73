"""Everything an account can say, and whose it is."""

from typing import Any

import pytest

from bot.platforms.discord.gateway import payloads
from bot.platforms.discord.gateway.translate import Spot, comment, speaker
from rules.model import Comment, Media, Place

OWN = "9"
SAID = "1574102579363708932"
AUTHOR = {"id": "175928847299117063", "username": "alice"}


def message(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - Discord's own fields
    """A message of alice's in a channel."""
    plain = {"id": SAID, "channel_id": "7", "guild_id": "5", "type": 0, "content": "hello", "author": AUTHOR, "edited_timestamp": None}
    return plain | {"member": {"roles": ["3"], "joined_at": "2020-01-01T00:00:00+00:00"}} | more


def heard(said: dict[str, Any], spot: Spot | None = None) -> Comment | None:
    told = payloads.message(said)
    by = speaker(told, OWN)
    return comment(told, by, spot or Spot(), moderates=False) if by else None


def text(**more: Any) -> str | None:  # noqa: ANN401 - Discord's own fields
    found = heard(message(**more))
    return found.text if found else None


FORWARDED = {"message": {"content": "forwarded", "attachments": [{"filename": "a.png", "size": 5, "content_type": "image/png"}]}}
POLL = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": "yes"}}, {"poll_media": {"text": "no"}}]}
QUOTED = {"message_reference": {"message_id": "1", "channel_id": "7"}, "referenced_message": {"content": "theirs", "author": {"id": "42"}}}
APP = {"id": "77", "username": "an app", "bot": True}


def through_an_app(**owners: str) -> dict[str, Any]:
    named = {{"account": "1", "guild": "0"}[who]: each for who, each in owners.items()}
    return {"type": 20, "author": APP, "interaction_metadata": {"user": {"id": "42"}, "authorizing_integration_owners": named}}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "hello"),
        ({"type": 19, **QUOTED}, "hello"),
        ({"content": "", "message_reference": {"type": 1}, "message_snapshots": [FORWARDED]}, "forwarded"),
        ({"content": "", "poll": POLL}, "Tea?\nyes\nno"),
        ({"content": "", "sticker_items": [{"id": "8", "name": "wave"}]}, ""),
        (through_an_app(account="42"), "hello"),
        ({**through_an_app(account="42"), "webhook_id": "77"}, "hello"),
        (through_an_app(guild="5"), None),
        (through_an_app(guild="5", account="42"), None),
        ({"author": {**AUTHOR, "bot": True}}, None),
        ({"webhook_id": "1"}, None),
        ({"type": 7}, None),
        ({"type": 21}, None),
        ({"author": {"id": OWN}}, None),
    ],
)
def test_what_is_said_and_what_is_not(said: dict[str, Any], expected: str | None) -> None:
    assert text(**said) == expected


def test_direct_messages_are_private() -> None:
    said = message()
    del said["guild_id"]
    assert heard(said) is None


def test_the_facts_of_an_account_come_with_what_it_says() -> None:
    found = heard(message())
    assert found
    assert found.account
    assert found.account.roles == ("3",)
    assert found.account.joined_at == 1577836800.0
    assert found.account.created_at == pytest.approx(1462015105.796)  # the example of Discord's own documentation
    assert found.place is Place.CHAT


def test_an_answer_names_whom_it_answers_and_quotes_nothing() -> None:
    found = heard(message(type=19, **QUOTED))
    assert found
    assert (found.reply_to, found.reply_to_author) == ("1", "42")


def test_a_forward_answers_nobody() -> None:
    found = heard(message(message_reference={"type": 1, "message_id": "1"}, message_snapshots=[FORWARDED]))
    assert found
    assert found.reply_to is None
    assert found.media == (Media("file", "a.png", "image/png", 5),)


def test_the_human_behind_an_app_said_it() -> None:
    found = heard(message(**through_an_app(account="42")))
    assert found
    assert found.author == "42"
    assert found.account
    assert found.account.roles == ()


def test_a_post_says_its_title_once() -> None:
    spot = Spot(posts=True, title="Look here")
    first, second = heard(message(channel_id=SAID), spot), heard(message(channel_id="7"), spot)
    assert first
    assert second
    assert (first.text, second.text) == ("Look here\nhello", "hello")
    assert first.topic == second.topic == "Look here"
    long = heard(message(channel_id=SAID, content="Buy the dip and enter the market"), spot)
    assert long
    assert long.text == "Buy the dip and enter the market"
    assert first.place is Place.COMMENTS


def test_an_edit_has_its_time_and_never_one_before_the_message() -> None:
    later = heard(message(edited_timestamp="2100-01-01T00:00:00+00:00"))
    earlier = heard(message(edited_timestamp="2020-01-01T00:00:00+00:00"))
    assert later
    assert earlier
    assert later.edited_at == 4102444800.0
    assert earlier.edited_at == earlier.at
