"""The restore key in the data folder: made there once, changed in steps that a crash may fall between, readable by its owner only.

Its first line is the key. After a change ``hashes`` and the secret of the first key follow; while one goes on, ``older`` and the key before.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from bot.memory.encryption import KEY_BYTES, Seal, SealError, read_key

_HASHES, _OLDER = "hashes", "older"


def kept_seal(path: Path) -> Seal:
    """The seal of the key that is kept here; a key is made if there is none. SealError where what is there is none."""
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    draft = _draft(path, Seal(os.urandom(KEY_BYTES)))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, and its key is the one
    finally:
        draft.unlink()
    return _read(path)


def begin_change(path: Path) -> Seal:
    """Put a new key here, beside the one it follows; if a change was begun before, its new key is the one."""
    seal = kept_seal(path)
    return seal if seal.older else _put(path, Seal(os.urandom(KEY_BYTES), hashes=seal.secret, older=seal.key))


def end_change(path: Path, seal: Seal) -> Seal:
    """Let go of the older key: nothing may be sealed with it any more."""
    return _put(path, Seal(seal.key, hashes=seal.secret))


def _read(path: Path) -> Seal:
    written = path.read_text("utf-8", errors="replace").splitlines()
    try:
        named = dict(line.split(" ", 1) for line in written[1:])
        return Seal(read_key(written[0]), **{name: read_key(named.pop(name)) for name in (_HASHES, _OLDER) if name in named})
    except (SealError, ValueError, IndexError) as error:
        raise SealError(
            f"{path} does not hold a restore key; put it back from a backup, or remove it to start anew (what is hidden stays hidden)"
        ) from error


def _put(path: Path, seal: Seal) -> Seal:
    """Replace the file in one step, on disk when this returns."""
    _draft(path, seal).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return seal


def _draft(path: Path, seal: Seal) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    lines = [_written(seal.key), *(f"{name} {_written(key)}" for name, key in ((_HASHES, seal.hashes), (_OLDER, seal.older)) if key)]
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _written(key: bytes) -> str:
    return base64.b64encode(key).decode()
