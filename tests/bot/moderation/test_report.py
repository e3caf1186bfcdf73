"""One shape of an action for everybody outside, be it told from the store or while it is done."""

import pytest

from bot.memory.encryption import Seal
from bot.memory.queue import Leased, Record, as_action
from bot.moderation.report import action_plain

SEAL = Seal(bytes(32))


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (Record("1:hide:7", "hide", "ann", "leased", 1.0, comment="7", thread="t"), {"do": "hide", "comments": ["7"]}),
        (Record("1:back:7", "restore", "ann", "leased", 1.0, comment="7", thread="t"), {"do": "restore", "comments": ["7"]}),
        (Record("1:warn", "warn", "ann", "leased", 1.0, thread="t"), {"do": "warn"}),
        (Record("1:unwarn", "unwarn", "ann", "leased", 1.0, thread="t", of="1:warn"), {"do": "restore", "of": "1:warn"}),
        (Record("1:alert", "alert", "ann", "leased", 1.0, thread="t"), {"do": "alert"}),
        (Record("1:timeout", "timeout", "ann", "leased", 1.0, till=9.0), {"do": "timeout", "until": 9.0}),
        (Record("1:lift", "lift", "ann", "leased", 1.0, till=9.0), {"do": "restore", "until": 9.0}),
        (Record("1:unban", "lift", "ann", "leased", 1.0), {"do": "restore"}),
        (Record("1:kick", "kick", "ann", "leased", 1.0), {"do": "kick"}),
        (Record("1:ban", "ban", "ann", "leased", 1.0, clears=60.0), {"do": "ban"}),
    ],
)
def test_an_action_is_told_alike_from_the_store_and_in_hand(record: Record, told: dict[str, object]) -> None:
    action = as_action(Leased("http", "c", "1", record, b""), SEAL)
    assert action.does == record.does
    expected = {"id": record.id, "incident": "1", "comments": [], "account": "ann", "until": None, "of": None, "campaign": None, **told}
    assert action_plain(record, "1") == expected
    assert action_plain(action, action.incident) == expected
