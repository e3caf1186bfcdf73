"""From an incident to a card on the page: what became of each copy, and which decisions apply. Pure."""

from __future__ import annotations

from bot.memory.incidents import Incident
from bot.moderation.cases import Facts, offered
from bot.web.api.incidents import told
from bot.web.dashboard.models import CardCopy, CaseView
from rules.model import Mode


def card(incident: Incident, mode: Mode, now: float) -> CaseView:
    """The card of one incident in a community that is in this mode now."""
    facts = Facts(incident, mode)
    outside = told(facts, now)
    return CaseView(
        incident=outside,
        copies=[CardCopy(each.id, each.at, each.thread, each.first, each.text, *facts.copies[each.id]) for each in outside.copies],
        offered=offered(facts),
        platform=incident.platform,
    )
