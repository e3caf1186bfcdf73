"""Finding what a person means on a card or in a modal."""

from typing import Any

from discord_server.refusal import Json, Refused
from discord_server.world.message import Message, flatten

BUTTON, TEXT_INPUT, STRING_SELECT, TEXT_DISPLAY, LABELLED = 2, 4, 3, 10, 18
SELECTS = frozenset({3, 5, 6, 7, 8})


def button(card: Message, wanted: str) -> Json:
    """The one button with this label or custom id, if it can be pressed."""
    buttons = [one for one in card.parts if one["type"] == BUTTON and one.get("custom_id")]
    found = [one for one in buttons if wanted in {one.get("label"), one["custom_id"]}]
    if len(found) != 1:
        raise Refused(400, 50035, f"{len(found)} buttons are called {wanted!r}; there are {[one.get('label') for one in buttons]}")
    if found[0].get("disabled"):
        raise Refused(400, 50035, f"{wanted!r} is disabled")
    return found[0]


def select(card: Message, wanted: str | None) -> Json:
    """The select with this placeholder or custom id, or the only one."""
    selects = [one for one in card.parts if one["type"] in SELECTS]
    found = [one for one in selects if wanted is None or wanted in {one.get("placeholder"), one["custom_id"]}]
    if len(found) != 1 or found[0].get("disabled"):
        raise Refused(400, 50035, f"{len(found)} open selects are called {wanted!r}")
    return found[0]


def option(chosen_in: Json, wanted: str) -> str:
    """The value of an option, by label or value."""
    for one in chosen_in.get("options") or []:
        if wanted in {one["label"], one["value"]}:
            return str(one["value"])
    raise Refused(400, 50035, f"there is no option {wanted!r}")


def filled(modal: Json, values: dict[str, Any]) -> list[Json]:
    """The components of a modal as they are sent back."""
    known = {name for one in flatten(modal["components"]) for name in (one.get("label"), one.get("custom_id")) if name}
    if strange := set(values) - known:
        raise Refused(400, 50035, f"the modal has no {sorted(strange)}, only {sorted(known)}")
    return [_filled(one, one.get("label"), values) for one in modal["components"]]


def _filled(one: Json, label: str | None, values: dict[str, Any]) -> Json:
    kept = {"type": one["type"], "id": one.get("id", 0)}
    if one["type"] == LABELLED:
        return kept | {"component": _filled(one["component"], label, values)}
    if "components" in one:
        return kept | {"components": [_filled(inner, inner.get("label"), values) for inner in one["components"]]}
    if one["type"] == TEXT_DISPLAY:
        return kept
    custom_id = one["custom_id"]
    value = values.get(custom_id, values.get(label or ""))
    if one["type"] == TEXT_INPUT:
        return kept | {"custom_id": custom_id, "value": _typed(one, one.get("value") or "" if value is None else value)}
    preset = [option["value"] for option in one.get("options") or [] if option.get("default")]
    chosen = preset if value is None else value
    return kept | {"custom_id": custom_id, "values": [option_value(one, word) for word in chosen]}


def option_value(chosen_in: Json, word: str) -> str:
    """The value behind a chosen word; ids of accounts, roles and channels stand for themselves."""
    return option(chosen_in, word) if chosen_in["type"] == STRING_SELECT else word


def _typed(field: Json, text: str) -> str:
    least = field.get("min_length") or (1 if field.get("required", True) else 0)
    if (text and not least <= len(text) <= (field.get("max_length") or 4000)) or (not text and field.get("required", True)):
        raise Refused(400, 50035, f"{field['custom_id']} does not take {len(text)} characters")
    return text
