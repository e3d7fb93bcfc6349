"""Alice unlocks, mistypes, loses her password, and changes her keys."""

from typing import Any

import msgspec
import pytest

from intertwine.vault import primitives
from intertwine.vault.codes import secret_of
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.secrets import Key
from intertwine.vault.slots import (
    Slot,
    new_recovery_code,
    normalise_code,
    open_nothing,
    open_password_slot,
    open_recovery_slot,
    password_slot,
    recovery_slot,
    rewrap,
)
from tests.vault.cast import ALICE_ID, ALICES_ROOT, BOB_ID, OUTSIDE, PASSWORD, key_of
from tests.vault.malformed import every_flip, every_truncation, extensions

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ"


@pytest.fixture(scope="module")
def by_password() -> Slot:
    return password_slot(password=PASSWORD, outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT)


@pytest.fixture(scope="module")
def by_code() -> Slot:
    return recovery_slot(code=CODE, member=ALICE_ID, root=ALICES_ROOT)


def unlock(slot: Slot, **other: Any) -> Key:
    return open_password_slot(slot, **{"password": PASSWORD, "outside": OUTSIDE, "member": ALICE_ID} | other)


def recover(slot: Slot, **other: Any) -> Key:
    return open_recovery_slot(slot, **{"code": CODE, "member": ALICE_ID} | other)


def test_alice_unlocks_with_her_password(by_password: Slot) -> None:
    assert unlock(Slot.from_bytes(by_password.to_bytes())) == ALICES_ROOT


def test_alice_unlocks_with_her_recovery_code(by_code: Slot) -> None:
    assert recover(Slot.from_bytes(by_code.to_bytes())) == ALICES_ROOT


@pytest.mark.parametrize(
    "wrong",
    [{"password": PASSWORD + " "}, {"password": ""}, {"outside": key_of("another host")}, {"member": BOB_ID}],
    ids=["longer", "empty", "outside", "member"],
)
def test_a_password_slot_takes_the_password_the_outside_secret_and_the_member(
    by_password: Slot, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Unopenable):
        unlock(by_password, **wrong)


@pytest.mark.parametrize("wrong", [{"code": CODE[:-1] + "0"}, {"code": "too short"}, {"member": BOB_ID}], ids=str)
def test_a_recovery_slot_takes_the_code_and_the_member(by_code: Slot, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unopenable):
        recover(by_code, **wrong)


def test_neither_way_to_unlock_stands_in_for_the_other(by_password: Slot, by_code: Slot) -> None:
    with pytest.raises(Unopenable):
        unlock(by_code)
    with pytest.raises(Unopenable):
        recover(by_password)


def test_the_same_password_from_another_keyboard_unlocks() -> None:
    composed, decomposed, wide = "caf\u00e9 1", "cafe\u0301 1", "caf\u00e9 \uff11"
    slot = password_slot(password=composed, outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT)

    assert unlock(slot, password=decomposed) == ALICES_ROOT
    assert unlock(slot, password=wide) == ALICES_ROOT
    with pytest.raises(Unopenable):
        unlock(slot, password="cafe 1")


def test_no_text_is_too_strange_to_be_tried(by_password: Slot) -> None:
    with pytest.raises(Unopenable):
        unlock(by_password, password="half a character: \ud83d")


def test_two_slots_of_one_password_have_nothing_in_common(by_password: Slot) -> None:
    other = password_slot(password=PASSWORD, outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT)

    for name in ("id", "salt", "public", "sealed_private", "wrapped_root"):
        assert getattr(other, name) != getattr(by_password, name)


def test_a_new_root_is_wrapped_without_asking_for_the_password(by_password: Slot, by_code: Slot) -> None:
    new_root = key_of("Alice's next root")

    assert unlock(rewrap(by_password, root=new_root, member=ALICE_ID)) == new_root
    assert recover(rewrap(by_code, root=new_root, member=ALICE_ID)) == new_root


def test_a_root_wrapped_for_bob_does_not_open_for_alice(by_password: Slot) -> None:
    with pytest.raises(Unopenable):
        unlock(rewrap(by_password, root=ALICES_ROOT, member=BOB_ID))


def test_a_member_is_sixteen_bytes() -> None:
    with pytest.raises(Refused):
        recovery_slot(code=CODE, member=b"Alice", root=ALICES_ROOT)


def test_a_name_nobody_has_costs_one_run_of_the_same_work(monkeypatch: pytest.MonkeyPatch, by_password: Slot) -> None:
    runs: list[tuple[int, int]] = []
    argon2id = primitives.argon2id

    def counted(secret: Any, *, salt: bytes, memory_kib: int, passes: int) -> Any:
        runs.append((memory_kib, passes))
        return argon2id(secret, salt=salt, memory_kib=memory_kib, passes=passes)

    monkeypatch.setattr(primitives, "argon2id", counted)
    with pytest.raises(Unopenable):
        unlock(by_password, password="wrong")
    open_nothing(password="wrong", outside=OUTSIDE)

    assert runs == [(65_536, 3), (65_536, 3)]


def test_every_part_of_a_slot_is_bound(by_password: Slot) -> None:
    other = password_slot(password=PASSWORD, outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT)

    for name in ("id", "salt", "public", "sealed_private", "wrapped_root"):
        swapped = msgspec.structs.replace(by_password, **{name: getattr(other, name)})
        with pytest.raises(Unopenable):
            unlock(swapped)
    for work in ({"memory_kib": 65_537}, {"passes": 4}):
        with pytest.raises(Unopenable):
            unlock(msgspec.structs.replace(by_password, **work))
    assert unlock(by_password) == ALICES_ROOT


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "passkey"},
        {"kind": "recovery"},
        {"id": bytes(15)},
        {"memory_kib": 65_535},
        {"memory_kib": 8},
        {"memory_kib": 1_048_577},
        {"memory_kib": -1},
        {"memory_kib": 65_536.0},
        {"passes": 2},
        {"passes": 17},
        {"salt": bytes(8)},
        {"public": bytes(31)},
        {"sealed_private": bytes(103)},
        {"wrapped_root": b""},
        {"wrapped_root": None},
    ],
    ids=str,
)
def test_a_misshapen_or_weakened_slot_is_not_even_tried(by_password: Slot, change: dict[str, Any]) -> None:
    stored = msgspec.msgpack.encode(list((msgspec.structs.asdict(by_password) | change).values()))

    with pytest.raises(Unopenable):
        Slot.from_bytes(stored)


def test_a_recovery_slot_claims_no_work(by_code: Slot) -> None:
    stored = msgspec.structs.asdict(by_code)
    assert (stored["memory_kib"], stored["passes"]) == (0, 0)

    for work in ({"memory_kib": 65_536}, {"passes": 3}, {"memory_kib": 65_536, "passes": 3}):
        with pytest.raises(Unopenable):
            Slot.from_bytes(msgspec.msgpack.encode(list((stored | work).values())))


def test_a_slot_has_one_spelling(by_code: Slot) -> None:
    values = list(msgspec.structs.asdict(by_code).values())
    stored = by_code.to_bytes()
    assert msgspec.msgpack.encode(values) == stored

    length_in_two_bytes = stored.replace(b"\xc4\x10" + by_code.id, b"\xc5\x00\x10" + by_code.id)
    assert msgspec.msgpack.decode(length_in_two_bytes) == values
    named = msgspec.msgpack.encode(msgspec.structs.asdict(by_code))
    for spelling in (
        length_in_two_bytes,
        named,
        msgspec.msgpack.encode([*values, 1]),
        msgspec.msgpack.encode(values[:-1]),
    ):
        with pytest.raises(Unopenable):
            Slot.from_bytes(spelling)


def test_no_spoilt_slot_opens(by_code: Slot) -> None:
    stored = by_code.to_bytes()
    assert recover(Slot.from_bytes(stored)) == ALICES_ROOT

    for spoilt in (*every_flip(stored), *every_truncation(stored), *extensions(stored)):
        with pytest.raises(Unopenable):
            recover(Slot.from_bytes(spoilt))


def test_a_recovery_code_is_160_bits_in_eight_groups() -> None:
    codes = [new_recovery_code() for _ in range(200)]

    assert len(set(codes)) == 200
    assert {len(secret_of(code).reveal()) for code in codes} == {20}
    assert {tuple(map(len, code.split("-"))) for code in codes} == {(4,) * 8}
    assert set("".join(codes)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")


def test_the_characters_of_a_code_are_its_bits_in_order() -> None:
    assert secret_of("0000-0000-0000-0000-0000-0000-0000-0001").reveal() == bytes(19) + b"\x01"
    assert secret_of("ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ").reveal() == b"\xff" * 20
    assert secret_of("G000-0000-0000-0000-0000-0000-0000-0000").reveal() == b"\x80" + bytes(19)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("-", " \u2013 "),
        CODE.replace("-", "\u00a0\u2011\u200b"),
        CODE.replace("-", "_"),
        CODE.replace("0", "O").replace("1", "I"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("0", "\uff10"),
    ],
    ids=ascii,
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert normalise_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "-", CODE[:-1], CODE + "0", CODE.replace("0", "U"), CODE.replace("0", "é"), "\ud83d" * 32]
)
def test_what_cannot_be_a_code_does_not_open(typed: str) -> None:
    with pytest.raises(Unopenable):
        normalise_code(typed)
