"""Each of Discord's error codes means one thing, and says what a moderator can do about it."""

import pytest

from bot.platforms.discord.error_codes import MEANINGS, Kind, kind_of, told


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (403, 50001, Kind.LACKING, "missing View Channel in #general. Give it to Hush in Server Settings, Roles, or in the channel."),
        (403, 50013, Kind.LACKING, "missing Manage Messages in #general. Give it to Hush in Server Settings, Roles, or in the channel."),
        (403, 60003, Kind.LACKING, "two-factor authentication of moderators, and the bot's owner has none. The bot's owner switches it on"),
        (403, 50009, Kind.LACKING, "verification level keeps Hush out in #general. Give Hush a role, or lower the verification level."),
        (400, 160002, Kind.LACKING, "missing Read Message History in #general. Give it"),
        (400, 50083, Kind.CLOSED, "the thread is archived in #general. Give Hush Manage Threads, so that it can open the thread"),
        (403, 50083, Kind.CLOSED, "the thread is archived"),
        (400, 160005, Kind.CLOSED, "the thread is locked in #general. Give Hush Manage Threads"),
        (403, 160005, Kind.CLOSED, "the thread is locked"),
        (401, 40001, Kind.TOKEN, "Discord does not accept the bot's token"),
        (403, 40001, Kind.TOKEN, "Discord does not accept the bot's token"),
        (401, 50014, Kind.TOKEN, "Discord does not accept the bot's token"),
        (401, 0, Kind.TOKEN, "Discord refuses it in #general: its own words"),
        (401, 50027, Kind.GONE, "the webhook is gone"),
        (404, 10003, Kind.GONE, "the channel is gone"),
        (404, 10008, Kind.GONE, "the message is gone"),
        (404, 10026, Kind.GONE, "the account is not banned"),
        (404, 0, Kind.GONE, "its own words"),
        (403, 50007, Kind.FINAL, "the account takes no direct messages from Hush"),
        (403, 50278, Kind.FINAL, "the account takes no direct messages from Hush"),
        (403, 50021, Kind.FINAL, "a message of Discord's own, which nobody can delete"),
        (400, 200000, Kind.FINAL, "the server's AutoMod blocked it in #general. Exempt Hush's role from that AutoMod rule."),
        (400, 160006, Kind.FINAL, "as many open threads as Discord allows. Close some threads."),
        (400, 30007, Kind.FINAL, "as many webhooks as Discord allows in #general. Remove a webhook"),
        (403, 0, Kind.FINAL, "Discord refuses it in #general: its own words"),
        (400, 50035, Kind.FINAL, "Discord refuses it in #general: its own words"),
        (403, 40004, Kind.LATER, "Discord lets nobody send messages right now"),
        (400, 130000, Kind.LATER, "Discord is overloaded"),
        (429, 30046, Kind.LATER, "old messages are edited too often in #general"),
        (429, 0, Kind.LATER, "its own words"),
        (503, 0, Kind.LATER, "its own words"),
        (500, 50013, Kind.LATER, "missing Manage Messages"),
    ],
)
def test_a_refusal_means_what_its_code_says(status: int, code: int, kind: Kind, words: str) -> None:
    assert kind_of(status, code) is kind
    assert words in told(code, "its own words", "Manage Messages", " in #general")


@pytest.mark.parametrize("code", MEANINGS)
def test_every_meaning_is_short_and_says_what_to_do_where_something_can_be_done(code: int) -> None:
    meaning = MEANINGS[code]
    assert 10 < len(meaning.says) <= 100
    assert len(meaning.mend) <= 130
    assert not meaning.says.endswith(".")
    assert not meaning.mend.endswith(".")
    assert bool(meaning.mend) or meaning.kind not in (Kind.LACKING, Kind.CLOSED, Kind.TOKEN)
    assert not (meaning.mend and meaning.kind in (Kind.GONE, Kind.LATER))
    assert "{" not in told(code, "")


def test_a_permission_that_is_not_known_is_not_made_up() -> None:
    assert told(50013, "").startswith("missing a permission. ")
    assert told(0, "") == "Discord refuses it: it gives no reason"
