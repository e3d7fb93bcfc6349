"""The five words Alice and Bob read to each other."""

import hashlib
from dataclasses import replace

import pytest

from intertwine.vault.errors import Refused
from intertwine.vault.words import numbers_of, safety_numbers
from tests.vault.cast import ALICE, BOB, CHARLIE
from tests.vault.malformed import flipped


def test_both_see_the_same_words() -> None:
    assert safety_numbers(ALICE.card, BOB.card) == safety_numbers(BOB.card, ALICE.card)


def test_somebody_in_the_middle_changes_the_words() -> None:
    honest = safety_numbers(ALICE.card, BOB.card)
    signs_otherwise = replace(BOB.card, sign_public=flipped(BOB.card.sign_public, 0))
    is_wrapped_otherwise = replace(BOB.card, hpke_public=flipped(BOB.card.hpke_public, 9_000))

    for other in (CHARLIE.card, signs_otherwise, is_wrapped_otherwise):
        assert safety_numbers(ALICE.card, other) != honest


def test_the_numbers_are_the_first_55_bits_eleven_at_a_time() -> None:
    assert numbers_of(b"\xff" * 7) == (2047, 2047, 2047, 2047, 2047)
    assert numbers_of(bytes(7)) == (0, 0, 0, 0, 0)
    bits = "00000000001" + "00000000010" + "00000000011" + "10000000000" + "01111111111" + "1"
    assert numbers_of(int(bits, 2).to_bytes(7, "big") + b"more") == (1, 2, 3, 1024, 1023)


def test_a_certificates_fingerprint_has_words_too() -> None:
    fingerprint = hashlib.sha256(b"a certificate").digest()

    assert all(0 <= number <= 2047 for number in numbers_of(fingerprint))
    assert numbers_of(fingerprint) != numbers_of(hashlib.sha256(b"another certificate").digest())


def test_fewer_than_55_bits_are_refused() -> None:
    with pytest.raises(Refused):
        numbers_of(bytes(6))
