"""The environment as an object: defaults, what is read, and that no secret shows."""

from pathlib import Path

import pytest

from bot.memory.cluster import Cluster, store_at
from bot.runtime.config import Address, Config, ConfigError, Public, Secret, read_config

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


@pytest.mark.parametrize(
    ("written", "public"),
    [
        ("yes", Public(any_address=True)),
        ("NO", Public(any_address=False)),
        ("https://mod.example.org", Public(("https://mod.example.org",))),
        ("https://Mod.example.org/, http://10.0.0.7:8080", Public(("https://mod.example.org", "http://10.0.0.7:8080"))),
    ],
)
def test_where_the_page_is_opened_is_read(written: str, public: Public) -> None:
    assert read_config({"HUSH_HTTP_PUBLIC": written}).public == public


@pytest.mark.parametrize(
    "written", ["mod.example.org", "ftp://mod.example.org", "https://mod.example.org/page", "https://", "maybe", "https://a, b"]
)
def test_what_is_no_place_for_the_page_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match="HUSH_HTTP_PUBLIC must be yes, or where the page is opened"):
        read_config({"HUSH_HTTP_PUBLIC": written})


def test_a_cluster_is_named_by_any_of_its_servers() -> None:
    read = read_config({"REDIS_CLUSTER_URL": "redis://me:password@one:7000"})
    assert read.redis_url is not None
    assert isinstance(store_at(read.redis_url.reveal()), Cluster)
    with pytest.raises(ConfigError, match="both set"):
        read_config({"REDIS_CLUSTER_URL": "redis://one:7000", "REDIS_URL": "redis://two:6379"})


def test_a_folder_of_nobody_is_refused() -> None:
    with pytest.raises(ConfigError, match="HUSH_DATA begins with the home folder"):
        read_config({"HUSH_DATA": "~nobody-4711/data"})
