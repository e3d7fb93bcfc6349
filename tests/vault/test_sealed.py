"""Alice seals an answer; Bob, who holds the us key and can edit rows, tries to read it early or to exchange it."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.identity import Identity
from intertwine.vault.records import Ring
from intertwine.vault.sealed import (
    AnswerPlace,
    SealedAnswer,
    check_standing,
    open_own,
    open_released,
    release,
    seal_answer,
)
from intertwine.vault.secrets import Key
from intertwine.vault.statements import Answering, sign
from tests.vault import make_sealed_golden
from tests.vault.cast import ALICE, BOB, CHARLIE, US_KEY, bytes_of, key_of
from tests.vault.make_sealed_golden import ELSEWHERE, PLACE, TEXT
from tests.vault.malformed import a_flip_in_every_byte, every_truncation, extensions, flipped

FIRST_DAY = "3bd681ac7558ab2c9d1549f25c68a791f099fde523ee36d44e954e2f1e1f0e05"  # of the file as it was first written
GOLDEN = json.loads(make_sealed_golden.PATH.read_text())
CASES = [pytest.param(case, id=f"{kind}: {case['name']}") for kind in GOLDEN for case in GOLDEN[kind]]
ANSWER = seal_answer(ALICE, PLACE, TEXT)
RELEASED = release(ALICE, PLACE, ANSWER, us_key=US_KEY)
RING = Ring.of(US_KEY, key_of("an old us"))
raw = bytes.fromhex


def opened(case: dict[str, Any]) -> bytes:
    identity, answer = Identity.from_bytes(raw(case["identity"])), SealedAnswer.from_bytes(raw(case["stored"]))
    space, question, author, revision = case["place"]
    place = AnswerPlace(raw(space), raw(question), raw(author), revision)
    if "released" not in case:
        return open_own(identity, place, answer)
    ring = Ring.of(Key.from_bytes(raw(case["us_key"])))
    return open_released(ring, identity.card, place, answer, raw(case["released"]))


@pytest.mark.parametrize("case", CASES)
def test_golden(case: dict[str, Any]) -> None:
    if case["opens"] is None:
        with pytest.raises(Unopenable):
            opened(case)
    else:
        assert opened(case) == raw(case["opens"])


def test_the_vectors_are_the_ones_of_the_first_day_and_are_never_made_again() -> None:
    assert hashlib.sha256(make_sealed_golden.PATH.read_bytes()).hexdigest() == FIRST_DAY
    with pytest.raises(SystemExit):
        make_sealed_golden.main()


def test_alice_reads_what_she_sealed_and_bob_once_she_released_it() -> None:
    stored = SealedAnswer.from_bytes(ANSWER.to_bytes())

    assert open_own(ALICE, PLACE, stored) == TEXT
    check_standing(ALICE.card, PLACE, stored)
    assert open_released(RING, ALICE.card, PLACE, stored, RELEASED) == TEXT


def test_bob_reads_nothing_before() -> None:
    """The control is the test above: with what Alice's session adds, the same calls open it."""
    with pytest.raises(Unopenable):
        open_own(BOB, PLACE, ANSWER)
    with pytest.raises(Unopenable):
        release(BOB, PLACE, ANSWER, us_key=US_KEY)
    for guess in (b"", bytes(len(RELEASED)), release(BOB, PLACE, seal_answer(BOB, PLACE, TEXT), us_key=US_KEY)):
        with pytest.raises(Unopenable):
            open_released(RING, ALICE.card, PLACE, ANSWER, guess)


def test_what_charlie_planted_in_her_name_is_not_released_by_her() -> None:
    planted = seal_answer(CHARLIE, PLACE, b"words she never wrote")
    sealed_to_her = msgspec.structs.replace(ANSWER, sealed=planted.sealed, signature=planted.signature)

    for forged in (planted, sealed_to_her):
        with pytest.raises(Unopenable):
            release(ALICE, PLACE, forged, us_key=US_KEY)
        with pytest.raises(Unopenable):
            check_standing(ALICE.card, PLACE, forged)


def test_an_answer_cannot_be_exchanged_after_its_key_is_out() -> None:
    """Not even by Alice herself: a second text under the released key does not open."""
    other = seal_answer(ALICE, PLACE, b"what she would rather have said")

    with pytest.raises(Unopenable):
        open_released(RING, ALICE.card, PLACE, other, RELEASED)
    signed = sign(ALICE, Answering(PLACE.space, PLACE.question, PLACE.author, PLACE.revision, other.digest))
    for mixed in (
        msgspec.structs.replace(ANSWER, sealed=other.sealed, signature=signed),
        msgspec.structs.replace(other, own_key=ANSWER.own_key),
    ):
        with pytest.raises(Unopenable):
            open_released(RING, ALICE.card, PLACE, mixed, RELEASED)


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_an_answer_belongs_to_one_place(place: AnswerPlace) -> None:
    with pytest.raises(Unopenable):
        open_own(ALICE, place, ANSWER)
    with pytest.raises(Unopenable):
        check_standing(ALICE.card, place, ANSWER)
    with pytest.raises(Unopenable):
        open_released(RING, ALICE.card, place, ANSWER, RELEASED)


def test_no_spoilt_answer_opens() -> None:
    stored = ANSWER.to_bytes()
    flips = [flipped(stored, 8 * byte + byte % 8) for byte in range(0, len(stored), 29)]
    for spoilt in (*flips, *[stored[:cut] for cut in range(0, len(stored), 97)], *extensions(stored)):
        with pytest.raises(Unopenable):
            open_own(ALICE, PLACE, SealedAnswer.from_bytes(spoilt))


def test_no_spoilt_release_opens() -> None:
    for spoilt in (*a_flip_in_every_byte(RELEASED), *every_truncation(RELEASED), *extensions(RELEASED)):
        with pytest.raises(Unopenable):
            open_released(RING, ALICE.card, PLACE, ANSWER, spoilt)


@given(text=st.binary(max_size=9_000))
@settings(max_examples=25)
def test_any_text_comes_back_and_sizes_come_in_powers_of_two(text: bytes) -> None:
    answer = seal_answer(ALICE, PLACE, text)
    size = len(answer.sealed) - 72

    assert open_own(ALICE, PLACE, answer) == text
    assert size == max(4096, 1 << len(text).bit_length())


def test_most_answers_have_the_same_size_stored() -> None:
    lengths = {len(seal_answer(ALICE, PLACE, b"a" * length).to_bytes()) for length in (0, 1, 400, 4095)}

    assert lengths == {len(ANSWER.to_bytes())}


@pytest.mark.parametrize(
    "wrong", [{"space": b"short"}, {"question": b""}, {"author": bytes(17)}, {"revision": -1}], ids=str
)
def test_a_place_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        replace(PLACE, **wrong)


def test_a_statement_about_something_of_another_length_is_refused() -> None:
    with pytest.raises(Refused):
        Answering(PLACE.space, PLACE.question, PLACE.author, 1, b"no digest")


def test_an_answering_has_the_signature_it_had() -> None:
    signed = sign(ALICE, Answering(PLACE.space, PLACE.question, PLACE.author, 1, bytes_of("a digest", 32)))

    assert hashlib.sha256(signed).hexdigest() == "1e801f063df9b8d652db476ace01c1d12f8650ba9a47e4dc80064ef22d19ee8f"
