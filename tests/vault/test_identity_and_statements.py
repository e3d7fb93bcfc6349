"""Alice and Bob show each other their cards, and sign what they agree on."""

from typing import Any

import pytest

from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.identity import Card, Identity
from intertwine.vault.statements import Choosing, Closing, KeyGrant, Pairing, Statement, sign, verify
from tests.vault.cast import ALICE, BOB, CHARLIE, COUPLE, US_KEY, bytes_of
from tests.vault.malformed import every_truncation

PAIRING = Pairing(couple=COUPLE, mine=ALICE.card, partner=BOB.card)
GRANT = KeyGrant(couple=COUPLE, epoch=1, key_id=US_KEY.id, recipient=BOB.card, wrapped=b"wrapped")
CLOSING = Closing(couple=COUPLE, epoch=1)
CHOOSING = Choosing(couple=COUPLE, revision=1, consents=b"appreciation")


def test_an_identity_and_its_card_survive_storage() -> None:
    assert Identity.from_bytes(ALICE.to_bytes()) == ALICE
    assert Card.from_bytes(ALICE.card.to_bytes()) == ALICE.card
    assert Identity.from_bytes(ALICE.to_bytes()).card == ALICE.card
    assert (len(ALICE.to_bytes()), len(ALICE.card.to_bytes())) == (129, 1249)


def test_no_two_new_identities_are_the_same() -> None:
    one, other = Identity.new(), Identity.new()

    assert one != other
    assert one.card.hpke_public != other.card.hpke_public
    assert one.card.sign_public != other.card.sign_public


@pytest.mark.parametrize("kind", [Identity, Card])
def test_nothing_else_is_an_identity_or_a_card(kind: Any) -> None:
    stored = (ALICE if kind is Identity else ALICE.card).to_bytes()
    assert kind.from_bytes(stored).to_bytes() == stored

    for spoilt in (*every_truncation(stored), stored + b"\0", b"\x00" + stored[1:], b"\x02" + stored[1:]):
        with pytest.raises(Unopenable):
            kind.from_bytes(spoilt)


def test_a_card_has_two_keys_of_their_own_length() -> None:
    with pytest.raises(Unopenable):
        Card(hpke_public=ALICE.card.hpke_public[:-1], sign_public=ALICE.card.sign_public + b"\0")


@pytest.mark.parametrize(
    "statement", [PAIRING, GRANT, CLOSING, CHOOSING], ids=lambda statement: type(statement).__name__
)
def test_what_alice_signs_is_hers_and_nobody_elses(statement: Statement) -> None:
    signature = sign(ALICE, statement)

    verify(ALICE.card, statement, signature)
    for card in (BOB.card, CHARLIE.card):
        with pytest.raises(Unopenable):
            verify(card, statement, signature)


OTHER_COUPLE = bytes_of("Dana and Eli", 16)
SUBSTITUTES: list[tuple[Statement, Statement]] = [
    (PAIRING, Pairing(couple=OTHER_COUPLE, mine=ALICE.card, partner=BOB.card)),
    (PAIRING, Pairing(couple=COUPLE, mine=BOB.card, partner=ALICE.card)),
    (PAIRING, Pairing(couple=COUPLE, mine=ALICE.card, partner=CHARLIE.card)),
    (GRANT, KeyGrant(couple=OTHER_COUPLE, epoch=1, key_id=US_KEY.id, recipient=BOB.card, wrapped=b"wrapped")),
    (GRANT, KeyGrant(couple=COUPLE, epoch=2, key_id=US_KEY.id, recipient=BOB.card, wrapped=b"wrapped")),
    (GRANT, KeyGrant(couple=COUPLE, epoch=1, key_id=bytes(8), recipient=BOB.card, wrapped=b"wrapped")),
    (GRANT, KeyGrant(couple=COUPLE, epoch=1, key_id=US_KEY.id, recipient=CHARLIE.card, wrapped=b"wrapped")),
    (GRANT, KeyGrant(couple=COUPLE, epoch=1, key_id=US_KEY.id, recipient=BOB.card, wrapped=b"Wrapped")),
    (CLOSING, Closing(couple=OTHER_COUPLE, epoch=1)),
    (CLOSING, Closing(couple=COUPLE, epoch=0)),
    (CHOOSING, Choosing(couple=OTHER_COUPLE, revision=1, consents=b"appreciation")),
    (CHOOSING, Choosing(couple=COUPLE, revision=2, consents=b"appreciation")),
    (CHOOSING, Choosing(couple=COUPLE, revision=1, consents=b"")),
    (CHOOSING, CLOSING),
    (CLOSING, PAIRING),
    (PAIRING, GRANT),
    (GRANT, CLOSING),
]


@pytest.mark.parametrize(("signed", "claimed"), SUBSTITUTES)
def test_a_signature_is_for_one_statement_only(signed: Statement, claimed: Statement) -> None:
    with pytest.raises(Unopenable):
        verify(ALICE.card, claimed, sign(ALICE, signed))


@pytest.mark.parametrize(
    "state",
    [
        lambda: Pairing(couple=bytes(15), mine=ALICE.card, partner=BOB.card),
        lambda: KeyGrant(couple=b"", epoch=0, key_id=bytes(8), recipient=BOB.card, wrapped=b""),
        lambda: KeyGrant(couple=COUPLE, epoch=0, key_id=bytes(7), recipient=BOB.card, wrapped=b""),
        lambda: KeyGrant(couple=COUPLE, epoch=-1, key_id=bytes(8), recipient=BOB.card, wrapped=b""),
        lambda: Closing(couple=bytes(17), epoch=0),
        lambda: Closing(couple=COUPLE, epoch=2**63),
        lambda: Choosing(couple=b"", revision=0, consents=b""),
        lambda: Choosing(couple=COUPLE, revision=-1, consents=b""),
    ],
)
def test_what_cannot_be_is_not_stated(state: Any) -> None:
    with pytest.raises(Refused):
        state()
