"""Originals are encrypted before they leave the process: AES-256-GCM (NIST SP 800-38D), bound to their community and comment."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rules.model import Original

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class SealError(Exception):
    """The restore key cannot be used; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals originals and opens them again. ``secret`` keys the hashes of texts, so that nobody can guess them from the store."""

    key: bytes = field(repr=False)
    secret: bytes = field(init=False, repr=False)
    _cipher: AESGCM = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(self.key))
        derive = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"hush text hashes")
        object.__setattr__(self, "secret", derive.derive(self.key))

    def close(self, original: Original, community: str, comment: str) -> bytes:
        """The original as the store may hold it."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(original), _bound(community, comment))

    def open(self, sealed: bytes, community: str, comment: str) -> Original | None:
        """The original again; None where it was sealed with another key, or is not this comment's."""
        if sealed[:1] != _VERSION:
            return None
        try:
            plain = self._cipher.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], _bound(community, comment))
        except InvalidTag:
            return None
        return msgspec.msgpack.decode(plain, type=Original)


def _bound(community: str, comment: str) -> bytes:
    return msgspec.msgpack.encode((community, comment))


def read_key(written: str) -> bytes:
    """The key in ``HUSH_RESTORE_KEY``: 32 bytes in base64. SealError says how to make one."""
    try:
        key = base64.b64decode(written.strip().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SealError("HUSH_RESTORE_KEY must be 32 bytes in base64; make one with: openssl rand -base64 32")
    return key


def kept_key(path: Path) -> bytes:
    """The key kept in the data folder, made there once, readable by its owner only."""
    try:
        return read_key(path.read_text("ascii"))
    except FileNotFoundError:
        pass
    except SealError as error:
        raise SealError(
            f"{path} does not hold a restore key; put it back from a backup, or remove it to start anew (what is hidden stays hidden)"
        ) from error
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, and its key is the one
    finally:
        draft.unlink()
    return read_key(path.read_text("ascii"))
