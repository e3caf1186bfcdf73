"""Every address of the API, once: the server answers what stands here, and ``/openapi.json`` describes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.memory.campaigns import CampaignDecision
from bot.memory.incidents import Decision
from bot.platforms.site import messages
from bot.web.api import accounts, actions, campaigns, comments, incidents, models, settings

PART = re.compile(r"\{(\w+)\}")
OK, ACCEPTED, NO_CONTENT = HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several shapes, told apart by their fields: msgspec itself describes tagged unions only."""

    shapes: Sequence[Shape]


@dataclass(frozen=True, slots=True)
class Many:
    """An array of one shape."""

    shape: Shape


Shape = type[msgspec.Struct] | AnyOf | Many


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method; its summary is the handler's own docstring. ``query`` and ``headers`` are (name, what it is).

    ``decisions`` are what may stand for ``{decision}`` in the path.
    """

    method: str
    path: str
    handler: Handler
    answers: Mapping[HTTPStatus, Shape | None]
    body: Shape | None = None
    may_be_empty: bool = False
    query: Sequence[tuple[str, str]] = field(default=())
    headers: Sequence[tuple[str, str]] = field(default=())
    decisions: Iterable[StrEnum] = ()

    @property
    def route(self) -> web.RouteDef:
        """The handler's place in the server; what stands for a part of the path may hold any sign but a slash."""
        parts = {"decision": "|".join(self.decisions)}
        return web.route(
            self.method.upper(), PART.sub(lambda part: f"{{{part[1]}:{parts.get(part[1], '[^/]+')}}}", self.path), self.handler
        )

    @property
    def paths(self) -> Sequence[str]:
        """The address as it is described: one for each decision."""
        return [self.path.replace("{decision}", each) for each in self.decisions] or [self.path]


_EACH = AnyOf([models.ToldVerdict, models.Unjudged, models.RefusedComment])
_JUDGED = AnyOf([models.ToldVerdict, models.Unjudged, Many(_EACH)])
_AUTHOR = ("author", "Whose comment it is")
OPERATIONS: Sequence[Operation] = (
    Operation(
        "post",
        "/v1/comments",
        comments.post,
        {OK: _JUDGED, ACCEPTED: _JUDGED},
        AnyOf([models.PostedComment, Many(models.PostedComment)]),
        headers=[("Idempotency-Key", "1 to 255 visible ASCII characters; the first answer under it is kept for 24 hours")],
    ),
    Operation("put", "/v1/comments/{id}", comments.put, {OK: models.ToldVerdict, ACCEPTED: models.Unjudged}, models.PostedEdit),
    Operation("delete", "/v1/comments/{id}", comments.delete, {NO_CONTENT: None}, models.Removal, may_be_empty=True, query=[_AUTHOR]),
    Operation("get", "/v1/comments/{id}", comments.get, {OK: models.KnownComment, ACCEPTED: models.Unjudged}, query=[_AUTHOR]),
    Operation(
        "get", "/v1/actions", actions.feed, {OK: models.Feed}, query=[("after", "The last answer's `after`"), ("limit", "1 to 1000")]
    ),
    Operation("post", "/v1/actions/{id}/ack", actions.acknowledge, {OK: models.Acknowledged}, messages.Acknowledgement),
    Operation(
        "get", "/v1/incidents", incidents.log, {OK: models.Log}, query=[("before", "The last answer's `before`"), ("limit", "1 to 200")]
    ),
    Operation("get", "/v1/incidents/{n}", incidents.one, {OK: models.ToldIncident}),
    Operation(
        "post",
        "/v1/incidents/{n}/{decision}",
        incidents.decide,
        {OK: models.ToldOutcome},
        models.DecisionRequest,
        may_be_empty=True,
        decisions=Decision,
    ),
    Operation(
        "get",
        "/v1/campaigns",
        campaigns.log,
        {OK: models.CampaignLog},
        query=[("before", "The last answer's `before`"), ("limit", "1 to 50")],
    ),
    Operation("get", "/v1/campaigns/{n}", campaigns.one, {OK: models.ToldCampaign}),
    Operation(
        "post",
        "/v1/campaigns/{n}/{decision}",
        campaigns.decide,
        {OK: models.ToldCampaignOutcome},
        models.CampaignDecisionRequest,
        may_be_empty=True,
        decisions=CampaignDecision,
    ),
    Operation("get", "/v1/accounts/{account}", accounts.one, {OK: models.ToldAccount}),
    Operation("delete", "/v1/accounts/{account}", accounts.erase, {NO_CONTENT: None}),
    Operation("delete", "/v1/community", accounts.erase_all, {NO_CONTENT: None}, models.CommunityErasure),
    Operation("delete", "/v1/brake", campaigns.resume, {NO_CONTENT: None}),
    Operation("get", "/v1/settings", settings.get, {OK: models.ToldSettings}),
    Operation(
        "put",
        "/v1/settings",
        settings.put,
        {OK: models.ToldSettings},
        models.NewSettings,
        headers=[("If-Match", "The ETag of the settings that were read; or say their revision in the body")],
    ),
    Operation("get", "/v1/phrases", settings.phrases, {OK: models.Phrases}),
    Operation("delete", "/v1/phrases/{phrase}", settings.forget_phrase, {NO_CONTENT: None}),
)
