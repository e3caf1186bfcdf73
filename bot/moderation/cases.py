"""A case as a small state machine: what stands in it, what a moderator can decide now, and what each decision does. Pure.

`DECISIONS` is the one table. The page, the API and Discord offer what `offered` says; the store applies what `plan` says, if the case is
still the one that was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.memory.incidents import Change, Decision, Entry, Incident
from bot.memory.queue import Record
from rules.model import Mode
from rules.policy import ALLOWED_FOR, SPARED

PENDING = frozenset({"queued", "leased", "held", "waiting"})
_ENDED_BADLY = frozenset({"failed", "unsupported", "needless"})
_PENALTIES = frozenset({"timeout", "ban", "kick"})
_AGAIN = frozenset({"hide", "timeout"})
"""What is done again when a decision that took it back among other things is taken back. A notice is not said twice, nobody is banned unasked."""


class CopyState(StrEnum):
    """What became of one copy."""

    STANDS = "standing"
    HIDING = "hiding"
    WAITING = "waiting"
    """The site was told to hide it, and has not answered."""
    HIDDEN = "hidden"
    FAILED = "failed"
    """It could not be hidden."""
    RESTORING = "restoring"
    RESTORED = "restored"
    STUCK = "stuck"
    """It could not be restored."""
    GONE = "gone"
    """It went without Hush."""


AWAY = frozenset({CopyState.HIDING, CopyState.WAITING, CopyState.HIDDEN, CopyState.STUCK})
BACK = frozenset({CopyState.RESTORING, CopyState.RESTORED})
_HIDE = {"done": CopyState.HIDDEN, "waiting": CopyState.WAITING, "failed": CopyState.FAILED, "unsupported": CopyState.FAILED}
_RESTORE = {"done": CopyState.RESTORED, "failed": CopyState.STUCK, "unsupported": CopyState.STUCK}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision hangs on: the case, the community's mode now, and what follows from both."""

    case: Incident
    mode: Mode
    copies: Mapping[str, tuple[CopyState, str]] = field(init=False)
    """Each copy's state, and why where that is not what was wanted."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "copies", {each.id: _copy_state(self.case, each.id, gone=each.gone) for each in self.case.copies})

    @property
    def acts(self) -> bool:
        """Whether anything may be done here at all."""
        return self.mode is not Mode.OBSERVE

    @property
    def over(self) -> bool:
        """Whether a moderator put everything back."""
        return self.case.state == "restored"

    @property
    def first(self) -> str:
        """The first copy that did not go by itself; the one that stays when the others are hidden."""
        return next((each.id for each in self.case.copies if not each.gone), "")

    @property
    def hidden(self) -> bool:
        return any(state in AWAY for state, _ in self.copies.values())

    @property
    def standing(self) -> list[str]:
        """The copies that Hide hides: all that stand but the first, and the first too where it was hidden before."""
        found = []
        for comment, (state, _) in self.copies.items():
            if state in AWAY or state is CopyState.GONE or (comment == self.first and state not in BACK):
                continue
            found.append(comment)
        return found

    @property
    def punished(self) -> bool:
        return any(act.does in _PENALTIES and stands(act) for act in self.case.actions)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: when a decision can be taken, the fields it sets, and what else it does."""

    when: Callable[[Facts], bool]
    offer: Callable[[Facts], bool]
    """When a button for it makes sense; never where ``when`` does not hold."""
    fields: Mapping[str, str] = field(default_factory=dict)
    does: Callable[[Facts, int], Iterator[Change]] = lambda _facts, _entry: iter(())
    acts: bool = False
    """Whether it does something to the account or its comments, which an observing community does not want."""


def plan(
    facts: Facts, decision: Decision, now: float, *, of: int = 0, till: float = 0.0, clears: float = 0.0
) -> tuple[dict[str, str], list[Change]] | None:
    """The fields that a decision sets and the changes it makes; None where it would change nothing.

    ``of`` is the entry that an undo takes back; ``till`` until when a timeout lasts; ``clears`` seconds of what the account said that a ban takes along.
    """
    entry = len(facts.case.history) + 1
    if decision is Decision.UNDO:
        return _undo(facts, of, entry, now)
    rule = DECISIONS[decision]
    if not rule.when(facts):
        return None
    fields, changes = dict(rule.fields), list(rule.does(facts, entry))
    if decision in (Decision.RESTORE, Decision.NOT_SPAM):
        fields["spared"] = repr(now + SPARED)
        changes.append(Change("spare", at=now + SPARED))
    if decision is Decision.NOT_SPAM:
        fields["allowed"] = repr(now + ALLOWED_FOR)
    if decision in (Decision.HIDE, Decision.HIDE_FIRST) and facts.over:
        fields |= {"state": "open", "right": "", "spared": "0", "allowed": ""}
        changes += [Change("spare"), *_penalties_again(facts, entry, now)]
    if decision in (Decision.WARN, Decision.TIMEOUT, Decision.BAN):
        changes.append(_asked(facts.case, decision.value, entry, till=till, clears=clears))
    return fields, changes


def refused(facts: Facts, decision: Decision) -> bool:
    """Whether a decision does nothing because the community only observes."""
    return decision is not Decision.UNDO and DECISIONS[decision].acts and not facts.acts


def offered(facts: Facts) -> list[Decision]:
    """The decisions that would change something now, in the order in which a moderator thinks of them."""
    return [name for name, rule in DECISIONS.items() if rule.when(facts) and rule.offer(facts) and (facts.acts or not rule.acts)]


def undoable(facts: Facts, now: float) -> list[int]:
    """The entries of the history that can be taken back now, from the newest on."""
    return [number for number in range(len(facts.case.history), 0, -1) if _undo(facts, number, 0, now)]


def waits(case: Incident) -> bool:
    """Whether something decided is still to be done."""
    return any(action.state in PENDING for action in case.actions)


def taken_back(case: Incident) -> bool:
    """Whether a moderator took the case back, wholly or in part."""
    return case.state in ("restored", "pardoned")


def left_alone(case: Incident, now: float) -> tuple[float, float]:
    """Until when a restored case's account may repeat its texts, and until when everybody may; 0 where that is over, or never was."""
    if case.state != "restored":
        return 0.0, 0.0
    allowed = float(case.field("allowed") or 0)
    return (case.spared if case.spared > now else 0.0), (allowed if allowed > now else 0.0)


def acts_since(case: Incident) -> float:
    """From when on Hush acts in a case that came to be acted on only later; 0 where it does so from its first copy on."""
    return case.acts_from if case.copies and case.acts_from > case.copies[0].at else 0.0


def came_to_nothing(actions: Iterable[Record], entry: int) -> bool:
    """Whether all that an entry of the history asked for failed."""
    asked = [act for act in actions if act.entry == entry and not act.of]
    return bool(asked) and all(act.state in _ENDED_BADLY for act in asked)


def stands(action: Record) -> bool:
    """Whether an action was done, or will be, and is not taken back."""
    return not action.undone and action.undo is None and action.state in ("done", *PENDING)


def _copy_state(case: Incident, comment: str, *, gone: bool) -> tuple[CopyState, str]:
    hide, back = case.hiding(comment)
    if gone and (hide is None or hide.state in ("cancelled", *_ENDED_BADLY)):
        return CopyState.GONE, ""
    if back is not None and back.state != "cancelled":
        return _RESTORE.get(back.state, CopyState.RESTORING), back.why
    if hide is None or hide.undone or hide.state == "cancelled":
        return CopyState.STANDS, ""
    if hide.state == "needless":
        return CopyState.STANDS, hide.why
    return (CopyState.RESTORING if hide.undo else _HIDE.get(hide.state, CopyState.HIDING)), hide.why


def _hide(facts: Facts, entry: int) -> Iterator[Change]:
    yield from (_hiding(facts.case, comment, entry) for comment in facts.standing)


def _hide_first(facts: Facts, entry: int) -> Iterator[Change]:
    yield from _hide(facts, entry)
    if facts.first and facts.first not in facts.standing:
        yield _hiding(facts.case, facts.first, entry)


def _restore(facts: Facts, entry: int) -> Iterator[Change]:
    """Everything that was done is taken back, and the strikes are void."""
    yield from (
        Change("take back", act.id, entry=entry) for act in facts.case.actions if not act.of and act.does != "alert" and stands(act)
    )
    yield Change("void")


def _pardon(facts: Facts, entry: int) -> Iterator[Change]:
    """What was done to the account is taken back; the texts stay hidden."""
    own = (act for act in facts.case.actions if not act.of and act.does not in ("hide", "alert") and stands(act))
    yield from (Change("take back", act.id, entry=entry) for act in own)
    yield Change("void")


def _hiding(case: Incident, comment: str, entry: int) -> Change:
    hide, back = case.hiding(comment)
    thread = next(each.thread for each in case.copies if each.id == comment)
    record = {"do": "hide", "account": case.account, "comment": comment, "thread": thread, "by": "moderator"}
    pending = back is not None and back.state in ("queued", "leased", "held")
    instead = list(back.stands) if back is not None and not pending else []
    name = hide.id if hide is not None else f"{case.n}:hide:{comment}"
    return Change(
        "queue", _free(case, name), entry=entry, record=record | {"instead": instead}, after=back.id if back is not None and pending else ""
    )


def _asked(case: Incident, does: str, entry: int, *, till: float, clears: float) -> Change:
    record: dict[str, str | float] = {"do": does, "account": case.account, "thread": case.thread, "by": "moderator"}
    record |= ({"till": till} if till else {}) | ({"clears": clears} if clears else {})
    return Change("queue", _free(case, f"{case.n}:{does}:asked"), entry=entry, record=record)


def _free(case: Incident, name: str) -> str:
    """The name under which an action is done again, since an action is done once."""
    known = {act.id: act for act in case.actions}
    while (act := known.get(name)) is not None and (act.tries > 0 or act.undone or act.state != "cancelled"):
        name += "'"
    return name


def _again(case: Incident, act: Record, entry: int) -> Change:
    """The same action once more."""
    if act.does == "hide":
        return _hiding(case, act.comment, entry)
    record = {"do": act.does, "account": act.account, "thread": act.thread, "by": "moderator", "till": act.till}
    back = next((each for each in case.actions if each.of == act.id), None)
    pending = back is not None and back.state in ("queued", "leased", "held")
    return Change("queue", _free(case, act.id), entry=entry, record=record, after=back.id if back is not None and pending else "")


def _penalties_again(facts: Facts, entry: int, now: float) -> Iterator[Change]:
    """What the last restore took from the strike: the strike itself, and a timeout whose time is not over."""
    yield Change("strike")
    last = max((act.taken for act in facts.case.actions), default=0)
    taken = (act for act in facts.case.actions if act.taken == last and act.taken and act.does == "timeout")
    yield from (_again(facts.case, act, entry) for act in taken if (act.till or 0.0) > now)


def _undo(facts: Facts, number: int, entry: int, now: float) -> tuple[dict[str, str], list[Change]] | None:
    """What takes an entry of the history back: what it did is taken back, what it took back is done again, what it set is as before."""
    case = facts.case
    if not 1 <= number <= len(case.history) or any(each.of == number for each in _active(case.history)):
        return None
    old = case.history[number - 1]
    changes = [Change("take back", act.id, entry=entry) for act in case.actions if act.entry == number and not act.of and stands(act)]
    again = [
        act
        for act in case.actions
        if act.taken == number and (act.does in _AGAIN or old.of) and (act.does != "timeout" or (act.till or 0.0) > now)
    ]
    changes += [_again(case, act, entry) for act in again if not _stands_again(facts, act)]
    fields = {name: value for name, value in old.before.items() if case.field(name) != value}
    if "state" in fields:
        changes += _strikes(case.state, fields["state"])
    if "spared" in fields:
        changes.append(Change("spare", at=float(fields["spared"] or 0)))
    if not facts.acts and any(change.op == "queue" for change in changes):
        return None
    return (fields, changes) if fields or changes else None


def _active(history: Sequence[Entry]) -> list[Entry]:
    """The entries that no later one took back."""
    undone: set[int] = set()
    for number in range(len(history), 0, -1):
        if history[number - 1].of and number not in undone:
            undone.add(history[number - 1].of)
    return [each for number, each in enumerate(history, 1) if number not in undone]


def _stands_again(facts: Facts, act: Record) -> bool:
    if act.does == "hide":
        return facts.copies.get(act.comment, (CopyState.GONE, ""))[0] in (AWAY | {CopyState.GONE})
    return any(each.does == act.does and stands(each) for each in facts.case.actions)


def _strikes(was: str, becomes: str) -> list[Change]:
    """Strikes are void where a case is restored or pardoned, and count again where it is neither."""
    void = {"restored", "pardoned"}
    if was in void and becomes not in void:
        return [Change("strike")]
    return [Change("void")] if becomes in void and was not in void else []


DECISIONS: Mapping[Decision, Rule] = {
    Decision.RESTORE: Rule(lambda f: not f.over, lambda f: f.hidden, {"state": "restored", "right": "0"}, _restore),
    Decision.HIDE: Rule(lambda f: bool(f.standing) or f.over, lambda f: bool(f.standing), {}, _hide, acts=True),
    Decision.HIDE_FIRST: Rule(
        lambda f: bool(f.standing) or f.copies.get(f.first, (CopyState.GONE,))[0] in (CopyState.STANDS, CopyState.FAILED),
        lambda f: f.hidden and f.copies.get(f.first, (CopyState.GONE,))[0] in (CopyState.STANDS, CopyState.FAILED),
        {"kept": "", "keep": "0"},
        _hide_first,
        acts=True,
    ),
    Decision.NOT_SPAM: Rule(
        lambda f: not f.over or not f.case.field("allowed"),
        lambda _: True,
        {"state": "restored", "right": "0"},
        _restore,
    ),
    Decision.PARDON: Rule(
        lambda f: f.case.state in ("open", "closed"),
        lambda f: f.case.strikes > 0 or f.punished,
        {"state": "pardoned", "right": "1"},
        _pardon,
    ),
    Decision.CONFIRM: Rule(lambda f: f.case.right is not True, lambda _: True, {"right": "1"}),
    Decision.WRONG: Rule(lambda f: f.case.right is not False, lambda f: f.case.right is True, {"right": "0"}),
    Decision.WARN: Rule(lambda f: not _standing(f, "warn"), lambda f: not f.over, acts=True),
    Decision.TIMEOUT: Rule(lambda f: not _standing(f, "timeout"), lambda f: not f.over, acts=True),
    Decision.BAN: Rule(lambda f: not _standing(f, "ban"), lambda f: not f.over, acts=True),
}
"""Every decision but undo, in the order in which a moderator thinks of them."""


def _standing(facts: Facts, does: str) -> bool:
    return any(act.does == does and stands(act) for act in facts.case.actions)
