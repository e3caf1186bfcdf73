"""What a client says on its connection, and what Discord answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from discord_server.gateway.session import Login, Session
from discord_server.refusal import Json

if TYPE_CHECKING:
    from discord_server.gateway.connection import Connection
    from discord_server.gateway.gateway import Gateway

LARGEST_FRAME = 4096
LOST_BY_CLOSING = frozenset({1000, 1001})


class Conversation:
    """One connection, from HELLO to the close."""

    def __init__(self, gateway: Gateway, connection: Connection, origin: str) -> None:
        self._gateway = gateway
        self._connection = connection
        self._origin = origin
        self._session: Session | None = None

    def hear(self, text: str) -> None:
        """One frame of the client."""
        frame = json.loads(text)
        op, data = frame["op"], frame.get("d")
        if len(text.encode()) > LARGEST_FRAME:
            self._connection.close(4002)
        elif op == 1:
            self._gateway.heartbeats += 1
            self._connection.send({"op": 11})
        elif op == 2:
            self._identify(data)
        elif op == 6:
            self._resume(data)
        elif self._session is None:
            self._connection.close(4003)
        elif op == 8:
            self._members(self._session, data)
        elif op not in {3, 4}:
            self._connection.close(4001)

    def over(self, code: int | None) -> None:
        """The connection ended; a client that closed with 1000 or 1001 gave its session up."""
        session = self._session
        if session and session.connection is self._connection:
            session.connection = None
            if code in LOST_BY_CLOSING and not self._connection.ended_here:
                self._gateway.sessions.pop(session.id, None)

    def _identify(self, data: Json) -> None:
        gateway, world = self._gateway, self._gateway.world
        number, count = data.get("shard") or (0, 1)
        if self._session:
            return self._connection.close(4005)
        if data["token"] != world.token:
            return self._connection.close(4004)
        if not 0 <= number < count:
            return self._connection.close(4010)
        if data["intents"] & ~gateway.granted_intents:
            return self._connection.close(4014)
        self._session = session = Session(world, self._connection.process, data["intents"], (number, count), self._connection)
        gateway.sessions[session.id] = session
        gateway.logins.append(Login(world.now(), session.process, session.shard))
        self._ready(session)
        world.pulse.beat()
        return None

    def _ready(self, session: Session) -> None:
        world = self._gateway.world
        guilds = [guild for guild in world.guilds.values() if guild.has_bot and session.serves(guild.id)]
        session.put(
            "READY",
            {
                "v": 10, "user": {**world.bot.payload(), "verified": True, "mfa_enabled": False, "email": None}, "session_id": session.id,
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds], "session_type": "normal", "private_channels": [],
                "resume_gateway_url": f"{self._origin}/{session.process}/gateway", "shard": list(session.shard),
                "application": {"id": str(world.bot.id), "flags": 0},
            },
        )  # fmt: skip
        for guild in guilds:
            if not guild.in_outage:
                session.put("GUILD_CREATE", guild.payload_when_back())

    def _resume(self, data: Json) -> None:
        gateway = self._gateway
        if data["token"] != gateway.world.token:
            return self._connection.close(4004)
        session = gateway.sessions.get(data["session_id"])
        if session is None:
            return self._connection.send({"op": 9, "d": False})
        if (data["seq"] or 0) > len(session.sent):
            return self._connection.close(4007)
        if session.connection and session.connection is not self._connection:
            session.connection.close(4000)
        gateway.resumes += 1
        self._session, session.connection = session, self._connection
        session.again((data["seq"] or 0) - gateway.overlap)
        session.put("RESUMED", {})
        gateway.world.pulse.beat()
        return None

    def _members(self, session: Session, data: Json) -> None:
        guild = self._gateway.world.guild(int(data["guild_id"]))
        wanted: Any = data.get("user_ids")
        ids = {int(one) for one in (wanted if isinstance(wanted, list) else [wanted] if wanted else [])}
        query = str(data.get("query") or "").lower()
        found = [one for one in guild.members.values() if (one.id in ids if ids else one.name.lower().startswith(query))]
        chunk = {"guild_id": str(guild.id), "members": [one.payload() for one in found], "chunk_index": 0, "chunk_count": 1}
        session.put("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if data.get("nonce") else {}))
