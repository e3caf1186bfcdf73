import pytest

from rules.model import Account, Mode
from rules.policy import Act, Stance, exempt, plan
from rules.settings import Exempt, Settings

NOBODY, MODERATOR, HELPER = Account(), Account(moderates=True), Account(roles=("helper",))


def enforcing(**more: Exempt) -> Settings:
    return Settings(mode=Mode.ENFORCE, **more)  # type: ignore[arg-type]  # a test's own keywords


def test_each_mode_goes_as_far_as_it_says() -> None:
    assert [plan(Settings(mode=mode), "a", None).stance for mode in Mode] == [Stance.CARD, Stance.ALERT, Stance.ENFORCE]


def test_the_rows_say_what_each_stance_does() -> None:
    card, alert, enforce = plan(enforcing(), "a", NOBODY).rows
    assert (card.copies, card.opening, card.strikes) == ((), (), ())
    assert (alert.copies, alert.opening, alert.strikes) == ((), (Act("alert", once=True),), ())
    assert enforce.copies == (Act("hide"),)
    assert enforce.opening == ()
    notice = Act("warn", once=True)
    assert enforce.strikes == ((notice,), (notice, Act("timeout", 600.0)), (notice, Act("timeout", 86400.0), Act("alert")))


@pytest.mark.parametrize(
    ("settings", "account_id", "account"),
    [
        (enforcing(), "a", MODERATOR),
        (enforcing(exempt=Exempt(accounts=("a",))), "a", None),
        (enforcing(exempt=Exempt(roles=("helper",))), "a", HELPER),
    ],
)
def test_who_is_exempt_gets_a_card_only(settings: Settings, account_id: str, account: Account | None) -> None:
    assert exempt(settings, account_id, account)
    table = plan(settings, account_id, account)
    assert (table.stance, table.why) == (Stance.CARD, "exempt")


@pytest.mark.parametrize(
    ("settings", "account_id", "account"),
    [
        (enforcing(), "a", NOBODY),
        (enforcing(), "a", None),
        (enforcing(), "a", HELPER),
        (enforcing(exempt=Exempt(accounts=("b",), roles=("other",))), "a", HELPER),
        (enforcing(exempt=Exempt(moderators=False)), "a", MODERATOR),
    ],
)
def test_everybody_else_is_not(settings: Settings, account_id: str, account: Account | None) -> None:
    assert not exempt(settings, account_id, account)
    assert plan(settings, account_id, account).stance is Stance.ENFORCE
