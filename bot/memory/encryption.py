"""Originals are encrypted before they leave the process: AES-256-GCM (NIST SP 800-38D), bound to their community and comment."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field

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
    """Seals originals and opens them again. ``secret`` keys the hashes of texts, so that nobody can guess them from the store.

    ``hashes`` is the secret of an earlier key, which stays when the key is changed, since what is hashed cannot be hashed anew. ``older`` is
    a key that opens too, while what it sealed is sealed anew. ``page`` signs the page's cookies.
    """

    key: bytes = field(repr=False)
    hashes: bytes = field(default=b"", repr=False)
    older: bytes = field(default=b"", repr=False)
    secret: bytes = field(init=False, repr=False)
    page: bytes = field(init=False, repr=False)
    _ciphers: tuple[AESGCM, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ciphers", tuple(AESGCM(key) for key in (self.key, self.older) if key))
        object.__setattr__(self, "secret", self.hashes or _derived(self.key, b"hush text hashes"))
        object.__setattr__(self, "page", _derived(self.key, b"hush page cookies"))

    @property
    def fingerprint(self) -> str:
        """What may be told of the key: it names it and opens nothing."""
        return _fingerprint(self.key)

    @property
    def older_fingerprint(self) -> str:
        """The same of the older key; empty where there is none."""
        return _fingerprint(self.older) if self.older else ""

    def close(self, original: Original, community: str, comment: str) -> bytes:
        """The original as the store may hold it."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._ciphers[0].encrypt(nonce, msgspec.msgpack.encode(original), _bound(community, comment))

    def open(self, sealed: bytes, community: str, comment: str) -> Original | None:
        """The original again; None where it was sealed with another key, or is not this comment's."""
        if sealed[:1] != _VERSION or len(sealed) <= 1 + _NONCE_BYTES:
            return None
        nonce, body, bound = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], _bound(community, comment)
        for cipher in self._ciphers:
            try:
                return msgspec.msgpack.decode(cipher.decrypt(nonce, body, bound), type=Original)
            except InvalidTag:
                continue
        return None


def _fingerprint(key: bytes) -> str:
    return _derived(key, b"hush key fingerprint")[:4].hex()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _bound(community: str, comment: str) -> bytes:
    return msgspec.msgpack.encode((community, comment))


def read_key(written: str) -> bytes:
    """The key in ``HUSH_RESTORE_KEY``: 32 bytes in base64. SealError says how to make one."""
    try:
        key = base64.b64decode(written.strip().replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:  # binascii's, and that of letters which are not ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise SealError("HUSH_RESTORE_KEY must be 32 bytes in base64; make one with: openssl rand -base64 32")
    return key
