"""What Discord refuses about the components of a message."""

from collections.abc import Iterable

from discord_server.refusal import Json, invalid
from discord_server.world.message import TEXT_DISPLAY, flatten

ROW, BUTTON, STRING_SELECT, SECTION, CONTAINER = 1, 2, 3, 9, 17
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})
ONLY_V2 = frozenset({SECTION, TEXT_DISPLAY, 11, 12, 13, 14, CONTAINER})
TOP_V2 = ONLY_V2 - {11} | {ROW}
LINK = 5
IN_ALL, ROWS, BUTTONS, DISPLAYED, CUSTOM_ID, LABEL, OPTIONS = 40, 5, 5, 4000, 100, 80, 25


def check_components(components: list[Json], *, v2: bool) -> None:
    """Refuses a tree that Discord would refuse; the message names the place."""
    every = list(flatten(components))
    if v2 and len(every) > IN_ALL:
        raise invalid("components", f"Must be {IN_ALL} or fewer components in total", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")
    if not v2 and len(components) > ROWS:
        raise invalid("components", f"Must be between 1 and {ROWS} in length.", "BASE_TYPE_BAD_LENGTH")
    shown = sum(len(one.get("content") or "") for one in every if one["type"] == TEXT_DISPLAY)
    if shown > DISPLAYED:
        raise invalid("components", f"Displayable text must be {DISPLAYED} or fewer", "COMPONENT_MAX_TOTAL_TEXT_EXCEEDED")
    for index, one in enumerate(components):
        if one["type"] not in (TOP_V2 if v2 else {ROW}):
            raise invalid(f"components.{index}.type", 'Value of field "type" is not allowed here.', "UNION_TYPE_CHOICES")
    for one in every:
        _check_one(one)
    _check_custom_ids(one["custom_id"] for one in every if one.get("custom_id") is not None)


def _check_one(one: Json) -> None:
    kind = one["type"]
    if kind == ROW:
        _check_row(one.get("components") or [])
    elif kind == BUTTON:
        _check_button(one)
    elif kind in SELECTS:
        _check_select(one)
    elif kind == TEXT_DISPLAY and not 1 <= len(one.get("content") or "") <= DISPLAYED:
        raise invalid("components.content", f"Must be between 1 and {DISPLAYED} in length.", "BASE_TYPE_BAD_LENGTH")
    elif kind == SECTION:
        if not 1 <= len(one.get("components") or []) <= 3:
            raise invalid("components.components", "Must be between 1 and 3 in length.", "BASE_TYPE_BAD_LENGTH")
        if not one.get("accessory"):
            raise invalid("components.accessory", "This field is required", "BASE_TYPE_REQUIRED")
    elif kind == CONTAINER and not one.get("components"):
        raise invalid("components.components", "Must be between 1 and 40 in length.", "BASE_TYPE_BAD_LENGTH")


def _check_row(inner: list[Json]) -> None:
    kinds = {one["type"] for one in inner}
    if not inner or len(inner) > BUTTONS or (kinds & SELECTS and len(inner) > 1):
        raise invalid("components.components", f"Must be between 1 and {BUTTONS} buttons, or one select.", "BASE_TYPE_BAD_LENGTH")
    if not kinds <= SELECTS | {BUTTON}:
        raise invalid("components.components.type", "Only buttons and selects stand in a row.", "UNION_TYPE_CHOICES")


def _check_button(one: Json) -> None:
    if len(one.get("label") or "") > LABEL:
        raise invalid("components.label", f"Must be {LABEL} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if not one.get("label") and not one.get("emoji"):
        raise invalid("components", "A button needs a label or an emoji.", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED")
    if one.get("style") == LINK:
        if not one.get("url") or one.get("custom_id"):
            raise invalid("components.url", "A link has an address and no custom id.", "BUTTON_COMPONENT_INVALID_URL")
    elif not one.get("custom_id"):
        raise invalid("components.custom_id", "A custom id is required.", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED")


def _check_select(one: Json) -> None:
    if not one.get("custom_id"):
        raise invalid("components.custom_id", "A custom id is required.", "BASE_TYPE_REQUIRED")
    if one["type"] != STRING_SELECT:
        return
    options = one.get("options") or []
    if not 1 <= len(options) <= OPTIONS:
        raise invalid("components.options", f"Must be between 1 and {OPTIONS} in length.", "BASE_TYPE_BAD_LENGTH")
    if len({option["value"] for option in options}) < len(options):
        raise invalid("components.options", "The specified option value is already used", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")
    if any(not 1 <= len(option["label"]) <= 100 or not 1 <= len(option["value"]) <= 100 for option in options):
        raise invalid("components.options.label", "Must be between 1 and 100 in length.", "BASE_TYPE_BAD_LENGTH")


def _check_custom_ids(custom_ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for custom_id in custom_ids:
        if len(custom_id) > CUSTOM_ID:
            raise invalid("components.custom_id", f"Must be between 1 and {CUSTOM_ID} in length.", "BASE_TYPE_BAD_LENGTH")
        if custom_id in seen:
            raise invalid("components.custom_id", "Component custom id cannot be duplicated", "COMPONENT_CUSTOM_ID_DUPLICATED")
        seen.add(custom_id)
