"""Discord's endpoints: one file that builds routes, and messages that ping whom they name."""

import ast
from pathlib import Path

import pytest
from discord.ui import LayoutView, TextDisplay

from bot.platforms import discord as room
from bot.platforms.discord.rest.endpoints import MessageBody

ROOM = Path(str(room.__file__)).parent


def calls(path: Path) -> set[str]:
    """The names of all that a file calls."""
    called = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return {each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in called}


def test_no_other_file_builds_a_route() -> None:
    assert {str(path.relative_to(ROOM)) for path in ROOM.rglob("*.py") if "Route" in calls(path)} == {"rest/endpoints.py"}


@pytest.mark.parametrize(
    ("body", "mentions"),
    [
        (MessageBody(content="@everyone <@1> <@&2>"), {"parse": []}),
        (MessageBody(card=LayoutView().add_item(TextDisplay("<@1>"))), {"parse": []}),
        (MessageBody(content="<@1> <@3>", pinged_accounts=["1"]), {"parse": [], "users": ["1"]}),
        (MessageBody(content="<@&2>", pinged_roles=["2"]), {"parse": [], "roles": ["2"]}),
    ],
)
async def test_a_message_pings_nobody_but_whom_it_names(body: MessageBody, mentions: object) -> None:
    assert body.plain()["allowed_mentions"] == mentions


async def test_a_card_says_that_it_is_one() -> None:
    plain = MessageBody(card=LayoutView().add_item(TextDisplay("hello")), nonce="n").plain()
    assert plain["flags"] == 1 << 15
    assert plain["components"] == [{"type": 10, "content": "hello"}]
    assert (plain["nonce"], plain["enforce_nonce"]) == ("n", True)
    assert "content" not in plain
