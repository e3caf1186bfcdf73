"""The page's own threads: what stands there, the composer, and the plays."""

from __future__ import annotations

import secrets

from aiohttp import web

from bot.memory.errors import StoreAway, StoreFull
from bot.memory.threads import Shown
from bot.pipeline.comments import CommentError, checked
from bot.platforms.local.platform import NAME
from bot.platforms.local.playback import MARK, MOST_RECORDING, THREADS_NAMED, founding, parse
from bot.web.dashboard.context import LOCAL, Page, community_of, page_of
from bot.web.dashboard.models import (
    BadLine,
    ListedThread,
    Notice,
    PaceBody,
    PlaceBody,
    Posted,
    ShownComment,
    Started,
    ThreadView,
    Written,
)
from bot.web.problems import Problem, ProblemKind, answer
from bot.web.requests import body, comment_problem, read, too_large, whole
from rules.model import Comment, Mode
from rules.settings import Settings

NEWEST, MOST_COMMENTS = 200, 1000


async def places(request: web.Request) -> web.Response:
    """Every community that the page can show: its own, the replays, and those that sites and servers use."""
    page = page_of(request)
    await prepare(page)
    named = set(await page.service.memory.communities.holding("settings")) | {LOCAL}
    return answer([PlaceBody(each, each == LOCAL or each.startswith(MARK), each.startswith(MARK)) for each in sorted(named)])


async def prepare(page: Page) -> None:
    """The page's own community enforces, unless somebody chose otherwise."""
    communities = page.service.memory.communities
    if not (await communities.reload(LOCAL)).revision:
        await communities.configure(LOCAL, Settings(mode=Mode.ENFORCE), "hush", 0)


async def show(request: web.Request) -> web.Response:
    """One thread, the one that was spoken in last unless another is asked for."""
    page, community = page_of(request), community_of(request)
    threads = page.service.memory.threads
    listed = dict(await threads.listed(community))
    if community == LOCAL:
        topic = founding().comments[0]
        listed.setdefault(topic.thread, topic.topic or "")
    thread = request.query.get("thread") or next(iter(listed), "")
    shown, count = await threads.read(community, thread, whole(request, "newest", NEWEST, 1, MOST_COMMENTS)) if thread else ([], 0)
    return answer(
        ThreadView(
            thread=thread,
            topic=listed.get(thread, ""),
            comments=[ShownComment(each.id, each.author, each.at, each.text, each.veiled, each.incident) for each in shown],
            count=count,
            threads=[ListedThread(name, topic) for name, topic in listed.items()],
            notices=await _notices(page, community, thread, shown),
            playing=page.plays.playing(community),
        )
    )


async def post(request: web.Request) -> web.Response:
    """A comment from the composer: it stands, and is judged as any other."""
    page, community = page_of(request), community_of(request)
    written = read(await body(request), Written)
    if not community.startswith(MARK) and community != LOCAL:
        raise Problem(ProblemKind.STATE, f"{community} has its own place to comment; here only the log of it is shown")
    if not written.text.strip():
        raise Problem(ProblemKind.INVALID, "text: write something first")
    memory = page.service.memory
    now = memory.store.clock.now()
    standing = await memory.threads.standing(community, written.author)
    if standing.banned or standing.until > now:
        raise Problem(
            ProblemKind.STATE, f"author: {written.author} {'is banned here' if standing.banned else 'is timed out and cannot comment now'}"
        )
    comment = Comment(f"p{secrets.token_hex(8)}", community, written.thread, written.author, now, written.text, topic=written.topic or None)
    try:
        await memory.threads.post(checked(comment))
        verdict = (await page.service.pipeline.take_in(comment, NAME)).verdict
    except CommentError as error:
        raise comment_problem(error) from error
    except (StoreAway, StoreFull):
        page.service.watch.doubt()
        if not page.service.postpone(comment, NAME):
            raise
        return answer(Posted(comment.id, judged=False, flag=False, reason=""))
    return answer(Posted(comment.id, judged=True, flag=verdict.flag, reason=verdict.reason))


async def play(request: web.Request) -> web.Response:
    """Play the founding page in the page's own community."""
    page, community = page_of(request), community_of(request)
    pace = read(await body(request), PaceBody)
    if community != LOCAL:
        raise Problem(ProblemKind.STATE, f"the founding page plays in {LOCAL}")
    if page.plays.playing(community):
        raise Problem(ProblemKind.STATE, "it is playing already")
    await prepare(page)
    stream = await page.plays.founding(community, pace.seconds)
    return answer(Started(community, stream.comments[0].thread, len(stream.comments), stream.ended, [], 0))


async def replay(request: web.Request) -> web.Response:
    """Replay a dropped file in a throw-away community; its bad lines are named."""
    page = page_of(request)
    content = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        content += chunk
        if len(content) > MOST_RECORDING:
            raise too_large(len(content), MOST_RECORDING)
    stream = parse(bytes(content))
    bad = [BadLine(number, why[:300]) for number, why in stream.bad[:THREADS_NAMED]]
    if not stream.comments:
        told = f"line {bad[0].line}: {bad[0].why}" if bad else "the file is empty"
        raise Problem(ProblemKind.INVALID, f"there is no comment to replay; {told}. Each line is one comment, as JSON.")
    seconds = 12.0 if len(stream.comments) <= 200 else 0.0
    community = await page.plays.dropped(stream, float(whole(request, "seconds", int(seconds), 0, 60)))
    return answer(Started(community, "", len(stream.comments), stream.ended, bad, max(0, len(stream.bad) - THREADS_NAMED)))


async def discard(request: web.Request) -> web.Response:
    """Erase a throw-away community."""
    page, community = page_of(request), community_of(request)
    if not community.startswith(MARK):
        raise Problem(ProblemKind.STATE, "only a replay can be thrown away here")
    await page.plays.discard(community)
    return answer({"discarded": community})


async def _notices(page: Page, community: str, thread: str, shown: list[Shown]) -> list[Notice]:
    authors = dict.fromkeys(each.author for each in shown if each.incident)
    threads = page.service.memory.threads
    return [
        Notice(author, at, where)
        for author in authors
        for at, where in (await threads.standing(community, author)).notices
        if where == thread
    ]
