"""``/openapi.json``: the API described in OpenAPI 3.1, made from `operations` and the models that its handlers read and write."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec
from aiohttp import web

from bot.platforms.site import messages
from bot.web.api.operations import OPERATIONS, PART, AnyOf, Many, Operation, Shape
from bot.web.problems import ToldProblem, answer

_REF = "#/components/schemas/{name}"


def described() -> dict[str, Any]:
    """The whole document."""
    used = {each for operation in OPERATIONS for shape in (*operation.answers.values(), operation.body) for each in _models(shape)}
    used |= {ToldProblem, messages.WebhookEvent}
    _, components = msgspec.json.schema_components(sorted(used, key=lambda model: model.__name__), ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        for path in operation.paths:
            paths.setdefault(path, {})[operation.method] = _described(operation, path)
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


def _described(operation: Operation, path: str) -> dict[str, Any]:
    parameters = [_parameter(name, "path", f"The {name} in the path, percent-encoded") for name in PART.findall(path)]
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
        "operationId": f"{operation.method} {path}".replace("/v1/", "").translate(str.maketrans(" /{}-", "_____")),
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
