"""Inputs that are shaped to slip through: every class of them that Project Wycheproof taught, in cases of our own."""

import pytest

from intertwine.vault import primitives
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.hidden import Hidden
from tests.vault import reference_hpke
from tests.vault.cast import bytes_of
from tests.vault.malformed import every_flip, every_truncation

FIELD = 2**255 - 19
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
SIGNER = Hidden(bytes_of("a signer", 32))
PUBLIC = primitives.ed25519_public(SIGNER)
MESSAGE = b"Alice and Bob are a couple"
SIGNATURE = primitives.ed25519_sign(SIGNER, message=MESSAGE)
KEY, NONCE = Hidden(bytes_of("a key", 32)), bytes(12)


def little(number: int) -> bytes:
    return number.to_bytes(32, "little")


def low_order_points() -> dict[str, bytes]:
    """Every u-coordinate of a point of order 1, 2, 4 or 8 on the curve or its twist, in every spelling of 32 bytes."""
    order_eight = [
        0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
        0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
    ]
    spelt = {f"{u} spelt {u + times * FIELD}": u + times * FIELD for u in (0, 1, FIELD - 1) for times in (0, 1)}
    spelt |= {f"order eight, {u:x}": u for u in order_eight}
    points = {name: number for name, number in spelt.items() if number < 2**255}
    high_bit = {f"{name}, high bit set": number | 1 << 255 for name, number in points.items()}
    return {name: little(number) for name, number in (points | high_bit).items()}


def test_the_list_of_low_order_points_is_of_low_order() -> None:
    # Doubling on Montgomery's curve, in the field: three doublings take each of them to the point at infinity.
    for name, spelling in low_order_points().items():
        u, z = int.from_bytes(spelling, "little") % 2**255 % FIELD, 1
        for _ in range(3):
            plus, minus = (u + z) ** 2 % FIELD, (u - z) ** 2 % FIELD
            difference = (plus - minus) % FIELD
            u, z = plus * minus % FIELD, difference * (plus + 121665 * difference) % FIELD
        assert z == 0 or u == 0, name


@pytest.mark.parametrize("name", low_order_points())
def test_nothing_is_sealed_to_a_low_order_point_and_nothing_opens_from_one(name: str) -> None:
    point, private = low_order_points()[name], Hidden(bytes_of("a recipient", 32))
    recipient = primitives.x25519_public(private)
    wrapped = reference_hpke.seal(bytes(32), enc=point, recipient=recipient, info=b"", plaintext=b"planted")

    with pytest.raises(Refused):
        primitives.hpke_seal(point, info=b"", secret=KEY)
    with pytest.raises(Unopenable):
        primitives.hpke_open(private, info=b"", wrapped=wrapped)


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_nothing_is_sealed_to_a_key_of_another_length(length: int) -> None:
    with pytest.raises(Refused):
        primitives.hpke_seal(bytes(length), info=b"", secret=KEY)
    with pytest.raises(Refused):
        primitives.hybrid_seal(bytes(length), info=b"", secret=KEY)


def test_the_hybrid_takes_no_key_whose_coefficients_are_out_of_range_and_no_low_order_half() -> None:
    good = primitives.hybrid_public(Hidden(bytes_of("hybrid", 96)))

    for bad in (b"\xff" * 1184 + good[1184:], good[:1184] + bytes(32), good[:-1], good + b"\0"):
        with pytest.raises(Refused):
            primitives.hybrid_seal(bad, info=b"", secret=KEY)
    primitives.hybrid_seal(good, info=b"", secret=KEY)


SIGNATURES = {
    "empty": b"",
    "half": SIGNATURE[:32],
    "truncated": SIGNATURE[:-1],
    "extended": SIGNATURE + b"\0",
    "twice": SIGNATURE * 2,
    "zeros": bytes(64),
    "halves swapped": SIGNATURE[32:] + SIGNATURE[:32],
    "R only": SIGNATURE[:32] + bytes(32),
    "S only": bytes(32) + SIGNATURE[32:],
    "R is the neutral point": little(1) + SIGNATURE[32:],
    "R is not a point": little(2) + SIGNATURE[32:],
    "R is not reduced": little(FIELD + 1) + SIGNATURE[32:],
    "R has the other sign": SIGNATURE[:31] + bytes([SIGNATURE[31] ^ 0x80]) + SIGNATURE[32:],
    "S is the order": SIGNATURE[:32] + little(GROUP_ORDER),
    "S is negative": SIGNATURE[:32] + little(GROUP_ORDER - int.from_bytes(SIGNATURE[32:], "little")),
} | {
    f"S plus {times} times the order": SIGNATURE[:32]
    + little(int.from_bytes(SIGNATURE[32:], "little") + times * GROUP_ORDER)
    for times in range(1, 15)
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_no_second_spelling_of_a_signature_is_accepted(name: str) -> None:
    with pytest.raises(Unopenable):
        primitives.ed25519_verify(PUBLIC, message=MESSAGE, signature=SIGNATURES[name])


@pytest.mark.parametrize(
    "public", [b"", PUBLIC[:-1], PUBLIC + b"\0", little(2), b"\xff" * 32], ids=lambda p: p.hex()[-8:]
)
def test_no_signature_is_by_a_key_that_is_not_one(public: bytes) -> None:
    with pytest.raises(Unopenable):
        primitives.ed25519_verify(public, message=MESSAGE, signature=SIGNATURE)


def test_no_flipped_bit_of_a_signature_is_accepted() -> None:
    primitives.ed25519_verify(PUBLIC, message=MESSAGE, signature=SIGNATURE)
    for forged in every_flip(SIGNATURE):
        with pytest.raises(Unopenable):
            primitives.ed25519_verify(PUBLIC, message=MESSAGE, signature=forged)


def test_no_flipped_bit_and_no_shorter_form_of_a_ciphertext_opens() -> None:
    sealed = primitives.aead_seal(KEY, nonce=NONCE, plaintext=b"private", bound=b"here")
    assert primitives.aead_open(KEY, nonce=NONCE, sealed=sealed, bound=b"here") == b"private"

    forged = [*every_flip(sealed), *every_truncation(sealed)]
    forged += [sealed + b"\0", b"\0" + sealed, sealed[:-16] + bytes(16), sealed[:-16] + b"\xff" * 16]
    for attempt in forged:
        with pytest.raises(Unopenable):
            primitives.aead_open(KEY, nonce=NONCE, sealed=attempt, bound=b"here")


def test_hkdf_gives_its_longest_output_and_no_longer_one() -> None:
    longest = primitives.hkdf(KEY, salt=b"", info=b"", length=255 * 32).reveal()

    assert len(longest) == 8160
    assert primitives.hkdf(KEY, salt=b"", info=b"", length=42).reveal() == longest[:42]
    with pytest.raises(ValueError, match="8160"):
        primitives.hkdf(KEY, salt=b"", info=b"", length=255 * 32 + 1)


def test_hkdf_with_no_salt_is_hkdf_with_a_salt_of_zeros() -> None:
    expected = primitives.hkdf(KEY, salt=bytes(32), info=b"x", length=64).reveal()

    assert primitives.hkdf(KEY, salt=b"", info=b"x", length=64).reveal() == expected


@pytest.mark.parametrize(
    ("memory_kib", "passes"), [(65_535, 3), (65_536, 2), (8, 1), (0, 0), (-1, 3), (65_536, 17), (1_048_577, 3)]
)
def test_argon2id_is_refused_below_the_hard_minimum_and_above_the_limit(memory_kib: int, passes: int) -> None:
    with pytest.raises(Refused):
        primitives.argon2id(KEY, salt=bytes(16), memory_kib=memory_kib, passes=passes)


@pytest.mark.parametrize("length", [0, 8, 15, 17, 32])
def test_argon2id_takes_a_salt_of_sixteen_bytes_only(length: int) -> None:
    with pytest.raises(Refused):
        primitives.argon2id(KEY, salt=bytes(length), memory_kib=65_536, passes=3)
