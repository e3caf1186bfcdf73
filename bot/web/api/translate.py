"""From what a site posts to a comment. Pure."""

from __future__ import annotations

from bot.web.api.models import PostedAccount, PostedComment, PostedEdit
from bot.web.problems import Problem, ProblemKind, ToldError
from rules.model import Account, Comment

MODERATING_ROLES = frozenset({"owner", "administrator", "admin", "moderator"})
"""Roles, in any case of letters, whose accounts are trusted as those who may manage messages are elsewhere."""


def comment(posted: PostedComment, community: str) -> Comment:
    """The posted comment in the key's community. Problem where it names another."""
    _own(posted.community, community)
    return Comment(
        id=posted.id,
        community=community,
        thread=posted.thread,
        author=posted.author,
        at=posted.at,
        text=posted.text,
        platform=posted.platform,
        reply_to=posted.reply_to,
        reply_to_author=posted.reply_to_author,
        topic=posted.topic,
        edited_at=posted.edited_at,
        media=posted.media,
        account=_account(posted.account),
    )


def edit(posted: PostedEdit, community: str, id: str, thread: str, at: float) -> Comment:  # noqa: A002 - the comment's own word
    """The revision of a comment, with where and when it was first posted."""
    _own(posted.community, community)
    if posted.id not in (None, id):
        raise Problem(
            ProblemKind.INVALID,
            f"id: is {posted.id!r}, and the path says {id!r}",
            errors=[ToldError("id", "must be the path's, or left out")],
        )
    return Comment(
        id=id,
        community=community,
        thread=thread,
        author=posted.author,
        at=at,
        text=posted.text,
        platform=posted.platform,
        reply_to=posted.reply_to,
        reply_to_author=posted.reply_to_author,
        topic=posted.topic,
        edited_at=posted.edited_at,
        media=posted.media,
        account=_account(posted.account),
    )


def _own(named: str | None, community: str) -> None:
    if named not in (None, community):
        raise Problem(
            ProblemKind.OTHER_COMMUNITY,
            f"community: the key is for {community!r}, not {named!r}; leave the field out, or use that community's key",
            errors=[ToldError("community", f"must be {community!r} or left out")],
        )


def _account(posted: PostedAccount | None) -> Account | None:
    if posted is None:
        return None
    moderates = any(role.strip().lower() in MODERATING_ROLES for role in posted.roles)
    return Account(posted.created_at, posted.joined_at, posted.roles, posted.bot, moderates)
