"""From a comment that belongs to a campaign to the campaign: who takes part, and with which comments."""

from __future__ import annotations

from bot.memory import Memory
from bot.memory.campaigns import Joining, Known
from bot.memory.communities import CommunitySettings
from rules.checks.copies import HOUR, Copies, nearly, together
from rules.fingerprint import phrase
from rules.model import Case, Comment, Verdict
from rules.policy import exempt


async def join_campaign(
    memory: Memory, comment: Comment, platform: str, case: Case, verdict: Verdict, chosen: CommunitySettings, *, cards: bool
) -> str:
    """Add a comment, and the accounts that it was found with, to the campaign of its text or of a near-copy's; the campaign's case number.

    An account that spoke before there was a campaign is looked up in its window, once: what it says from now on adds itself.
    """
    settings, secret = chosen.settings, memory.seal.secret
    texts = list(dict.fromkeys([phrase(case.said.form, secret), *(phrase(other.form, secret) for other in case.others if other.form)]))

    def joining(members: list[tuple[str, Known]], copies: list[tuple[str, str, float, str]], named: tuple[str, ...] = ()) -> Joining:
        return Joining(
            community=comment.community,
            texts=texts,
            platform=platform,
            why=settings.mode.value,
            thread=case.said.thread,
            members=members,
            copies=copies,
            named=named,
            keep=settings.rule(Copies).window,
            restore=settings.restore,
            cards=cards,
        )

    spared = exempt(settings, comment.author, comment.account)
    known = Known.SPARED if spared else Known.ORDINARY if comment.account else Known.UNKNOWN
    own = [(comment.author, each.id, each.at, each.thread) for each in case.family(verdict.copies)]
    n, strangers = await memory.campaigns.join(joining([(comment.author, known)], own, tuple(other.account for other in together(case))))
    if strangers:
        windows = await memory.window.said_by(comment.community, strangers)
        near = {id(each) for each in nearly(case.said, [each for window in windows for each in window])}
        copies = [
            (account, each.id, each.at, each.thread)
            for account, window in zip(strangers, windows, strict=True)
            for each in window
            if not each.gone and abs(each.at - case.said.at) <= HOUR and (id(each) in near or phrase(each.form, secret) == texts[0])
        ]
        found = dict.fromkeys(account for account, *_ in copies)
        members = [(each, Known.SPARED if exempt(settings, each, None) else Known.UNKNOWN) for each in found]
        await memory.campaigns.join(joining(members, copies))
    return n
