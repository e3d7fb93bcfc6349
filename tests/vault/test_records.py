"""What Alice and Bob write, and who can read it where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.records import Context, ReadKey, Ring, WriteKey, is_newer, open_record, seal
from intertwine.vault.secrets import Key
from tests.vault.cast import (
    ALICES_ME_KEY,
    ALICES_PLACE,
    ALICES_READ_KEY,
    BOBS_ME_KEY,
    BOBS_READ_KEY,
    SHARED_PLACE,
    US_KEY,
    bytes_of,
)

EVERYTHING_ALICE_HAS = Ring.of(ALICES_ME_KEY, ALICES_READ_KEY, US_KEY)
EVERYTHING_BOB_HAS = Ring.of(BOBS_ME_KEY, BOBS_READ_KEY, US_KEY)

contexts = st.builds(
    Context,
    space=st.binary(min_size=16, max_size=16),
    audience=st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20),
    entry=st.binary(min_size=16, max_size=16),
    revision=st.integers(0, 2**63 - 1),
)
keys = st.binary(min_size=32, max_size=32).map(Key.from_bytes)


def test_what_alice_writes_to_the_shared_space_bob_reads() -> None:
    sealed = seal(US_KEY, SHARED_PLACE, b"I liked our walk")

    assert open_record(EVERYTHING_BOB_HAS, SHARED_PLACE, sealed) == b"I liked our walk"


def test_what_alice_writes_to_her_private_space_only_alice_reads() -> None:
    sealed = seal(ALICES_ME_KEY, ALICES_PLACE, b"I am tired")

    assert open_record(EVERYTHING_ALICE_HAS, ALICES_PLACE, sealed) == b"I am tired"
    with pytest.raises(Unopenable):
        open_record(EVERYTHING_BOB_HAS, ALICES_PLACE, sealed)


def test_while_her_space_is_closed_alice_writes_and_reads_it_once_it_is_open() -> None:
    while_closed = Ring.of(US_KEY)
    sealed = seal(WriteKey.from_bytes(ALICES_READ_KEY.write_key.to_bytes()), ALICES_PLACE, b"not now")

    assert open_record(EVERYTHING_ALICE_HAS, ALICES_PLACE, sealed) == b"not now"
    for ring in (while_closed, EVERYTHING_BOB_HAS, Ring.of(ALICES_ME_KEY)):
        with pytest.raises(Unopenable):
            open_record(ring, ALICES_PLACE, sealed)


@given(key=keys, context=contexts, plaintext=st.binary(max_size=5_000))
def test_whatever_is_sealed_opens_as_it_was(key: Key, context: Context, plaintext: bytes) -> None:
    assert open_record(Ring.of(key), context, seal(key, context, plaintext)) == plaintext


@given(key=keys, context=contexts, plaintext=st.binary(max_size=5_000))
def test_whatever_is_sealed_for_later_opens_as_it_was(key: Key, context: Context, plaintext: bytes) -> None:
    read_key = ReadKey.from_key(key)

    assert open_record(Ring.of(read_key), context, seal(read_key.write_key, context, plaintext)) == plaintext


@given(context=contexts, other=contexts, plaintext=st.binary(max_size=50))
def test_nothing_opens_in_another_place(context: Context, other: Context, plaintext: bytes) -> None:
    sealed = seal(US_KEY, context, plaintext)
    if other == context:
        assert open_record(Ring.of(US_KEY), other, sealed) == plaintext
        return
    with pytest.raises(Unopenable):
        open_record(Ring.of(US_KEY), other, sealed)


@pytest.mark.parametrize("key", [US_KEY, ALICES_READ_KEY.write_key], ids=["suite 1", "suite 2"])
@pytest.mark.parametrize(
    "change",
    [
        {"space": bytes_of("elsewhere", 16)},
        {"entry": bytes_of("elsewhere", 16)},
        {"audience": "me"},
        {"audience": "usa"},
        {"revision": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_record_moved_to_another_row_does_not_open(key: Key | WriteKey, change: dict[str, object]) -> None:
    sealed = seal(key, SHARED_PLACE, b"here only")

    assert open_record(EVERYTHING_ALICE_HAS, SHARED_PLACE, sealed) == b"here only"
    with pytest.raises(Unopenable):
        open_record(EVERYTHING_ALICE_HAS, replace(SHARED_PLACE, **change), sealed)


def test_the_same_words_never_look_the_same_twice_and_are_as_long() -> None:
    records = {seal(US_KEY, SHARED_PLACE, b"good night") for _ in range(100)}

    assert len(records) == 100
    assert {len(record) for record in records} == {10 + 24 + 32 + 1024 + 16}


def test_a_record_tells_which_key_opens_it_and_nothing_else_of_the_context() -> None:
    sealed = seal(US_KEY, SHARED_PLACE, b"")

    assert sealed[:10] == b"\x01\x01" + US_KEY.id
    assert SHARED_PLACE.space not in sealed
    assert SHARED_PLACE.entry not in sealed


def test_a_record_of_a_newer_version_is_told_apart_and_does_not_open() -> None:
    sealed = seal(US_KEY, SHARED_PLACE, b"")
    newer = b"\x02" + sealed[1:]

    assert [is_newer(record) for record in (newer, b"\xff", sealed, b"\x00", b"")] == [True, True, False, False, False]
    with pytest.raises(Unopenable):
        open_record(EVERYTHING_ALICE_HAS, SHARED_PLACE, newer)


def test_the_halves_of_a_ring_are_named_once_and_only_when_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = [seal(ALICES_READ_KEY.write_key, ALICES_PLACE, bytes([n])) for n in range(20)]
    shared = seal(US_KEY, SHARED_PLACE, b"ours")
    named = [0]

    def counted(half: ReadKey) -> bytes:
        named[0] += 1
        return half.write_key.id

    monkeypatch.setattr(ReadKey, "id", property(counted))
    ring = Ring.of(US_KEY, BOBS_READ_KEY, ALICES_READ_KEY)
    assert (open_record(ring, SHARED_PLACE, shared), named) == (b"ours", [0])
    assert [open_record(ring, ALICES_PLACE, one) for one in sealed] == [bytes([n]) for n in range(20)]
    assert named == [2]
    with pytest.raises(Unopenable):
        ring.read_key(b"nobody's")


def test_a_ring_without_keys_opens_nothing() -> None:
    with pytest.raises(Unopenable):
        open_record(Ring.of(), SHARED_PLACE, seal(US_KEY, SHARED_PLACE, b""))


def test_the_pair_of_a_space_follows_from_its_key_alone() -> None:
    again = ReadKey.from_key(Key.from_bytes(ALICES_ME_KEY.reveal()))

    assert again == ALICES_READ_KEY
    assert again.write_key == ALICES_READ_KEY.write_key
    assert again.id == again.write_key.id
    assert len({ALICES_READ_KEY.id, BOBS_READ_KEY.id, ALICES_ME_KEY.id, BOBS_ME_KEY.id}) == 4
    assert ALICES_READ_KEY != ALICES_ME_KEY


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_write_key_is_thirty_two_bytes(length: int) -> None:
    with pytest.raises(Unopenable):
        WriteKey.from_bytes(bytes(length))


def test_nothing_is_written_to_a_key_nobody_can_have() -> None:
    with pytest.raises(Refused):
        seal(WriteKey.from_bytes(bytes(32)), ALICES_PLACE, b"lost")


@pytest.mark.parametrize(
    "wrong",
    [
        {"space": bytes(15)},
        {"space": bytes(17)},
        {"entry": b""},
        {"audience": ""},
        {"audience": "nous deux, à jamais"},
        {"revision": -1},
        {"revision": 2**63},
    ],
    ids=str,
)
def test_a_place_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        replace(SHARED_PLACE, **wrong)
