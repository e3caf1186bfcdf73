"""What moderators decide, wherever they do it: on the page, over HTTP, in Discord. Each decision is carried out once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import structlog

from bot.memory import Memory
from bot.memory.campaigns import Campaign, CampaignDecision
from bot.memory.communities import CommunitySettings
from bot.memory.errors import StoreError
from bot.memory.incidents import Decision, DecisionState, Entry, Incident
from bot.moderation.campaign_cases import campaign_undoable
from bot.moderation.cases import Facts, plan, refused, undoable
from rules.model import Form, Mode
from rules.policy import ALLOWED_FOR
from rules.settings import Settings
from rules.text import canonical

log = structlog.get_logger()

MOST_FORMS = 8
"""Different texts of one incident that are allowed; a family has few, its copies are alike."""

_ACTS = (CampaignDecision.HIDE_ALL, CampaignDecision.TIME_OUT_ALL)
MOST_TRIES = 30
"""Of two who decide at the same moment the second decides again on what the first left; as often while copies keep coming."""
SHORTEST = 600.0
"""Seconds of a timeout that a moderator asks for, where the ladder names none."""


async def decide(
    memory: Memory, community: str, n: str, decision: Decision, who: str, *, of: int = 0, clears: float = 0.0
) -> tuple[DecisionState, str]:
    """Carry out one decision; what became of it and the state the incident is in.

    ``of``: the entry of the history that an undo takes back; ``clears``: seconds of what the account said that a ban takes along.
    """
    for _ in range(MOST_TRIES):
        chosen = await memory.communities.reload(community)
        case = await memory.incidents.read(community, n)
        if case is None:
            return DecisionState.UNKNOWN, ""
        facts, now = Facts(case, chosen.settings.mode), memory.store.clock.now()
        if refused(facts, decision):
            return _decided(DecisionState.REFUSED, case, decision, who)
        if decision is Decision.UNDO and not of:
            of = next(iter(undoable(facts, now)), 0)
        planned = plan(
            facts, decision, now, of=of, till=now + first_timeout(chosen.settings) if decision is Decision.TIMEOUT else 0.0, clears=clears
        )
        if planned is None:
            became = (
                DecisionState.REFUSED
                if decision is Decision.UNDO or (decision is Decision.PARDON and facts.over)
                else DecisionState.ALREADY
            )
            return _decided(became, case, decision, who)
        fields, changes = planned
        done = await memory.incidents.carry_out(case, Entry(decision.value, who, now, of), fields, changes)
        if done is None:
            return DecisionState.UNKNOWN, ""
        if done:
            await _allow(memory, case, fields, chosen)
            return _decided(DecisionState.DONE, case, decision, who, fields.get("state", ""))
    raise StoreError(f"case {n} of {community} changed {MOST_TRIES} times while one decision was made")


async def _allow(memory: Memory, case: Incident, fields: Mapping[str, str], chosen: CommunitySettings) -> None:
    """Allow the texts of a case that was called not spam, or judge them again where that is taken back."""
    if fields.get("allowed"):
        if forms := _forms(case):
            await memory.communities.allow(case.community, forms, memory.store.clock.now() + ALLOWED_FOR)
    elif fields.get("state", "restored") != "restored" and (forms := [form for form in _forms(case) if form in chosen.allowed]):
        await memory.communities.allow(case.community, forms, 0.0)


def _decided(became: DecisionState, case: Incident, decision: Decision, who: str, state: str = "") -> tuple[DecisionState, str]:
    state = state or case.state
    told = {"community": case.community, "incident": case.n, "decision": decision.value, "who": who}
    log.info("moderator decided", **told, outcome=became.value, state=state)
    return became, state


async def decide_campaign(
    memory: Memory, campaign: Campaign, decision: CampaignDecision, who: str, *, of: int = 0, spared: Iterable[str] = ()
) -> tuple[DecisionState, str]:
    """Carry out one decision on a campaign; what became of it and the state it is in.

    Not spam restores the accounts' own cases of this text too, and its undo takes that back. ``of``: the entry that an undo takes back, the
    newest that can be if not said; ``spared``: accounts that are left alone.
    """
    community, n = campaign.community, campaign.n
    settings = (await memory.communities.reload(community)).settings
    if decision is CampaignDecision.UNDO and not of:
        of = next(iter(campaign_undoable(campaign)), 0)
    till, observes = memory.store.clock.now() + first_timeout(settings), settings.mode is Mode.OBSERVE
    entry = Entry(decision.value, who, memory.store.clock.now(), of)
    decided, state = await memory.campaigns.decide(community, n, entry, till=till, spared=spared, observes=observes)
    undoes = campaign.history[of - 1].verb if decision is CampaignDecision.UNDO and 0 < of <= len(campaign.history) else ""
    if decided in (DecisionState.DONE, DecisionState.ALREADY) and CampaignDecision.NOT_SPAM in (decision, undoes):
        allowed = sorted({canonical(text) for text in campaign.texts}, key=_said)[:MOST_FORMS]
        if allowed:
            until = 0.0 if undoes else memory.store.clock.now() + ALLOWED_FOR
            await memory.communities.allow(community, allowed, until)
        for own in sorted({each.own for each in campaign.copies if each.own}, key=int):
            await decide(memory, community, own, Decision.HIDE if undoes else Decision.NOT_SPAM, who)
    log.info("moderator decided", community=community, campaign=n, decision=decision.value, who=who, outcome=decided.value, state=state)
    return decided, state


def why_refused(case: str, decision: Decision | CampaignDecision, state: str) -> str:
    """Why a decision on a ``case`` in this state was refused, in a moderator's words."""
    if decision in (Decision.UNDO, CampaignDecision.UNDO):
        return f"{case} has no such entry that could be taken back now"
    acts = decision in _ACTS and state in ("open", "closed", "continued")
    if acts or (isinstance(decision, Decision) and decision is not Decision.PARDON):
        return f"this community only observes, so {decision.value} does nothing here: choose the mode alert or enforce first"
    return f"{case} is {state}, so {decision.value} does not apply to it"


async def resume(memory: Memory, community: str, who: str) -> bool:
    """End the brake; False where it was not on."""
    was_on = await memory.campaigns.resume(community)
    log.info("moderator ended the brake", community=community, who=who, was_on=was_on)
    return was_on


def first_timeout(settings: Settings) -> float:
    """The seconds of the ladder's first timeout."""
    return next((each.lasts for row in settings.ladder for each in row if each.does == "timeout"), SHORTEST)


async def phrases(memory: Memory, community: str) -> list[str]:
    """The allowed texts, in canonical form."""
    chosen = await memory.communities.reload(community)
    return [_said(form) for form in chosen.allowed]


async def forget_phrase(memory: Memory, community: str, phrase: str) -> bool:
    """Judge a text again that was allowed; False where it was not."""
    chosen = await memory.communities.reload(community)
    gone = [form for form in chosen.allowed if _said(form) == phrase]
    if gone:
        await memory.communities.allow(community, gone, 0.0)
    return bool(gone)


def _forms(incident: Incident) -> list[Form]:
    forms = {canonical(copy.original.text) for copy in incident.copies if copy.original}
    return sorted(forms, key=_said)[:MOST_FORMS]


def _said(form: Form) -> str:
    return form.words or form.marks
