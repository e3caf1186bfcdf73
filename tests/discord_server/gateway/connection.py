"""One websocket of a client, written to in order."""

import asyncio
import contextlib

from aiohttp import WSCloseCode, web

from discord_server.gateway.compression import Encode, as_text, encoder
from discord_server.refusal import Json


class Connection:
    """Frames and the close go through one queue, so that nothing overtakes."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, *, compressed: bool) -> None:
        self.socket = socket
        self.process = request.match_info["process"]
        self._encode: Encode = encoder(request.query.get("compress")) if compressed else as_text
        self._transport = request.transport
        self._outgoing: asyncio.Queue[Json | int] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())
        self.open = True
        self.ended_here = False

    def send(self, frame: Json) -> None:
        """Queues a frame."""
        if self.open:
            self._outgoing.put_nowait(frame)

    def close(self, code: int = WSCloseCode.OK) -> None:
        """Queues the close; what is sent afterwards goes nowhere."""
        if self.open:
            self._outgoing.put_nowait(code)
        self.open, self.ended_here = False, True

    def cut(self) -> None:
        """The line breaks, without a close."""
        self.open = False
        if self._transport:
            self._transport.abort()

    async def drained(self) -> None:
        """Waits until everything queued was written."""
        if not self._writer.done():
            waiting = asyncio.create_task(self._outgoing.join())
            await asyncio.wait([waiting, self._writer], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    async def stop(self) -> None:
        """The client is gone."""
        self.open = False
        self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer

    async def _write(self) -> None:
        while True:
            one = await self._outgoing.get()
            # the client may hang up at any moment, which is its right
            with contextlib.suppress(ConnectionError):
                if isinstance(one, int):
                    await self.socket.close(code=one)
                elif isinstance(encoded := self._encode(one), str):
                    await self.socket.send_str(encoded)
                else:
                    await self.socket.send_bytes(encoded)
            self._outgoing.task_done()
