"""A proxy on loopback between Hush and its store, which does to the connections what networks do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Connections to ``target``, a unix socket. While it refuses, none is let through; while it is paused, nothing moves."""

    target: str
    refusing: bool = False
    port: int = 0
    _flows: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where Hush is to look for its store."""
        return f"redis://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection off, in the middle of whatever it carries."""
        for writer in list(self._writers):
            writer.transport.abort()

    def half_close(self) -> None:
        """End what the store says, while it goes on listening."""
        for writer in list(self._writers):
            with suppress(OSError, RuntimeError):
                writer.write_eof()

    def pause(self) -> None:
        """Nothing moves, and nobody is told."""
        self._flows.clear()

    def resume(self) -> None:
        """What was held up moves on."""
        self._flows.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of Hush's."""
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_unix_connection(self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(reader, back))
                group.create_task(self._pump(there, writer))
        except* OSError:
            pass  # one side went, so the other does
        finally:
            self._writers.discard(writer)
            for each in (writer, back):
                each.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while said := await source.read(65536):
            await self._flows.wait()
            sink.write(said)
            await sink.drain()
        raise ConnectionResetError("the other side went")


@asynccontextmanager
async def proxy(target: str) -> AsyncIterator[Proxy]:
    """A proxy that lets everything through, to begin with."""
    found = Proxy(target)
    found.resume()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        found.resume()
        server.close()
        found.cut()
