"""``/openapi.json``: the API described in OpenAPI 3.1, made from the models that the handlers read and write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.memory.campaigns import CampaignDecision
from bot.memory.incidents import Decision
from bot.platforms.site import messages
from bot.web.api import accounts, actions, campaigns, comments, incidents, models, settings
from bot.web.problems import ToldProblem, answer

_REF = "#/components/schemas/{name}"
_PART = re.compile(r"\{(\w+)\}")
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
    """One address with one method; its summary is the handler's own docstring. ``query`` and ``headers`` are (name, what it is)."""

    method: str
    path: str
    handler: Handler
    answers: Mapping[HTTPStatus, Shape | None]
    body: Shape | None = None
    may_be_empty: bool = False
    query: Sequence[tuple[str, str]] = field(default=())
    headers: Sequence[tuple[str, str]] = field(default=())


_EACH = AnyOf([models.ToldVerdict, models.Unjudged, models.RefusedComment])
_JUDGED = AnyOf([models.ToldVerdict, models.Unjudged, Many(_EACH)])
_AUTHOR = ("author", "Whose comment it is")
_DECISIONS = [
    Operation(
        "post", f"/v1/incidents/{{n}}/{each.value}", incidents.decide, {OK: models.ToldOutcome}, models.DecisionRequest, may_be_empty=True
    )
    for each in Decision
]
_CAMPAIGN_DECISIONS = [
    Operation(
        "post",
        f"/v1/campaigns/{{n}}/{each.value}",
        campaigns.decide,
        {OK: models.ToldCampaignOutcome},
        models.CampaignDecisionRequest,
        may_be_empty=True,
    )
    for each in CampaignDecision
]
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
    *_DECISIONS,
    Operation(
        "get",
        "/v1/campaigns",
        campaigns.log,
        {OK: models.CampaignLog},
        query=[("before", "The last answer's `before`"), ("limit", "1 to 50")],
    ),
    Operation("get", "/v1/campaigns/{n}", campaigns.one, {OK: models.ToldCampaign}),
    *_CAMPAIGN_DECISIONS,
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


def described() -> dict[str, Any]:
    """The whole document."""
    used = {each for operation in OPERATIONS for shape in (*operation.answers.values(), operation.body) for each in _models(shape)}
    used |= {ToldProblem, messages.WebhookEvent}
    _, components = msgspec.json.schema_components(sorted(used, key=lambda model: model.__name__), ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hush",
            "version": version("hush"),
            "summary": "Comments in, verdicts and actions out",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": paths,
        "webhooks": {"action": {"post": _webhook(_schema(messages.WebhookEvent))}},
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "hush keys create COMMUNITY"}},
            "responses": {
                "Problem": {
                    "description": "What is wrong, and what would be right (RFC 9457)",
                    "content": {"application/problem+json": {"schema": _schema(ToldProblem)}},
                }
            },
        },
    }


async def show(_request: web.Request) -> web.Response:
    """This document."""
    return answer(_DOCUMENT)


def _models(shape: Shape | None) -> set[type[msgspec.Struct]]:
    match shape:
        case None:
            return set()
        case AnyOf(shapes=shapes):
            return {each for inner in shapes for each in _models(inner)}
        case Many(shape=inner):
            return _models(inner)
        case _:
            return {shape}


def _schema(shape: Shape) -> dict[str, Any]:
    match shape:
        case AnyOf(shapes=shapes):
            return {"anyOf": [_schema(each) for each in shapes]}
        case Many(shape=inner):
            return {"type": "array", "items": _schema(inner)}
        case _:
            return {"$ref": _REF.format(name=shape.__name__)}


def _described(operation: Operation) -> dict[str, Any]:
    parameters = [_parameter(name, "path", f"The {name} in the path, percent-encoded") for name in _PART.findall(operation.path)]
    parameters += [_parameter(name, "query", told) for name, told in operation.query]
    parameters += [_parameter(name, "header", told) for name, told in operation.headers]
    answers = {
        str(status.value): {"description": status.phrase, **({} if shape is None else {"content": _json(_schema(shape))})}
        for status, shape in operation.answers.items()
    }
    body = {}
    if operation.body is not None:
        body = {"requestBody": {"required": not operation.may_be_empty, "content": _json(_schema(operation.body))}}
    return {
        "summary": (operation.handler.__doc__ or "").split("\n")[0].rstrip("."),
        "operationId": f"{operation.method} {operation.path}".replace("/v1/", "").translate(str.maketrans(" /{}-", "_____")),
        "parameters": parameters,
        **body,
        "responses": {**answers, "default": {"$ref": "#/components/responses/Problem"}},
    }


def _webhook(schema: object) -> dict[str, Any]:
    return {
        "summary": "Something is to be done, signed as Standard Webhooks 1.0 says, at least once under one webhook-id",
        "parameters": [
            _parameter(name, "header", "Standard Webhooks") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {"required": True, "content": _json(schema)},
        "responses": {"2XX": {"description": "Done, or an acknowledgement that says otherwise"}},
    }


def _parameter(name: str, where: str, told: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "description": told, "schema": {"type": "string"}}


def _json(schema: object) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_DOCUMENT = msgspec.json.encode(described())
