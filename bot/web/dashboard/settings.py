"""The settings pane: built from the options' own declarations, so that no option is described twice."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from aiohttp import web

from bot.moderation import decisions
from bot.web.dashboard.context import LOCAL, community_of, page_of
from bot.web.dashboard.models import DeclaredOption, NewChoice, OptionKind, Pane
from bot.web.dashboard.threads import prepare
from bot.web.problems import Problem, ProblemKind, ToldError, answer
from bot.web.requests import body, read
from rules import settings as plain
from rules.options import Choice, Duration, Whole
from rules.settings import SettingsError, declared


async def show(request: web.Request) -> web.Response:
    """The settings in force, and every option with its help and bounds."""
    page, community = page_of(request), community_of(request)
    if community == LOCAL:
        await prepare(page)
    memory = page.service.memory
    chosen = await memory.communities.reload(community)
    phrases = await decisions.phrases(memory, community)
    settings = plain.write(chosen.settings)
    return answer(Pane(chosen.revision, settings, list(_options()), phrases, chosen.who, chosen.at, list(chosen.what)))


async def save(request: web.Request) -> web.Response:
    """Put settings in force; every wrong one is named, and nothing is changed."""
    page, community = page_of(request), community_of(request)
    new = read(await body(request), NewChoice)
    try:
        settings = plain.read(new.settings)
    except SettingsError as error:
        errors = [ToldError(problem.key, problem.message) for problem in error.problems]
        raise Problem(ProblemKind.INVALID, "Nothing was saved: some values are not possible", errors=errors) from error
    done, revision = await page.service.memory.communities.configure(community, settings, new.by, new.revision)
    if not done:
        raise Problem(ProblemKind.CHANGED, f"others saved revision {revision} meanwhile: look at it, then make your change again")
    return await show(request)


async def forget_phrase(request: web.Request) -> web.Response:
    """Judge a text again that was allowed."""
    page, community = page_of(request), community_of(request)
    if not await decisions.forget_phrase(page.service.memory, community, request.match_info["phrase"]):
        raise Problem(ProblemKind.NOT_FOUND, "this text is not allowed here any more")
    return await show(request)


def _options() -> Iterator[DeclaredOption]:
    for key, each in declared():
        kind = each.kind
        low, high = (kind.low, kind.high) if isinstance(kind, Whole | Duration) else (None, None)
        words = [*kind.extra, *(word.value for word in kind.words)] if isinstance(kind, Choice) else []
        default = None if each.default is None else kind.write(each.default)
        named = msgspec.convert(type(kind).__name__.lower(), OptionKind)
        yield DeclaredOption(key, named, each.help, kind.says, each.unset, words, low, high, default)
