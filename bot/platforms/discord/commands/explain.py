"""What Hush made of one message, in words."""

from __future__ import annotations

from bot.memory import Memory
from bot.moderation.explain import recall
from bot.platforms.discord.commands.replies import Complaint
from bot.platforms.discord.escape import inline, plain


async def explain(memory: Memory, community: str, account: str, message: str, channel: str) -> str:
    """How a message was seen and judged, and what was done about it."""
    found = await recall(memory, community, account, message)
    if found is None:
        raise Complaint("Hush does not remember that message: it looks back about an hour, and judges no bots.")
    said, verdict = found.said, found.decision.verdict
    lines = [f"A message of <@{account}> in <#{channel}>, <t:{int(said.at)}:R>."]
    lines.append(f"Compared as {inline(said.form.words or said.form.marks or 'nothing', 300)}, {said.form.letters} letters.")
    if verdict.copies:
        lines.append(f"The same was said {len(verdict.copies)} times before by this account.")
    if verdict.flag:
        lines.append(f"Flagged by {', '.join(verdict.rules)}: {plain(verdict.reason)}")
    else:
        lines.append(f"Left alone{f': {plain(verdict.reason)}' if verdict.reason else '.'}")
    if found.decision.incident:
        lines.append(f"It belongs to case #{found.decision.incident}.")
    if found.allowed:
        lines.append(f"A moderator called it not spam: everybody may post it until <t:{int(found.allowed)}:f>.")
    elif found.spared:
        lines.append(f"A moderator restored it: <@{account}> may repeat it until <t:{int(found.spared)}:f>.")
    lines += [f"{each.does}: {each.state}{f', {plain(each.why)}' if each.why else ''}" for each in found.decision.actions]
    return "\n".join(lines)
