"""Thin wrappers over the cryptography of others; nothing is invented here.

Secrets come in and go out hidden, so that no frame of ours ever shows one in a traceback.
Opening raises `Unopenable`; arguments only our own code could get wrong raise `Refused`.
"""

from __future__ import annotations

from typing import Final

import nacl.pwhash.argon2id
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.hidden import Hidden

# The least work a guess at a password may ever cost: Argon2id over 64 MiB in three passes, one lane.
# Raising it is a decision; lowering it is not possible, neither by a stored row nor by a test.
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
# The most a stored row may ask of us, so that an edited one cannot take the server down.
MEMORY_KIB_LIMIT: Final = 1_048_576
PASSES_LIMIT: Final = 16
SALT_LENGTH: Final = 16

_SHA256: Final = SHA256()
_CLASSICAL: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_HYBRID: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
# A hybrid public key is ML-KEM-768 (1,184 bytes), then X25519 (32); a private one the 64-byte seed, then 32.
_LATTICE_PUBLIC: Final = 1184
_LATTICE_SEED: Final = 64


def hkdf(secret: Hidden, *, salt: bytes, info: bytes, length: int) -> Hidden:
    """HKDF-SHA-256 (RFC 5869), extract and expand, to `length` bytes (at most 8,160)."""
    return Hidden(HKDF(algorithm=_SHA256, length=length, salt=salt, info=info).derive(secret.reveal()))


def aead_seal(key: Hidden, *, nonce: bytes, plaintext: bytes, bound: bytes) -> bytes:
    """ChaCha20-Poly1305 (RFC 8439) over `plaintext`, bound to `bound`: ciphertext, then the 16-byte tag."""
    return ChaCha20Poly1305(key.reveal()).encrypt(nonce, plaintext, bound)


def aead_open(key: Hidden, *, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plaintext of `aead_seal`; raises `Unopenable`."""
    try:
        return ChaCha20Poly1305(key.reveal()).decrypt(nonce, sealed, bound)
    except InvalidTag:
        raise Unopenable from None


def argon2id(secret: Hidden, *, salt: bytes, memory_kib: int, passes: int) -> Hidden:
    """Argon2id (RFC 9106) with one lane, to 32 bytes; `salt` is 16 bytes.

    Raises `Refused` below the hard minimum, above the limit, or for a salt of another length.
    """
    if not (MEMORY_KIB <= memory_kib <= MEMORY_KIB_LIMIT and PASSES <= passes <= PASSES_LIMIT):
        raise Refused("Argon2id may cost neither less than the hard minimum nor more than the limit")
    if len(salt) != SALT_LENGTH:
        raise Refused("an Argon2id salt is 16 bytes")
    return Hidden(nacl.pwhash.argon2id.kdf(32, secret.reveal(), salt, passes, memory_kib * 1024))


def x25519_public(private: Hidden) -> bytes:
    """The 32 public bytes of a 32-byte X25519 private key."""
    return X25519PrivateKey.from_private_bytes(private.reveal()).public_key().public_bytes_raw()


def hpke_seal(public: bytes, *, info: bytes, secret: Hidden) -> bytes:
    """Wrap a secret to an X25519 public key (RFC 9180, base mode): 32 + length + 16 bytes.

    Raises `Refused` for a public key nobody can hold the private half of.
    """
    try:
        return _CLASSICAL.encrypt(secret.reveal(), X25519PublicKey.from_public_bytes(public), info)
    except ValueError:
        raise Refused("not a usable X25519 public key") from None


def hpke_open(private: Hidden, *, info: bytes, wrapped: bytes) -> Hidden:
    """The secret inside `hpke_seal`; raises `Unopenable`."""
    try:
        return Hidden(_CLASSICAL.decrypt(wrapped, X25519PrivateKey.from_private_bytes(private.reveal()), info))
    except InvalidTag:
        raise Unopenable from None


def hybrid_public(private: Hidden) -> bytes:
    """The 1,216 public bytes of a 96-byte hybrid private key."""
    seed = MLKEM768PrivateKey.from_seed_bytes(private.reveal()[:_LATTICE_SEED])
    return seed.public_key().public_bytes_raw() + x25519_public(Hidden(private.reveal()[_LATTICE_SEED:]))


def hybrid_seal(public: bytes, *, info: bytes, secret: Hidden) -> bytes:
    """Wrap a secret to a hybrid public key (HPKE, MLKEM768-X25519): 1,120 + length + 16 bytes.

    Raises `Refused` for bytes that are no such key.
    """
    try:
        return _HYBRID.encrypt(secret.reveal(), _hybrid_public_key(public), info)
    except ValueError:
        raise Refused("not a usable MLKEM768-X25519 public key") from None


def hybrid_open(private: Hidden, *, info: bytes, wrapped: bytes) -> Hidden:
    """The secret inside `hybrid_seal`; raises `Unopenable`."""
    try:
        return Hidden(_HYBRID.decrypt(wrapped, _hybrid_private_key(private), info))
    except InvalidTag:
        raise Unopenable from None


def _hybrid_public_key(public: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_LATTICE_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[_LATTICE_PUBLIC:]),
    )


def _hybrid_private_key(private: Hidden) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(private.reveal()[:_LATTICE_SEED]),
        X25519PrivateKey.from_private_bytes(private.reveal()[_LATTICE_SEED:]),
    )


def ed25519_public(private: Hidden) -> bytes:
    """The 32 public bytes of a 32-byte Ed25519 private key (RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(private.reveal()).public_key().public_bytes_raw()


def ed25519_sign(private: Hidden, *, message: bytes) -> bytes:
    """The 64-byte Ed25519 signature of `message`."""
    return Ed25519PrivateKey.from_private_bytes(private.reveal()).sign(message)


def ed25519_verify(public: bytes, *, message: bytes, signature: bytes) -> None:
    """Silent if `signature` is by the holder of `public`; raises `Unopenable` otherwise."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Unopenable from None
