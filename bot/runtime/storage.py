"""Where Hush keeps what it remembers: the store's address and the restore key, as the configuration says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.memory.embedded import Embedded, embedded
from bot.memory.encryption import Seal
from bot.memory.key_file import kept_seal
from bot.runtime.config import Config
from bot.runtime.exits import Refusal

KEY_FILE = "restore.key"


@contextmanager
def store_of(config: Config) -> Iterator[tuple[str, Embedded | None]]:
    """The store's URL: ``REDIS_URL``, or the embedded server of the data folder, which is joined, and left at the end.

    Raises:
        EmbeddedError: there is no server to be had for this folder.
    """
    if config.redis_url is not None:
        yield config.redis_url.reveal(), None
        return
    with embedded(config.data) as own:
        yield own.url, own


def seal_of(config: Config) -> Seal:
    """The seal with the key of ``HUSH_RESTORE_KEY``, or the one kept in the data folder, made there the first time.

    Raises:
        SealError: what is kept there is no key.
        Refusal: the folder cannot be used.
    """
    if config.restore_key is not None:
        return Seal(config.restore_key)
    try:
        config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return kept_seal(config.data / KEY_FILE)
    except OSError as error:
        raise Refusal(unusable(config.data, error)) from error


def unusable(data: Path, error: OSError) -> str:
    """Why a data folder cannot be used, in the same words wherever that shows."""
    if os.path.lexists(data) and not data.is_dir():
        return f"the data folder {data} is not a folder: set HUSH_DATA to one"
    return f"cannot use the data folder {data} ({error.strerror}): set HUSH_DATA to a folder on a local disk that this account may write to"
