"""`hush webhooks`: set with a secret that is shown once, shown without it, removed."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]
HOOK = "https://hooks.example.org/hush"


def test_a_webhook_is_set_shown_and_removed(redis_url: str, command: Command) -> None:
    def said(*arguments: str) -> str:
        done = command("webhooks", *arguments, REDIS_URL=redis_url)
        assert done.returncode == 0, done.stderr
        return str(done.stdout).strip()

    assert "no webhook" in said("show", "site")
    secret = said("set", "site", HOOK)
    assert secret.startswith("whsec_")
    assert said("show", "site") == HOOK
    assert secret != said("set", "site", HOOK), "a new secret each time"
    assert "no webhook" in said("show", "elsewhere")
    assert "GET /v1/actions" in said("remove", "site")
    assert "no webhook" in said("show", "site")
    assert "GET /v1/actions" in said("remove", "site"), "removing what is not there is no error"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "site", "http://hooks.example.org"), "https"),
        (("set", "site", "https://127.0.0.1/hook"), "URL"),
        (("set", "site", "hooks"), "URL"),
        (("set", "", HOOK), "COMMUNITY"),
        (("show", "x" * 2000), "COMMUNITY"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(redis_url: str, command: Command, arguments: tuple[str, ...], told: str) -> None:
    refused = command("webhooks", *arguments, REDIS_URL=redis_url)
    assert refused.returncode == 2
    assert told in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "no webhook" in command("webhooks", "show", "site", REDIS_URL=redis_url).stdout
