"""HPKE written out slowly from RFC 9180, base mode, DHKEM(X25519) with HKDF-SHA-256 and ChaCha20-Poly1305.

It starts from the result of the key agreement, so that a vector for X25519 alone can be carried through
`primitives.hpke_open`. It is itself checked against the RFC's own vector.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_KEM = b"KEM" + (0x0020).to_bytes(2, "big")
_HPKE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0003))


def shared_secret(agreed: bytes, *, enc: bytes, recipient: bytes) -> bytes:
    extracted = _extract(_KEM, b"", b"eae_prk", agreed)
    return _expand(_KEM, extracted, b"shared_secret", enc + recipient, 32)


def key_and_nonce(shared: bytes, *, info: bytes) -> tuple[bytes, bytes]:
    context = b"\0" + _extract(_HPKE, b"", b"psk_id_hash", b"") + _extract(_HPKE, b"", b"info_hash", info)
    secret = _extract(_HPKE, shared, b"secret", b"")
    return _expand(_HPKE, secret, b"key", context, 32), _expand(_HPKE, secret, b"base_nonce", context, 12)


def seal(agreed: bytes, *, enc: bytes, recipient: bytes, info: bytes, plaintext: bytes) -> bytes:
    key, nonce = key_and_nonce(shared_secret(agreed, enc=enc, recipient=recipient), info=info)
    return enc + ChaCha20Poly1305(key).encrypt(nonce, plaintext, b"")


def _extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, hashlib.sha256)


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", hashlib.sha256)[:length]
