"""The body of a request: JSON, or a form with files."""

import json
from typing import Any

from aiohttp import web

from discord_server.refusal import Json, Refused


async def read_body(request: web.Request) -> Any:  # noqa: ANN401 - JSON can be anything
    """The JSON of a request, with uploaded files listed under `attachments`; an empty object if there is none."""
    if request.content_type.startswith("multipart/"):
        return await _form(request)
    raw = await request.read()
    if not raw:
        return {}
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refused(400, 50109, "The request body contains invalid JSON.") from error


async def _form(request: web.Request) -> Json:
    form = await request.post()
    body: Json = json.loads(str(form.get("payload_json") or "{}"))
    files: list[Json] = []
    for name, value in form.items():
        if name.startswith("files[") and isinstance(value, web.FileField):
            size = len(value.file.read())
            number = len(files) + 1
            address = f"{request.url.origin()}/attachments/{number}/{value.filename}"
            files.append(
                {
                    "id": str(number),
                    "filename": value.filename,
                    "size": size,
                    "url": address,
                    "proxy_url": address,
                    "content_type": value.content_type,
                }
            )
    body["attachments"] = files
    return body
