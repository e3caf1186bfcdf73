"""What sites are told and what they answer, as declared data."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Acknowledgement(Struct, frozen=True):
    """What came of an action that the site fetched."""

    outcome: Literal["done", "failed", "unsupported"]
    why: Annotated[str, Meta(max_length=500)] = ""


class ToldAction(Struct, frozen=True):
    """Something to be done.

    ``of``: the warning that a restore without comments takes away. ``campaign``: the campaign to which an alert calls, under /v1/campaigns.
    """

    id: str
    incident: str
    do: Literal["hide", "warn", "timeout", "ban", "kick", "alert", "restore"]
    comments: list[str]
    account: str
    until: float | None
    of: str | None
    campaign: str | None


class WebhookEvent(Struct, frozen=True):
    """What a webhook brings: something to be done. The site answers 2xx when it is done, or with an acknowledgement."""

    type: Literal["action"]
    timestamp: str
    community: str
    data: ToldAction
