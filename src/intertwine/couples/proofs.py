"""What a couple's rows must prove before anything in them is believed.

Whoever can edit the database must not be able to decide who gets a key. So a partner's card comes from the invitation
and is compared by words, later from one's own signed statement; never from the partner's row. Names, seats and spaces
are bound into what is sealed. Whatever does not hold raises `KeysChanged`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.conf import settings

from intertwine.couples.access import Standing
from intertwine.couples.entries import Choices, Chosen, Face, Introduction, Pledge
from intertwine.couples.models import Couple, Seat
from intertwine.members.errors import KeysChanged
from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Unopenable, VaultError
from intertwine.vault.grants import Grant, accept_key
from intertwine.vault.identity import Card, Identity
from intertwine.vault.records import Context, Ring, open_record, seal
from intertwine.vault.secrets import Key, derive
from intertwine.vault.statements import Choosing, KeyGrant, Pairing, sign, verify
from intertwine.vault.storing import decoded
from intertwine.vault.tokens import Token, open_with_token, seal_with_token
from intertwine.web.sessions.visit import IdentityTier

Keys = tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, repr=False)
class Met:
    """Before pairing: who sits here, as far as the invitation's secret can tell."""

    token: Token
    mine: Introduction
    partner: Introduction | None
    fingerprint: bytes
    """Of the two cards: what somebody says yes to is what they were shown."""

    @property
    def partner_card(self) -> Card:
        assert self.partner is not None
        return Card.from_bytes(self.partner.card)


@dataclass(frozen=True, repr=False)
class Proven:
    """After pairing: everything two signatures and the newest us key vouch for."""

    pin: Card
    keys: Keys
    faces: dict[UUID, Face]

    @property
    def key(self) -> Key:
        return Key.from_bytes(self.keys[-1][1])


@contextmanager
def suspicious() -> Iterator[None]:
    try:
        yield
    except VaultError:
        raise KeysChanged from None


def identity_of(tier: IdentityTier) -> Identity:
    return Identity.from_bytes(tier.identity)


def meet(tier: IdentityTier, standing: Standing) -> Met:
    """Both introductions were written with the invitation's secret, for these seats, and one of them is mine."""
    with suspicious():
        identity = identity_of(tier)
        token = open_token(standing.mine, identity)
        mine = open_introduction(standing.mine, token)
        _same(mine.card, identity.card.to_bytes(), bytes(standing.mine.member.card))
        if standing.partner is None:
            return Met(token, mine, None, b"")
        partner = open_introduction(standing.partner, token)
        _same(Card.from_bytes(partner.card).to_bytes(), bytes(standing.partner.member.card))
        if standing.mine.statement:
            _same(pinned(standing, identity).to_bytes(), partner.card)
        return Met(token, mine, partner, fingerprint(mine.card, partner.card))


def prove(tier: IdentityTier, standing: Standing) -> Proven:
    """Both statements, every grant, both names and all consents hold; and no key once held was taken back."""
    held = tier.us if tier.couple == standing.couple.id.bytes else ()
    with suspicious():
        identity = identity_of(tier)
        pin = pinned(standing, identity)
        _same(bytes(standing.mine.member.card), identity.card.to_bytes())
        _same(bytes(standing.other.member.card), pin.to_bytes())
        _same(pledged(standing.other, by=pin).to_bytes(), identity.card.to_bytes())
        keys = accepted(standing, identity, pin)
        _same(keys[: len(held)], held)
        verify_grants(standing.other, keys, givers=(identity.card, pin))
        key = Key.from_bytes(keys[-1][1])
        faces = {seat.member_id: open_face(seat, key) for seat in standing.seats}
        verify_choices(standing.mine, key, identity.card)
        verify_choices(standing.other, key, pin)
    return Proven(pin, keys, faces)


def still_held(tier: IdentityTier, standing: Standing) -> Keys:
    """After the other one has gone: my own seat alone still proves which keys I was given, and for which spaces. None
    where the two had not both said yes."""
    mine = standing.mine
    if mine.invitation_key or not mine.grants:
        return ()
    with suspicious():
        identity = identity_of(tier)
        keys = accepted(standing, identity, pinned(standing, identity))
        open_face(mine, Key.from_bytes(keys[-1][1]))
    return keys


def ended(standing: Standing) -> None:
    """Two who said that the words differ left nothing behind; where something is left, it was not they who said so."""
    seats = standing.seats if standing.partner else []
    with suspicious():
        _same(b"", *(bytes(blob) for seat in seats for blob in (seat.statement, seat.grants, seat.introduction)))


def first_key(tier: IdentityTier, standing: Standing, pin: Card) -> Key:
    """The key of two who have both just said yes: the other one's yes was to me, and the key comes from one of us."""
    with suspicious():
        identity = identity_of(tier)
        _same(pledged(standing.other, by=pin).to_bytes(), identity.card.to_bytes())
        return Key.from_bytes(accepted(standing, identity, pin)[-1][1])


def fingerprint(one: bytes, other: bytes) -> bytes:
    return hashlib.sha256(prefixed(*sorted((one, other)))).digest()


# the invitation


def seal_token(seat: Seat, identity: Identity, token: Token) -> bytes:
    return seal(derive(identity, "own-invitation"), _token_place(seat), token.text.encode())


def open_token(seat: Seat, identity: Identity) -> Token:
    ring = Ring.of(derive(identity, "own-invitation"))
    return Token.from_text(open_record(ring, _token_place(seat), bytes(seat.invitation_key)).decode())


def seal_introduction(seat: Seat, token: Token, introduction: Introduction) -> bytes:
    return seal_with_token(token, _purpose(seat), msgspec.msgpack.encode(introduction))


def open_introduction(seat: Seat, token: Token) -> Introduction:
    return decoded(open_with_token(token, _purpose(seat), bytes(seat.introduction)), Introduction)


# the statements and the keys


def pledge(identity: Identity, *, couple: Couple, partner: Card) -> bytes:
    signature = sign(identity, Pairing(couple.id.bytes, identity.card, partner))
    return msgspec.msgpack.encode(Pledge(1, partner.to_bytes(), signature))


def pinned(standing: Standing, identity: Identity) -> Card:
    """The partner's card, because I signed that it is theirs."""
    return pledged(standing.mine, by=identity.card)


def pledged(seat: Seat, *, by: Card) -> Card:
    """The card this seat's statement names as the partner's, if `by` signed it."""
    stored = decoded(bytes(seat.statement), Pledge)
    named = Card.from_bytes(stored.partner)
    verify(by, Pairing(seat.couple_id.bytes, by, named), stored.signature)
    return named


def accepted(standing: Standing, identity: Identity, pin: Card) -> Keys:
    """The us key of every epoch, each given by me or by my pinned partner and nobody else."""
    grants = [Grant.from_bytes(one) for one in grants_in(standing.mine)]
    _same(list(range(1, standing.couple.epoch + 1)), [grant.epoch for grant in grants])
    if not grants:
        raise Unopenable
    return tuple((grant.epoch, _accept(grant, standing.couple, identity, pin).reveal()) for grant in grants)


def _accept(grant: Grant, couple: Couple, identity: Identity, pin: Card) -> Key:
    try:
        return accept_key(grant, identity=identity, granter=identity.card, couple=couple.id.bytes)
    except Unopenable:
        return accept_key(grant, identity=identity, granter=pin, couple=couple.id.bytes)


def verify_grants(seat: Seat, keys: Keys, *, givers: tuple[Card, Card]) -> None:
    """The other one, whose pinned card comes last, was given the very same keys by one of us two."""
    grants = [Grant.from_bytes(one) for one in grants_in(seat)]
    _same([(grant.epoch, grant.key_id) for grant in grants], [(epoch, Key.from_bytes(key).id) for epoch, key in keys])
    for grant in grants:
        given = KeyGrant(seat.couple_id.bytes, grant.epoch, grant.key_id, givers[-1], grant.wrapped)
        try:
            verify(givers[0], given, grant.signature)
        except Unopenable:
            verify(givers[-1], given, grant.signature)


def grants_in(seat: Seat) -> list[bytes]:
    return decoded(bytes(seat.grants), list[bytes]) if seat.grants else []


# what the two may read of each other


def seal_face(seat: Seat, key: Key, face: Face) -> bytes:
    return seal(key, _place(seat, "seat"), msgspec.msgpack.encode(face))


def open_face(seat: Seat, key: Key) -> Face:
    return decoded(open_record(Ring.of(key), _place(seat, "seat"), bytes(seat.introduction)), Face)


def sign_choices(seat: Seat, identity: Identity, choices: Choices) -> Chosen:
    unsigned = Chosen(choices.feeds, choices.draws, choices.weather)
    return msgspec.structs.replace(unsigned, signature=sign(identity, _choosing(seat, unsigned)))


def seal_choices(seat: Seat, key: Key, chosen: Chosen) -> bytes:
    return seal(pool_key(key), _place(seat, "choices"), msgspec.msgpack.encode(chosen))


def open_chosen(seat: Seat, key: Key) -> Chosen:
    plain = open_record(Ring.of(pool_key(key)), _place(seat, "choices"), bytes(seat.choices))
    return decoded(plain, Chosen)


def verify_choices(seat: Seat, key: Key, owner: Card) -> None:
    """Nobody consents for somebody else: a choice without its owner's signature is refused, unless it is no choice."""
    chosen = open_chosen(seat, key)
    if chosen != Chosen():
        verify(owner, _choosing(seat, chosen), chosen.signature)


def pool_key(key: Key) -> Key:
    return derive(key, "pool", settings.SECRETS.outside)


# where each of them belongs


def _choosing(seat: Seat, chosen: Chosen) -> Choosing:
    return Choosing(seat.couple_id.bytes, seat.revision, bytes([chosen.feeds, chosen.draws, chosen.weather]))


def _purpose(seat: Seat) -> str:
    couple = seat.couple
    spaces = f"{couple.id.hex}/{couple.us_space.hex}/{couple.pool_space.hex}"
    return f"invitation/{spaces}/{seat.number}/{seat.member_id.hex}"


def _token_place(seat: Seat) -> Context:
    return Context(space=seat.couple_id.bytes, audience="invitation", entry=seat.member_id.bytes, revision=0)


def _place(seat: Seat, audience: str) -> Context:
    couple = seat.couple
    facts = prefixed(
        couple.id.bytes, couple.us_space.bytes, couple.pool_space.bytes, b"%d" % seat.number, seat.member_id.bytes
    )
    entry = hashlib.sha256(facts).digest()[:16]
    space = couple.us_space if audience == "seat" else couple.pool_space
    return Context(space=space.bytes, audience=audience, entry=entry, revision=seat.revision)


def _same(*facts: object) -> None:
    if any(fact != facts[0] for fact in facts):
        raise Unopenable
