# ruff: noqa: INP001 - a script, run by its path
"""Writes what the page's JavaScript is checked against, made from the server's own models. Run by ``make types``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from bot.memory.campaigns import CampaignDecision
from bot.web.api.models import ToldCampaignOutcome
from bot.web.dashboard import events, models
from bot.web.problems import ToldProblem
from rules.model import Mode

FILE = Path(__file__).resolve().parent.parent / "bot/web/dashboard/models.d.ts"
HEAD = "// Made by `make types` from the server's models; a test fails where the two differ.\n"
SENT = (models.Written, models.DecisionBody, models.PaceBody, models.NewChoice)
RECEIVED = (
    models.CampaignList,
    models.CaseList,
    models.DecisionOutcome,
    models.Pane,
    models.PlaceBody,
    models.Posted,
    models.Started,
    models.ThreadView,
    ToldCampaignOutcome,
    ToldProblem,
    events.EventBatch,
    events.Back,
)
WORDS = (Mode, CampaignDecision)
"""Enums whose members the page has texts for."""


def declarations() -> str:
    """Every type that the page sends, receives or has texts for, as TypeScript."""
    _, components = msgspec.json.schema_components((*SENT, *RECEIVED, *WORDS), ref_template="{name}")
    return HEAD + "".join(f"\nexport {_declaration(name, schema)}\n" for name, schema in sorted(components.items()))


def _declaration(name: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"type {name} = {_type(schema)};"
    required = schema.get("required", ())
    fields = "".join(f"  {field}{'' if field in required else '?'}: {_type(its)};\n" for field, its in schema["properties"].items())
    return f"interface {name} {{\n{fields}}}"


def _type(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": name}:
            return str(name)
        case {"enum": values}:
            return " | ".join(json.dumps(each) for each in values)
        case {"anyOf": several}:
            return " | ".join(_type(each) for each in several)
        case {"type": "array", "items": each}:
            return f"Array<{_type(each)}>"
        case {"type": "object"}:
            return "Record<string, any>"
        case {"type": "integer"}:
            return "number"
        case {"type": "string" | "number" | "boolean" | "null" as name}:
            return str(name)
        case _ if not schema.keys() - {"default", "description"}:
            return "any"
        case _:
            raise NotImplementedError(f"no TypeScript for {schema}")


if __name__ == "__main__":
    FILE.write_text(declarations())
