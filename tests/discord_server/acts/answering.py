"""The bot's answers to interactions: the callback, the original, the followups."""

from __future__ import annotations

import time

from discord_server.acts import changing
from discord_server.acts.modal_limits import check_modal
from discord_server.acts.posting import Author, draft, numbered, post
from discord_server.refusal import Json, Refused, bad_request, invalid, unknown
from discord_server.world import message as kinds
from discord_server.world.interaction import (
    ANSWER_WITHIN,
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MESSAGE,
    MODAL,
    SHOW_MODAL,
    TOKEN_LIVES,
    UPDATE,
    Interaction,
)  # fmt: skip
from discord_server.world.message import EPHEMERAL, LOADING, Message
from discord_server.world.world import World

ALLOWED = {
    COMMAND: {MESSAGE, DEFER, SHOW_MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, SHOW_MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}
CHOICES_AT_MOST = 25


def found(world: World, token: str, interaction_id: int | None = None) -> Interaction:
    """The interaction of a token, or 10062."""
    one = world.interactions.get(token)
    if one is None or (interaction_id is not None and one.id != interaction_id):
        raise unknown("Interaction")
    return one


def callback(world: World, one: Interaction, body: Json) -> None:
    """The first answer: in time, once, and of a kind that fits."""
    if one.callback is not None:
        raise bad_request(40060, "Interaction has already been acknowledged.")
    if world.now() - one.made_at > ANSWER_WITHIN:
        raise unknown("Interaction")
    kind, data = int(body["type"]), body.get("data") or {}
    if kind not in ALLOWED[one.kind] or (one.kind == MODAL and one.message is None and kind in {DEFER_UPDATE, UPDATE}):
        raise invalid("type", "This interaction cannot be answered so.", "INTERACTION_CALLBACK_TYPE_INVALID")
    if kind == MESSAGE:
        one.original = _say(world, one, data, {})
    elif kind == DEFER:
        one.original = _say(world, one, {"content": "thinking", "flags": data.get("flags") or 0}, {"content": "", "extra_flags": LOADING})
        one.deferred = True
    elif kind in {UPDATE, DEFER_UPDATE}:
        one.original = one.message
        if kind == UPDATE and one.message:
            changing.edit(world, one.message.author.id, one.message, data)
    elif kind == CHOICES:
        one.choices = data.get("choices") or []
        if len(one.choices) > CHOICES_AT_MOST:
            raise invalid("data.choices", f"Must be {CHOICES_AT_MOST} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    else:
        check_modal(data)
        one.modal = {**data, "components": numbered(data["components"])}
    one.callback, one.answered_after = kind, time.monotonic() - one.started


def _say(world: World, one: Interaction, body: Json, parts: Json) -> Message:
    """An answer: ephemeral ones are seen by nobody else, so the channel hears nothing of them."""
    author = Author(world.bot)
    flags = int(body.get("flags") or 0)
    metadata = {
        "id": str(one.id),
        "type": one.kind,
        "user": one.member.account.payload(),
        "authorizing_integration_owners": {"0": str(one.member.guild.id)},
    }
    extras: Json = {"application_id": str(world.bot.id), "interaction_metadata": metadata}
    loading = parts.pop("extra_flags", 0)
    kind = kinds.COMMAND if one.kind == COMMAND else kinds.ORDINARY
    say = draft if flags & EPHEMERAL else post
    said = say(world, author, one.channel, body, type=kind, extras=extras, **parts)
    said.flags |= loading
    return said


def must_live(world: World, one: Interaction) -> None:
    """The token works for a quarter of an hour, and only after the callback."""
    if world.now() - one.made_at > TOKEN_LIVES:
        raise Refused(401, 50027, "Invalid Webhook Token")
    if one.callback is None:
        raise unknown("Webhook")


def message(one: Interaction, which: str) -> Message:
    """@original or a followup by id."""
    if which == "@original":
        found_one = one.original
    else:
        known = [*one.followups, *([one.original] if one.original else [])]
        found_one = next((said for said in known if said.id == int(which)), None)
    if found_one is None or not found_one.stands:
        raise unknown("Message")
    return found_one


def edit(world: World, one: Interaction, which: str, body: Json) -> Message:
    """Edits an answer; the first edit of a deferred one is the answer."""
    must_live(world, one)
    said = message(one, which)
    said.flags &= ~LOADING
    changing.edit(world, said.author.id, said, body)
    one.deferred = one.deferred and said is not one.original
    return said


def follow_up(world: World, one: Interaction, body: Json) -> Message:
    """A further message; the first one after a deferral takes its place, and its privacy."""
    must_live(world, one)
    if one.deferred and one.original:
        return edit(world, one, "@original", body)
    said = _say(world, one, body, {})
    one.followups.append(said)
    return said


def delete(world: World, one: Interaction, which: str) -> None:
    """Takes an answer away."""
    must_live(world, one)
    said = message(one, which)
    one.deferred = one.deferred and said is not one.original
    said.stands = False
    if not said.flags & EPHEMERAL:
        changing.vanish(world, said)
