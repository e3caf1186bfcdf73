"""The gateway: connections and sessions, and what a test can do to them."""

import asyncio
import contextlib

from aiohttp import WSMsgType, web

from discord_server.gateway import opcodes
from discord_server.gateway.connection import Connection
from discord_server.gateway.delivery import Delivery
from discord_server.gateway.intents import PRIVILEGED
from discord_server.gateway.session import Login, Session
from discord_server.world.dispatch import Dispatch
from discord_server.world.world import World


class Gateway(Delivery):
    """What the clients are connected to."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.logins: list[Login] = []
        self.resumes = 0
        self.heartbeats = 0
        self.delivered = 0
        self.heartbeat_ms = 41250
        self.granted_intents = ~0
        """Take privileged intents out to see a login refused with 4014."""
        self.overlap = 0
        """How many events a RESUME sends again although they were received."""
        self.compressed = False
        """Whether a client that asks for compression gets it."""

    def denies_privileged_intents(self) -> None:
        """From now on a login that asks for one is closed with 4014."""
        self.granted_intents &= ~PRIVILEGED
        self.world.application_flags = 0

    def send(self, dispatch: Dispatch) -> None:
        """Gives an event to every session that hears it."""
        for session in self.sessions.values():
            session.deliver(dispatch)
        self.delivered += 1
        self.world.pulse.beat()

    def reconnect(self) -> None:
        """Op 7: go away and RESUME."""
        self._to_all({"op": 7, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9: the session is lost, or only has to be taken up again."""
        if not resumable:
            self.forget()
        self._to_all({"op": 9, "d": resumable})

    def forget(self) -> None:
        """Sessions end here without a word; a later RESUME is answered with op 9."""
        self.sessions.clear()

    def close(self, code: int) -> None:
        """Closes every connection with a code."""
        for connection in list(self.connections):
            connection.close(code)

    def cut(self) -> None:
        """Breaks every connection without a close."""
        for connection in list(self.connections):
            connection.cut()

    def resend(self, last: int) -> None:
        """Sends the last events of every session once more, under their old numbers."""
        for session in self.sessions.values():
            session.again(len(session.sent) - last)

    def asks_for_heartbeat(self) -> None:
        """Op 1 from the server: beat at once."""
        self._to_all({"op": 1, "d": None})

    def _to_all(self, frame: dict[str, object]) -> None:
        for connection in self.connections:
            connection.send(frame)

    async def drained(self) -> None:
        """Waits until every event was written to its socket."""
        for connection in list(self.connections):
            await connection.drained()

    async def connected(self, request: web.Request) -> web.WebSocketResponse:
        """The route of the websocket."""
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request, compressed=self.compressed)
        self.connections.add(connection)
        connection.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat_ms}, "s": None, "t": None})
        conversation = opcodes.Conversation(self, connection, str(request.url.origin()).replace("http", "ws", 1))
        try:
            # an aborted connection ends the loop or raises; both only mean that the client is gone
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                async for heard in socket:
                    if heard.type is WSMsgType.TEXT:
                        conversation.hear(heard.data)
        finally:
            self.connections.discard(connection)
            await connection.stop()
            conversation.over(socket.close_code)
            self.world.pulse.beat()
        return socket
