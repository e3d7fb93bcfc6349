"""The lock inside every format here: authenticated encryption that commits to its key.

LAW of the lock (part of format 1; none of it may ever change):

    locked     = salt(24) | commit(32) | ciphertext | tag(16)
    okm        = HKDF-SHA-256(key, salt, info = "intertwine/seal/1" | SHA-256(bound), 64 bytes)
    ek, commit = okm[:32], okm[32:]
    ciphertext | tag = ChaCha20-Poly1305(ek, nonce = 0, plaintext, bound)

The salt is fresh each time, so each ek encrypts once and a constant nonce is safe. The commitment is there
because ChaCha20-Poly1305 alone is not bound to one key: without it, a ciphertext can be built that opens
to different texts under different keys.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from intertwine.vault import primitives
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from intertwine.vault.secrets import Key

_NONCE: Final = bytes(12)
_SALT: Final = 24
_COMMIT: Final = 32
_TAG: Final = 16
OVERHEAD: Final = _SALT + _COMMIT + _TAG


def lock(key: Key, *, bound: bytes, plaintext: bytes) -> bytes:
    """Lock `plaintext` (any length) under `key`, bound to `bound`, which starts with the name of its format."""
    salt = os.urandom(_SALT)
    encryption, commit = _schedule(key, salt=salt, bound=bound)
    return salt + commit + primitives.aead_seal(encryption, nonce=_NONCE, plaintext=plaintext, bound=bound)


def unlock(key: Key, *, bound: bytes, locked: bytes) -> bytes:
    """The plaintext of `lock`; raises `Unopenable`."""
    if len(locked) < OVERHEAD:
        raise Unopenable
    salt, claimed, sealed = locked[:_SALT], locked[_SALT : _SALT + _COMMIT], locked[_SALT + _COMMIT :]
    encryption, commit = _schedule(key, salt=salt, bound=bound)
    if not hmac.compare_digest(commit, claimed):
        raise Unopenable
    return primitives.aead_open(encryption, nonce=_NONCE, sealed=sealed, bound=bound)


def _schedule(key: Key, *, salt: bytes, bound: bytes) -> tuple[Hidden, bytes]:
    info = b"intertwine/seal/1" + hashlib.sha256(bound).digest()
    okm = primitives.hkdf(key, salt=salt, info=info, length=64)
    return Hidden(okm.reveal()[:32]), okm.reveal()[32:]
