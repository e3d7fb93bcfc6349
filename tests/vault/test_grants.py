"""Alice gives Bob the key of their shared space, and Charlie tries to come between."""

from typing import Any

import msgspec
import pytest

from intertwine.vault import primitives
from intertwine.vault.encoding import number, prefixed
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.grants import Grant, accept_key, grant_key
from intertwine.vault.hidden import Hidden
from intertwine.vault.identity import Card
from intertwine.vault.secrets import Key
from intertwine.vault.statements import KeyGrant, sign
from tests.vault.cast import ALICE, BOB, CHARLIE, COUPLE, US_KEY, bytes_of, key_of
from tests.vault.malformed import a_flip_in_every_byte, every_truncation, extensions

GRANT = grant_key(signer=ALICE, recipient=BOB.card, couple=COUPLE, epoch=1, key=US_KEY)


def accept(grant: Grant, **other: Any) -> Key:
    return accept_key(grant, **{"identity": BOB, "granter": ALICE.card, "couple": COUPLE} | other)


def test_bob_accepts_the_key_alice_gave_him() -> None:
    assert accept(Grant.from_bytes(GRANT.to_bytes())) == US_KEY


def test_alice_keeps_a_copy_for_herself() -> None:
    own = grant_key(signer=ALICE, recipient=ALICE.card, couple=COUPLE, epoch=1, key=US_KEY)

    assert accept(own, identity=ALICE) == US_KEY


@pytest.mark.parametrize(
    "other",
    [{"granter": CHARLIE.card}, {"granter": BOB.card}, {"identity": CHARLIE}, {"couple": bytes_of("Dana and Eli", 16)}],
    ids=["not by Alice", "by Bob himself", "not for Charlie", "another couple"],
)
def test_a_grant_is_by_one_for_one_in_one_couple(other: dict[str, Any]) -> None:
    with pytest.raises(Unopenable):
        accept(GRANT, **other)


def test_charlie_cannot_grant_in_alices_name() -> None:
    charlies = grant_key(signer=CHARLIE, recipient=BOB.card, couple=COUPLE, epoch=1, key=key_of("Charlie"))

    with pytest.raises(Unopenable):
        accept(charlies)
    with pytest.raises(Unopenable):
        accept(msgspec.structs.replace(charlies, signature=GRANT.signature))


def test_no_part_of_one_grant_fits_into_another() -> None:
    others = grant_key(signer=ALICE, recipient=BOB.card, couple=COUPLE, epoch=2, key=key_of("the next us"))

    for name in ("epoch", "key_id", "wrapped", "signature"):
        with pytest.raises(Unopenable):
            accept(msgspec.structs.replace(GRANT, **{name: getattr(others, name)}))


def signed_by_alice(*, epoch: int, key_id: bytes, wrapped: bytes) -> Grant:
    signature = sign(ALICE, KeyGrant(COUPLE, epoch, key_id, BOB.card, wrapped))
    return Grant(version=1, epoch=epoch, key_id=key_id, wrapped=wrapped, signature=signature)


def wrapped_for(recipient: Card, *, epoch: int, key_id: bytes, key: Hidden = US_KEY) -> bytes:
    info = prefixed(b"intertwine/grant/1", COUPLE, number(epoch), key_id, recipient.to_bytes())
    return primitives.hybrid_seal(BOB.card.hpke_public, info=info, secret=key)


def test_even_alice_cannot_grant_what_does_not_fit_together() -> None:
    honest = wrapped_for(BOB.card, epoch=1, key_id=US_KEY.id)
    assert accept(signed_by_alice(epoch=1, key_id=US_KEY.id, wrapped=honest)) == US_KEY

    another_epoch = signed_by_alice(epoch=2, key_id=US_KEY.id, wrapped=honest)
    another_name = signed_by_alice(epoch=1, key_id=bytes(8), wrapped=wrapped_for(BOB.card, epoch=1, key_id=bytes(8)))
    for_charlie = signed_by_alice(
        epoch=1, key_id=US_KEY.id, wrapped=wrapped_for(CHARLIE.card, epoch=1, key_id=US_KEY.id)
    )
    for grant in (another_epoch, another_name, for_charlie):
        with pytest.raises(Unopenable):
            accept(grant)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"epoch": -1},
        {"epoch": 2**63},
        {"key_id": bytes(7)},
        {"wrapped": GRANT.wrapped[:-1]},
        {"wrapped": "text"},
        {"signature": b""},
    ],
    ids=["version", "negative epoch", "huge epoch", "key id", "short", "text", "unsigned"],
)
def test_a_misshapen_grant_is_not_even_tried(change: dict[str, Any]) -> None:
    stored = msgspec.msgpack.encode(list((msgspec.structs.asdict(GRANT) | change).values()))

    with pytest.raises(Unopenable):
        Grant.from_bytes(stored)


def test_a_grant_has_one_spelling() -> None:
    stored = GRANT.to_bytes()
    length_in_two_bytes = stored.replace(b"\xc4\x08" + US_KEY.id, b"\xc5\x00\x08" + US_KEY.id)
    assert msgspec.msgpack.decode(length_in_two_bytes) == msgspec.msgpack.decode(stored)

    with pytest.raises(Unopenable):
        Grant.from_bytes(length_in_two_bytes)


def test_no_spoilt_grant_is_accepted() -> None:
    stored = GRANT.to_bytes()

    for spoilt in (*a_flip_in_every_byte(stored), *every_truncation(stored), *extensions(stored)):
        with pytest.raises(Unopenable):
            accept(Grant.from_bytes(spoilt))


@pytest.mark.parametrize("wrong", [{"epoch": -1}, {"couple": b"short"}], ids=str)
def test_a_grant_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        grant_key(**{"signer": ALICE, "recipient": BOB.card, "couple": COUPLE, "epoch": 1, "key": US_KEY} | wrong)
    with pytest.raises(Refused):
        grant_key(signer=ALICE, recipient=Card(bytes(1216), bytes(32)), couple=COUPLE, epoch=1, key=US_KEY)
