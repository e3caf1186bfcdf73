"""A comment as the window keeps it."""

from __future__ import annotations

from hashlib import blake2b

from msgspec import structs

from rules.minhash import sketch
from rules.model import Comment, Form, Media, Said
from rules.text import canonical
from rules.traits import emote_letters, traits


def remembered(comment: Comment, secret: bytes) -> Said:
    """What a rule may see of this comment, now and later. ``secret`` (at most 64 bytes) keys the hash of its original text."""
    form = canonical(comment.text)
    emotes = emote_letters(comment.text)
    if emotes:
        form = structs.replace(form, letters=max(0, form.letters - emotes))
    return Said(
        at=comment.said_at,
        revision=comment.edited_at or 0.0,
        id=comment.id,
        thread=comment.thread,
        place=comment.place,
        form=form,
        original=_hash(comment.text, secret).digest(),
        reply_to_author=comment.reply_to_author or "",
        media=_media(comment.media),
        traits=traits(comment.text),
    )


def phrase(form: Form, secret: bytes) -> str:
    """The keyed name of a canonical text, 16 hex digits; empty where nothing was said. Short texts are guessable without a key."""
    said = form.words or form.marks
    return _hash(f"{form.version}\0{said}", secret).hexdigest() if said else ""


def bands(form: Form, secret: bytes) -> tuple[str, ...]:
    """The keyed names of a long text's sketch, 10 hex digits each: near-copies share one of the two, as a rule."""
    return tuple(
        [blake2b(b"%d\0%d\0%b" % (form.version, i, piece), digest_size=5, key=secret).hexdigest() for i, piece in enumerate(sketch(form))]
    )


def _hash(text: str, secret: bytes) -> blake2b:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=secret)


def _media(media: tuple[Media, ...]) -> str:
    """The same files under other names are the same files: count, type and size tell; a sticker's name is its id."""
    if not media:
        return ""
    return blake2b(
        ";".join(sorted(f"{each.kind}/{each.type or each.name}/{each.size}" for each in media)).encode(), digest_size=8
    ).hexdigest()
