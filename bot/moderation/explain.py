"""What is known of one comment, judged again as things stand now, without touching anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.memory import Memory
from bot.moderation.cases import left_alone
from bot.pipeline.pipeline import Judgement
from rules.checks.copies import others
from rules.engine import judge, stood_before, texts
from rules.fingerprint import bands, phrase
from rules.harmless.phrases import is_short_phrase
from rules.model import Case, Said


@dataclass(frozen=True, slots=True)
class Recalled:
    """The comment's latest text as the window keeps it, what is said of it now, and every action that concerns it."""

    said: Said
    decision: Judgement
    spared: float = 0.0
    """Until when its account may repeat it, since a moderator restored it; 0 where it may not."""
    allowed: float = 0.0
    """Until when everybody may post it, since a moderator called it not spam."""


async def recall(memory: Memory, community: str, account: str, comment: str) -> Recalled | None:
    """What is known of a comment of this account; None where it is not, or no longer, remembered."""
    told = texts(await memory.window.said(community, account))
    own = [each for each in told if each.id == comment]
    if not own:
        return None
    said = own[-1]
    chosen = await memory.communities.reload(community)
    words = phrase(said.form, memory.seal.secret)
    equal, near = await memory.window.others(community, account, words, bands(said.form, memory.seal.secret)) if words else ((), [])
    place = chosen.settings.place_of(said.thread, said.place)
    common = bool(words) and is_short_phrase(said.form) and await memory.window.common(community, words)
    case = Case(said, stood_before(said, told), place, others(said, equal, near), None, chosen.allowed, common=common)
    verdict = judge(case, chosen.settings.asked(place))
    n = await memory.incidents.claimed(community, account, comment)
    incident = await memory.incidents.read(community, n) if n else None
    if incident is None:
        return Recalled(said, Judgement(verdict))
    actions = tuple(each for each in incident.actions if comment in (each.by, each.comment))
    return Recalled(said, Judgement(verdict, actions, incident.n), *left_alone(incident, memory.store.clock.now()))
