"""What format 1 sealed, it opens for ever; what it refused, it refuses for ever. The figures never change."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from intertwine.vault.errors import Unopenable
from intertwine.vault.grants import Grant, accept_key
from intertwine.vault.identity import Card, Identity
from intertwine.vault.pin import open_with_pin
from intertwine.vault.records import Context, ReadKey, Ring, open_record
from intertwine.vault.secrets import Key, derive
from intertwine.vault.slots import Slot, open_password_slot, open_recovery_slot
from intertwine.vault.statements import Choosing, Closing, KeyGrant, Pairing, sign
from intertwine.vault.tokens import Token, open_with_token
from intertwine.vault.words import safety_numbers
from tests.vault import make_golden
from tests.vault.cast import COUPLE

FIRST_DAY = (
    "6353e4d525e35ae01a4e9ecde21e36029d876ab1ed17711a8296bbe5e2ec3ba2"  # the digest of the file as it was first written
)
GOLDEN = json.loads(make_golden.PATH.read_text())
DERIVED = GOLDEN["derivations"]
raw = bytes.fromhex
Case = dict[str, Any]


def opened_record(case: Case) -> bytes:
    if "key" in case:
        ring = Ring.of(Key.from_bytes(raw(case["key"])))
    else:
        ring = Ring.of(ReadKey.from_key(Key.from_bytes(raw(case["me_key"]))))
    place = Context(raw(case["space"]), case["audience"], raw(case["entry"]), case["revision"])
    return open_record(ring, place, raw(case["sealed"]))


def opened_slot(case: Case) -> bytes:
    slot, member = Slot.from_bytes(raw(case["slot"])), raw(case["member"])
    if slot.kind == "recovery":
        return open_recovery_slot(slot, code=case["code"], member=member).reveal()
    outside = Key.from_bytes(raw(case["outside"]))
    return open_password_slot(slot, password=case["password"], outside=outside, member=member).reveal()


def opened_grant(case: Case) -> bytes:
    grant, identity = Grant.from_bytes(raw(case["grant"])), Identity.from_bytes(raw(case["identity"]))
    granter = Card.from_bytes(raw(case["granter"]))
    return accept_key(grant, identity=identity, granter=granter, couple=raw(case["couple"])).reveal()


def opened_with_token(case: Case) -> bytes:
    return open_with_token(Token.from_text(case["token"]), case["purpose"], raw(case["sealed"]))


def opened_with_pin(case: Case) -> bytes:
    return open_with_pin(pin=case["pin"], device=Token.from_text(case["device"]), sealed=raw(case["sealed"]))


OPENED: dict[str, Callable[[Case], bytes]] = {
    "records, suite 1": opened_record,
    "records, suite 2": opened_record,
    "slots": opened_slot,
    "grants": opened_grant,
    "tokens": opened_with_token,
    "pins": opened_with_pin,
}
CASES = [pytest.param(kind, case, id=f"{kind}: {case['name']}") for kind in OPENED for case in GOLDEN[kind]]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_golden(kind: str, case: Case) -> None:
    if case["opens"] is None:
        with pytest.raises(Unopenable):
            OPENED[kind](case)
    else:
        assert OPENED[kind](case) == raw(case["opens"])


def test_every_kind_has_its_cases_and_they_are_the_ones_of_the_first_day() -> None:
    assert set(GOLDEN) == {"derivations", *OPENED}
    assert hashlib.sha256(make_golden.PATH.read_bytes()).hexdigest() == FIRST_DAY


def test_the_golden_vectors_are_never_made_again() -> None:
    with pytest.raises(SystemExit):
        make_golden.main()


def test_keys_have_the_names_and_the_children_they_had() -> None:
    key = Key.from_bytes(raw(DERIVED["key"]["secret"]))

    assert key.id.hex() == DERIVED["key"]["id"]
    child = derive(key, DERIVED["derived"]["label"], raw(DERIVED["derived"]["salt"]))
    assert child.reveal().hex() == DERIVED["derived"]["secret"]


def test_a_space_has_the_pair_it_had() -> None:
    read_key = ReadKey.from_key(Key.from_bytes(raw(DERIVED["pair"]["me_key"])))

    assert read_key.reveal().hex() == DERIVED["pair"]["read_key"]
    assert read_key.write_key.to_bytes().hex() == DERIVED["pair"]["write_key"]
    assert read_key.id.hex() == DERIVED["pair"]["id"]


def test_a_token_has_the_row_it_had() -> None:
    assert Token.from_text(DERIVED["token"]["text"]).id.hex() == DERIVED["token"]["id"]


def test_identities_have_the_cards_signatures_and_words_they_had() -> None:
    alice, bob = (Identity.from_bytes(raw(one["identity"])) for one in DERIVED["identities"])
    assert [one.card.to_bytes().hex() for one in (alice, bob)] == [one["card"] for one in DERIVED["identities"]]

    key_id = raw(DERIVED["key"]["id"])
    signatures = {
        "pairing": sign(alice, Pairing(couple=COUPLE, mine=alice.card, partner=bob.card)).hex(),
        "key-grant": sign(
            alice, KeyGrant(couple=COUPLE, epoch=1, key_id=key_id, recipient=bob.card, wrapped=b"wrapped")
        ).hex(),
        "closing": sign(alice, Closing(couple=COUPLE, epoch=1)).hex(),
    }
    assert signatures == DERIVED["statements"]
    assert list(safety_numbers(alice.card, bob.card)) == DERIVED["safety_numbers"]


def test_a_choosing_has_the_signature_it_had() -> None:
    # This statement is younger than the file of vectors, which is never written again.
    alice = Identity.from_bytes(raw(DERIVED["identities"][0]["identity"]))

    assert sign(alice, Choosing(couple=COUPLE, revision=1, consents=b"appreciation")).hex() == (
        "a5c7fe07600537938ec23fe6ee22abf3e39e89ad3de97570ff8de7ea85c5074a"
        "9c96774a2ff4ab56924908035e43f7344b57bcd3ae4fefc803ffba51c1153403"
    )
