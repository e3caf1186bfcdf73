"""From a verdict to what is to be done about it: a table that the store's `open` step applies without knowing any rule.

The table says what each copy gets, what an incident's opening brings, and what the n-th strike brings. Which row applies is
known only inside the atomic step (how many strikes stand, whether the brake is on), so all of them are handed over as data.
"""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from rules.ladder import NOTICE, Penalty
from rules.model import Account, Mode
from rules.settings import Settings

DAY = 86400.0
LATE = 600.0
"""Seconds: a comment that arrives later than this is recorded and not acted on; one this far ahead is refused."""
STRIKES_FIRST, STRIKES_EACH, STRIKES_LAST = 3, 10, 7 * DAY
"""A further strike at 13, 23, 33 ... copies; a strike stands for seven days."""
ALLOWED_FOR = 30 * 86400.0
"""Seconds that a text is allowed in a community after a moderator called it not spam."""
SPARED = DAY
"""Seconds for which a restored family is not acted on for its account."""


class Stance(IntEnum):
    """How far one incident goes: as far as the mode allows now. What was said before it went so far stands."""

    CARD = 0
    ALERT = 1
    ENFORCE = 2


class Act(Struct, frozen=True):
    """One action to queue. ``lasts`` in seconds; ``once`` an incident, else once a strike."""

    do: str
    lasts: float = 0.0
    once: bool = False


HIDE = Act("hide")
WARN = Act("warn", once=True)
ALERT = Act("alert", once=True)


class Row(Struct, frozen=True):
    """What one stance does: to each copy but the first, when the incident opens, and at the n-th strike (the last row repeats)."""

    copies: tuple[Act, ...] = ()
    opening: tuple[Act, ...] = ()
    strikes: tuple[tuple[Act, ...], ...] = ()


class Brake(Struct, frozen=True):
    """At most ``accounts`` accounts acted on within ``window`` seconds, each for another text; then others get ``stance`` for ``lasts`` seconds.

    An account on which Hush acted before is acted on all the same. ``call`` brings the moderators when the brake comes on.
    In a campaign of ``campaign`` accounts or more copies are hidden, and nobody is struck until a moderator lets it go on.
    """

    accounts: int = 20
    window: float = 600.0
    lasts: float = 1800.0
    stance: int = Stance.CARD
    call: Act = ALERT
    campaign: int = 50


class Table(Struct, frozen=True):
    """All that `open` may do, indexed by `Stance`. ``inverse`` names what takes an action back; without one it stands."""

    stance: int
    why: str
    rows: tuple[Row, ...]
    brake: Brake
    keep_first: bool
    closes: float
    restore: float
    inverse: dict[str, str]
    first: int = STRIKES_FIRST
    each: int = STRIKES_EACH
    strikes_last: float = STRIKES_LAST
    spared: float = SPARED


INVERSE = {"hide": "restore", "warn": "unwarn", "timeout": "lift", "ban": "lift"}
_STANCE = {Mode.OBSERVE: Stance.CARD, Mode.ALERT: Stance.ALERT, Mode.ENFORCE: Stance.ENFORCE}


def plan(settings: Settings, account_id: str, account: Account | None, *, keep_first: bool = True) -> Table:
    """What may be done about an account's repeats under these settings; ``keep_first`` as the verdict says."""
    stance, why = _STANCE[settings.mode], settings.mode.value
    if stance and exempt(settings, account_id, account):
        stance, why = Stance.CARD, "exempt"
    strikes = tuple(tuple(_act(penalty) for penalty in row) for row in settings.ladder)
    return Table(
        stance=stance,
        why=why,
        rows=(Row(), Row(opening=(ALERT,)), Row(copies=(HIDE,), strikes=strikes)),
        brake=Brake(),
        keep_first=keep_first,
        closes=settings.horizon,
        restore=settings.restore,
        inverse=INVERSE,
    )


def exempt(settings: Settings, account_id: str, account: Account | None) -> bool:
    """Whether this account is never acted on here: chosen by name or role, or one of the moderators."""
    chosen = settings.exempt
    if account_id in chosen.accounts:
        return True
    if account is None:
        return False
    return (chosen.moderators and account.moderates) or not set(chosen.roles).isdisjoint(account.roles)


def _act(penalty: Penalty) -> Act:
    return WARN if penalty == NOTICE else Act(penalty.does, penalty.lasts)
