"""What a message may hold, apart from its components."""

from discord_server.refusal import Json, Refused, bad_request, invalid
from discord_server.world.message import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS

CONTENT, EMBEDS, EMBED_TEXT, NONCE, FILES = 2000, 10, 6000, 25, 10
SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | EPHEMERAL
NOT_WITH_V2 = ("content", "embeds", "poll", "sticker_ids")


def check_content(body: Json) -> None:
    """Refuses a body that Discord would refuse for its text, embeds, files or nonce, or for being empty."""
    v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if v2:
        for key in NOT_WITH_V2:
            if body.get(key):
                raise invalid(
                    key, "The message was created with the IS_COMPONENTS_V2 flag", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                )
    if len(body.get("content") or "") > CONTENT:
        raise invalid("content", f"Must be {CONTENT} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if len(str(body.get("nonce") or "")) > NONCE:
        raise invalid("nonce", f"Must be {NONCE} or fewer in length.", "NONCE_TYPE_TOO_LONG")
    if len(body.get("attachments") or ()) > FILES:
        raise invalid("attachments", f"Must be {FILES} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    _check_embeds(body.get("embeds") or [])
    has_text = (body.get("content") or "").strip()
    if (
        not v2
        and not has_text
        and not any(body.get(key) for key in ("embeds", "components", "attachments", "poll", "sticker_ids", "forward"))
    ):
        raise bad_request(50006, "Cannot send an empty message")


def _check_embeds(embeds: list[Json]) -> None:
    if len(embeds) > EMBEDS:
        raise invalid("embeds", f"Must be {EMBEDS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    total = 0
    for index, embed in enumerate(embeds):
        for key, most in (("title", 256), ("description", 4096)):
            total += _length(embed.get(key), most, f"embeds.{index}.{key}")
        for number, one in enumerate(embed.get("fields") or []):
            if number >= 25:
                raise invalid(f"embeds.{index}.fields", "Must be 25 or fewer in length.", "BASE_TYPE_MAX_LENGTH")
            total += _length(one.get("name"), 256, f"embeds.{index}.fields.{number}.name")
            total += _length(one.get("value"), 1024, f"embeds.{index}.fields.{number}.value")
        total += _length((embed.get("footer") or {}).get("text"), 2048, f"embeds.{index}.footer.text")
    if total > EMBED_TEXT:
        raise invalid("embeds", f"Embed size exceeds maximum size of {EMBED_TEXT}", "MAX_EMBED_SIZE_EXCEEDED")


def _length(text: str | None, most: int, where: str) -> int:
    if len(text or "") > most:
        raise invalid(where, f"Must be {most} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    return len(text or "")


def too_old_for_v2(flags_before: int, flags_after: int) -> Refused | None:
    """The V2 flag, once set, stays."""
    if flags_before & COMPONENTS_V2 and not flags_after & COMPONENTS_V2:
        return invalid("flags", "IS_COMPONENTS_V2 cannot be removed", "MESSAGE_FLAGS_INVALID")
    return None
