"""The environment as an object: defaults, what is read, and that no secret shows."""

from pathlib import Path

import pytest

from bot.config import Address, Config, Secret, read_config

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


def test_nothing_said_means_the_defaults() -> None:
    assert read_config({}) == read_config({"HUSH_HTTP": "", "HUSH_DATA": " ", "REDIS_URL": "", "DISCORD_TOKEN": ""}) == Config()
    assert (str(Config().http), Config().data) == ("127.0.0.1:8080", Path("data"))


@pytest.mark.parametrize(
    ("written", "address", "loopback"),
    [
        ("127.0.0.1:0", Address("127.0.0.1", 0), True),
        ("[::1]:8080", Address("::1", 8080), True),
        ("localhost:80", Address("localhost", 80), True),
        ("0.0.0.0:8080", Address("0.0.0.0", 8080), False),  # noqa: S104 - what a container sets
        ("hush.example:8080", Address("hush.example", 8080), False),
    ],
)
def test_an_address_is_read_and_written_back(written: str, address: Address, loopback: bool) -> None:  # noqa: FBT001 - a column of the table
    read = read_config({"HUSH_HTTP": written}).http
    assert (read, read.loopback, str(read)) == (address, loopback, written)


def test_no_secret_shows() -> None:
    key = "q" * 43 + "="
    config = read_config({"DISCORD_TOKEN": TOKEN, "REDIS_URL": "redis://me:password@store:6379", "HUSH_RESTORE_KEY": key})
    assert config.discord_token is not None
    assert config.discord_token.reveal() == TOKEN
    for shown in (repr(config), str(config), f"{config.discord_token} {config.redis_url}", repr(Secret("x" * 8))):
        for secret in (TOKEN, "password", key, "x" * 8, repr(config.restore_key)):
            assert secret not in shown
