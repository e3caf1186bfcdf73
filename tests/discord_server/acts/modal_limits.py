"""What Discord refuses about a modal."""

from discord_server.acts.component_limits import CUSTOM_ID
from discord_server.refusal import Json, invalid
from discord_server.world.message import flatten

TITLE, FIELDS, LABEL, DESCRIPTION = 45, 5, 45, 100
ROW, TEXT_DISPLAY, LABELLED = 1, 10, 18


def check_modal(data: Json) -> None:
    """Refuses a modal with a title, fields or ids out of bounds."""
    if not 1 <= len(data.get("title") or "") <= TITLE:
        raise invalid("data.title", f"Must be between 1 and {TITLE} in length.", "BASE_TYPE_BAD_LENGTH")
    if not 1 <= len(data.get("custom_id") or "") <= CUSTOM_ID:
        raise invalid("data.custom_id", f"Must be between 1 and {CUSTOM_ID} in length.", "BASE_TYPE_BAD_LENGTH")
    components = data.get("components") or []
    if not 1 <= len(components) <= FIELDS:
        raise invalid("data.components", f"Must be between 1 and {FIELDS} in length.", "BASE_TYPE_BAD_LENGTH")
    if any(one["type"] not in {ROW, TEXT_DISPLAY, LABELLED} for one in components):
        raise invalid("data.components.type", "Not allowed in a modal.", "UNION_TYPE_CHOICES")
    for one in components:
        if one["type"] == LABELLED and (len(one.get("label") or "") > LABEL or len(one.get("description") or "") > DESCRIPTION):
            raise invalid("data.components.label", f"Must be {LABEL} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    ids = [one["custom_id"] for one in flatten(components) if one.get("custom_id")]
    if len(set(ids)) < len(ids):
        raise invalid("data.components", "Component custom id cannot be duplicated", "COMPONENT_CUSTOM_ID_DUPLICATED")
