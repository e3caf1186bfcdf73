"""What a message can carry besides text: `alice.says("", in_=general, files=[attachment("cat.png")], **sticker("wave"))`."""

from discord_server.refusal import Json


def attachment(name: str, size: int = 1000, kind: str = "image/png") -> Json:
    """A file."""
    address = f"https://cdn.discordapp.com/attachments/1/2/{name}"
    return {"id": "1", "filename": name, "size": size, "url": address, "proxy_url": address, "content_type": kind}


def sticker(name: str, sticker_id: int = 1) -> Json:
    """A sticker."""
    return {"sticker_items": [{"id": str(sticker_id), "name": name, "format_type": 1}]}


def poll(question: str, *answers: str) -> Json:
    """A poll that is open."""
    offered = [{"answer_id": number, "poll_media": {"text": text}} for number, text in enumerate(answers, 1)]
    asked = {"question": {"text": question}, "answers": offered, "expiry": "2100-01-01T00:00:00+00:00"}
    return {"poll": {**asked, "allow_multiselect": False, "layout_type": 1}}
