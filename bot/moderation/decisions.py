"""What moderators decide, wherever they do it: on the page, over HTTP, in Discord. Each decision is carried out once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog

from bot.memory import Memory
from bot.memory.campaigns import Campaign, CampaignDecision
from bot.memory.incidents import Decision, DecisionState, Incident
from rules.model import Form, Mode
from rules.settings import Settings
from rules.text import canonical

log = structlog.get_logger()

ALLOWED_FOR = 30 * 86400.0
"""Seconds for which a phrase that was called not spam is left alone in its community."""
MOST_FORMS = 8
"""Different texts of one incident that are allowed; a family has few, its copies are alike."""

SHORTEST = 600.0
"""Seconds of a timeout that a moderator asks for, where the ladder names none."""


async def decide(memory: Memory, community: str, n: str, decision: Decision, who: str, *, first: bool = False) -> tuple[DecisionState, str]:
    """Carry out one decision; what became of it and the state the incident is in.

    Not spam is a restore whose texts are allowed from then on, and hiding what was restored ends that; so the texts are read first.
    """
    forms: Sequence[Form] = ()
    chosen = await memory.communities.reload(community)
    if decision in (Decision.NOT_SPAM, Decision.HIDE):
        incident = await memory.incidents.read(community, n)
        forms = _forms(incident) if incident and (decision is Decision.NOT_SPAM or incident.state == "restored") else ()
    decided, state = await memory.incidents.decide(community, n, decision, who, first=first, observes=chosen.settings.mode is Mode.OBSERVE)
    if decision is Decision.HIDE:
        forms = [form for form in forms if form in chosen.allowed]
    if forms and decided is not DecisionState.REFUSED:
        until = memory.store.clock.now() + ALLOWED_FOR if decision is Decision.NOT_SPAM else 0.0
        await memory.communities.allow(community, forms, until)
    log.info("moderator decided", community=community, incident=n, decision=decision.value, who=who, outcome=decided.value, state=state)
    return decided, state


async def decide_campaign(
    memory: Memory, campaign: Campaign, decision: CampaignDecision, who: str, *, spared: Iterable[str] = ()
) -> tuple[DecisionState, str]:
    """Carry out one decision on a campaign; what became of it and the state it is in. ``spared`` are accounts found to moderate.

    Not spam restores the accounts' own cases of this text too.
    """
    community, n = campaign.community, campaign.n
    settings = (await memory.communities.reload(community)).settings
    till = memory.store.clock.now() + first_timeout(settings)
    observes = settings.mode is Mode.OBSERVE
    decided, state = await memory.campaigns.decide(community, n, decision, who, till=till, spared=spared, observes=observes)
    if decision is CampaignDecision.NOT_SPAM and decided in (DecisionState.DONE, DecisionState.ALREADY):
        allowed = sorted({canonical(text) for text in campaign.texts}, key=_said)[:MOST_FORMS]
        if allowed:
            await memory.communities.allow(community, allowed, memory.store.clock.now() + ALLOWED_FOR)
        for own in sorted({each.own for each in campaign.copies if each.own}, key=int):
            await memory.incidents.decide(community, own, Decision.NOT_SPAM, who)
    log.info("moderator decided", community=community, campaign=n, decision=decision.value, who=who, outcome=decided.value, state=state)
    return decided, state


def refused(case: str, decision: Decision | CampaignDecision, state: str) -> str:
    """Why a decision on a ``case`` in this state was refused, in a moderator's words."""
    if decision in (Decision.HIDE, CampaignDecision.HIDE_ALL, CampaignDecision.TIME_OUT_ALL) and state in ("open", "closed", "continued"):
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
