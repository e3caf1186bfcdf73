"""A Valkey of Hush's own, where no server is to be had: :func:`embedded` for a data folder, :func:`throwaway` for a replay or a test."""

from bot.memory.embedded.binary import EmbeddedError
from bot.memory.embedded.life import Arrival, Embedded, embedded
from bot.memory.embedded.throwaway import throwaway

__all__ = ["Arrival", "Embedded", "EmbeddedError", "embedded", "throwaway"]
