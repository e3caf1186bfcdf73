"""From what an account said to a verdict: which comments a rule may look at, and what all rules find."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter, lt

from msgspec import structs

from rules.allowed import is_allowed
from rules.model import Case, Finding, Said, Verdict
from rules.rule import Rule

_AT, _ORDER, _REVISION = attrgetter("at"), attrgetter("at", "id"), attrgetter("revision")


def judge(case: Case, rules: Sequence[Rule]) -> Verdict:
    """All findings on the newest comment of a case, in the order of the rules; of an allowed text they are only noted."""
    findings = [finding for rule in rules if (finding := rule.check(case)) is not None]
    if not findings:
        return Verdict(case.said.id)
    if any(finding.bears for finding in findings):
        findings = _borne(findings)
    if any(finding.flag for finding in findings) and is_allowed(case.said, case.allowed):
        findings = [structs.replace(finding, flag=False, reason=f"{finding.reason}; allowed here as not spam") for finding in findings]
    return Verdict(case.said.id, tuple(findings))


def _borne(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with what bears on them: it moves the score of what is flagged, and is told with it."""
    bearing = [finding for finding in findings if finding.bears]
    moved, why = sum(finding.bears for finding in bearing), ", ".join(finding.reason for finding in bearing)
    return [
        structs.replace(finding, score=min(1.0, max(0.0, finding.score + moved)), reason=f"{finding.reason}, {why}")
        if finding.flag
        else finding
        for finding in findings
        if not finding.bears
    ]


def texts(window: Sequence[Said]) -> Sequence[Said]:
    """Every text that the comments of a window have had, by (said at, id).

    Revisions that leave the canonical text as it was are one text, said when it first stood; so an edit that changes nothing
    changes nothing, and the order in which revisions arrive does not matter.
    """
    if not any(map(_REVISION, window)):
        times = list(map(_AT, window))
        return window if all(map(lt, times, times[1:])) else sorted(window, key=_ORDER)
    newest: dict[str, Said] = {}
    kept: list[Said] = []
    for each in sorted(window, key=lambda said: said.revision):
        before = newest.get(each.id)
        if before is not None and _words(before) == _words(each):
            each = structs.replace(each, at=before.at)  # noqa: PLW2901 - the same comment, said when its text first stood
            kept.remove(before)
        newest[each.id] = each
        kept.append(each)
    return sorted(kept, key=_ORDER)


def stood_before(said: Said, told: Sequence[Said]) -> Sequence[Said]:
    """The other comments as they stood when this one of them was said: of several texts of one comment, the one of that moment."""
    before = told[:-1] if told[-1] is said else told[: bisect_left(told, (said.at, said.id), key=_ORDER)]
    if not said.revision and not any(map(_REVISION, before)):
        return before
    standing = {each.id: each for each in before}
    if len(standing) < len(before):
        standing = {}
        for each in before:
            standing.pop(each.id, None)  # a later text takes the earlier one's place, and its turn
            standing[each.id] = each
    standing.pop(said.id, None)
    return list(standing.values())


def _words(said: Said) -> tuple[int, str]:
    """What was said, without the emoji beside it: those come and go with an edit and change nothing."""
    return said.form.version, said.form.words or said.form.marks
