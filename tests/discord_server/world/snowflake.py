"""Ids that carry the moment they were made, as Discord's do."""

from datetime import UTC, datetime

from discord_server.clock import Now

EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Makes ids from a clock: each larger than those made before at the same or an earlier time."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._given: set[int] = set()

    def new(self, at: float | None = None) -> int:
        """An id of this moment, or of another."""
        made = (round((self._now() if at is None else at) * 1000) - EPOCH_MS) << 22
        while made in self._given:
            made += 1
        self._given.add(made)
        return made

    def on_shard(self, shard: int, shards: int) -> int:
        """An id of about now that belongs to this shard."""
        made = self.new()
        while (made >> 22) % shards != shard:
            made += 1 << 22
        self._given.add(made)
        return made


def made_at(snowflake: int) -> float:
    """Epoch seconds at which an id was made."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000


def iso(at: float) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def moment(written: str) -> float:
    """A moment as Discord reads it."""
    return datetime.fromisoformat(written).timestamp()
