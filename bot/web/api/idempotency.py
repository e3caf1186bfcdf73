"""``Idempotency-Key``: who sends the same request again gets the first answer again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from aiohttp import web

from bot.memory.errors import StoreAway, StoreFull
from bot.memory.idempotency import FirstAnswer, FirstAnswers
from bot.web.auth import Caller
from bot.web.problems import Problem, ProblemKind, answer

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~]{1,255}")
"""Visible ASCII."""


@dataclass(frozen=True, slots=True)
class Once:
    """One request under a key; without one, or while the caller cannot be checked, every request is a new one."""

    answers: FirstAnswers
    community: str
    key: str
    asked: bytes

    @classmethod
    def of(cls, request: web.Request, answers: FirstAnswers, caller: Caller, raw: bytes) -> Once:
        """The request as it came. Problem where its key is none."""
        key = request.headers.get(HEADER)
        if key is not None and not _KEY.fullmatch(key):
            raise Problem(ProblemKind.PARAMETER, f"{HEADER}: must be 1 to 255 visible ASCII characters, such as a UUID")
        return cls(answers, caller.community, "" if key is None or caller.unchecked else key, sha256(raw).digest())

    async def before(self) -> web.Response | None:
        """The answer given before. While the store is away there is none, since judging again comes to the same."""
        if not self.key:
            return None
        try:
            kept = await self.answers.first(self.community, self.key)
        except StoreAway:
            return None
        return self._again(kept) if kept else None

    async def settled(self, status: HTTPStatus, body: bytes) -> web.Response:
        """This answer, kept if it is a final one; or another's to the same request who was first."""
        if self.key and status is HTTPStatus.OK:
            try:
                kept = await self.answers.keep(self.community, self.key, FirstAnswer(self.asked, status, body))
            except (StoreAway, StoreFull):
                return answer(body, status)
            if kept.asked != self.asked or kept.answer != body:
                return self._again(kept)
        return answer(body, status)

    def _again(self, kept: FirstAnswer) -> web.Response:
        if kept.asked != self.asked:
            raise Problem(ProblemKind.KEY_REUSED, f"{HEADER}: was sent with another body within 24 hours; use a new key for each request")
        return answer(kept.answer, kept.status, {"Idempotent-Replayed": "true"})
