"""What a person wants to know after a replay: how much there was, what was done, and the worst of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.memory.incidents import Incident, Incidents
from bot.pipeline.pipeline import Judgement
from bot.replay.recording import Recording
from bot.runtime.logs import one_line
from rules import duration
from rules.model import Comment

WORST = 5


@dataclass(slots=True)
class Summary:
    """Counts a stream while it is judged, and tells of it afterwards."""

    comments: int = 0
    flagged: int = 0
    accounts: set[tuple[str, str]] = field(default_factory=set)
    threads: set[tuple[str, str]] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    rules: Counter[str] = field(default_factory=Counter)
    first: float = float("inf")
    last: float = float("-inf")

    def count(self, comment: Comment, decision: Judgement) -> None:
        """One judged comment."""
        self.comments += 1
        self.accounts.add((comment.community, comment.author))
        self.threads.add((comment.community, comment.thread))
        self.first, self.last = min(self.first, comment.at), max(self.last, comment.at)
        self.rules.update(decision.verdict.rules)
        self.flagged += decision.verdict.flag
        if decision.incident:
            self.struck.add(comment.community)

    async def told(self, incidents: Incidents, platform: Recording, bad: int) -> str:
        """The summary in lines."""
        found = [incident for community in sorted(self.struck) for incident in await _all(incidents, community)]
        worst = sorted(found, key=lambda incident: -len(incident.copies))[:WORST]
        whole = [await incidents.read(incident.community, incident.n) for incident in worst]
        return "\n".join(self._lines(found, [incident for incident in whole if incident], platform, bad))

    def _lines(self, found: Sequence[Incident], worst: Sequence[Incident], platform: Recording, bad: int) -> Iterator[str]:
        if not self.comments:
            yield "no comment to judge" + (f"; {_count(bad, 'bad line')}" if bad else "")
            return
        communities = len({community for community, _ in self.accounts})
        where = f"{_count(len(self.threads), 'thread')} of {_count(communities, 'community', 'communities')}"
        told = f"{_count(self.comments, 'comment')} by {_count(len(self.accounts), 'account')} in {where}"
        yield f"{told}, over {duration.words(self.last - self.first)}" + (f"; {_count(bad, 'bad line')}" if bad else "")
        rules = f" ({', '.join(f'{rule} {count}' for rule, count in self.rules.most_common())})" if self.rules else ""
        strikes = sum(incident.strikes for incident in found)
        yield ", ".join(
            [
                f"{self.flagged} flagged{rules}",
                f"{len(platform.hidden)} hidden",
                _count(len(found), "incident"),
                _count(len(platform.notices), "notice"),
                _count(strikes, "strike"),
            ]
        )
        if worst:
            yield ""
            yield "The worst of it:" if len(found) > len(worst) else "What happened:"
        for incident in worst:
            yield from _card(incident)


def _card(incident: Incident) -> Iterator[str]:
    hidden = sum(action.does == "hide" and action.state == "done" for action in incident.actions)
    over = duration.words(incident.copies[-1].at - incident.copies[0].at)
    told = f"{_count(len(incident.copies), 'copy', 'copies')} over {over}, {hidden} hidden"
    yield f"  #{incident.n} {one_line(incident.account)} in {one_line(incident.community)}: {told}"
    texts = [copy.original.text for copy in incident.copies if copy.original]
    if texts:
        yield f'     "{one_line(texts[0])}"'
    yield f"     {one_line(incident.reason, 200)}"
    if incident.accounts:
        yield f"     also posted by {', '.join(one_line(account, 40) for account in incident.accounts[:WORST])}"


async def _all(incidents: Incidents, community: str) -> list[Incident]:
    found: list[Incident] = []
    before: int | None = None
    while page := await incidents.page(community, before):
        found += page
        before = int(page[-1].n)
    return found


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
