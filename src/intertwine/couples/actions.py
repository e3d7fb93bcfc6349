"""What two people do to become a couple, and with their keys afterwards.

Each verb is one transaction, and harmless twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from intertwine.couples.access import Alone, Standing, State, invitation_of, lock_couples, look_up, store
from intertwine.couples.entries import Choices, Chosen, Face, Introduction
from intertwine.couples.errors import AlreadyPaired, AlreadyPairing, NotPaired, NotPairing
from intertwine.couples.invitations import invited_by, mine_already, not_taken, waiting_of
from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.couples.parting import part
from intertwine.couples.proofs import (
    Met,
    first_key,
    grants_in,
    identity_of,
    meet,
    open_chosen,
    pledge,
    prove,
    seal_choices,
    seal_face,
    seal_introduction,
    seal_token,
    sign_choices,
)
from intertwine.couples.settling import settle_again, standing_of, tier_of
from intertwine.members.errors import KeysChanged
from intertwine.vault.grants import grant_key
from intertwine.vault.identity import Card, Identity
from intertwine.vault.secrets import Key
from intertwine.vault.tokens import Token
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import IdentityTier, Visit

INVITATION_LASTS = 24 * 3600


def invite(visit: Visit) -> Token:
    """The secret of the open invitation, or of a new one. Raises `AlreadyPaired` or `AlreadyPairing`."""
    with suppress(IntegrityError), _locked(visit) as standing:  # the other tap of a double tap may be faster
        if not _still_open(visit, standing):
            _make_room(visit, standing)
            _offer(tier_of(visit))
    settle_again(visit)
    return waiting_of(visit).token


def withdraw_invitation(visit: Visit) -> None:
    """Ends what is not a pairing yet, by either of the two. Raises `AlreadyPaired`."""
    with _locked(visit) as standing:
        if isinstance(standing, Standing):
            if standing.state is State.PAIRED:
                raise AlreadyPaired
            if standing.state is not State.CLOSED:  # a page from before: what somebody has left there stays theirs
                Couple.objects.filter(id=standing.couple.id).delete()
    settle_again(visit)


def join(visit: Visit, token: Token) -> None:
    """Takes the second seat, once. Raises a `CoupleError` for each reason it cannot be, or `KeysChanged`."""
    try:
        with transaction.atomic():
            _join(visit, token)
    except IntegrityError:
        raise AlreadyPairing from None  # answered another invitation in the same moment
    settle_again(visit)


def confirm(visit: Visit, *, seen: bytes) -> None:
    """ "Our words are the same", for the two cards whose fingerprint was `seen` with the words. Raises `NotPairing`."""
    with _locked(visit) as standing:
        if isinstance(standing, Alone) or standing.state in {State.INVITED, State.ENDED, State.CLOSED}:
            raise NotPairing
        if standing.state is State.MEETING:
            _confirm(tier_of(visit), standing, seen)
    settle_again(visit)


def refuse(visit: Visit) -> None:
    """ "They are different": nobody gets a key. Raises `AlreadyPaired` or `NotPairing`."""
    with _locked(visit) as standing:
        if isinstance(standing, Alone) or standing.state in {State.INVITED, State.CLOSED}:
            raise NotPairing
        if standing.state is State.PAIRED:
            raise AlreadyPaired
        _empty(standing)
    settle_again(visit)


def leave_two(visit: Visit, *, taking: bool) -> bool:
    """Whoever wants to go goes, at once and unasked; also the one who stayed, when they go on alone. With `taking`,
    what they wrote into the shared space comes along into their private one. Harmless twice, and for someone alone.
    Whether anything could come along."""
    came = False
    with _locked(visit) as standing:
        if isinstance(standing, Standing) and (standing.state in {State.PAIRED, State.CLOSED} or tier_of(visit).us):
            came = part(visit, standing, taking=taking) and taking
    settle_again(visit)
    return came


def choose(visit: Visit, choices: Choices) -> None:
    """This member's three consents. Raises `NotPaired`."""
    standing_of(visit)
    with _locked(visit) as standing:
        proven, mine = prove(tier_of(visit), _paired(standing)), _paired(standing).mine
        mine.revision += 1
        chosen = sign_choices(mine, identity_of(tier_of(visit)), choices)
        _write(mine, proven.key, proven.faces[mine.member_id], chosen)
    settle_again(visit)


def turn_us_key(visit: Visit) -> None:
    """A new us key for what is written from now on; the old ones stay, to read what was written. Raises `NotPaired`."""
    standing_of(visit)
    with _locked(visit) as standing:
        proven, key = prove(tier_of(visit), _paired(standing)), Key.new()
        chosen = {seat.number: open_chosen(seat, proven.key) for seat in _paired(standing).seats}
        _give(_paired(standing), identity_of(tier_of(visit)), proven.pin, key)
        for seat in _paired(standing).seats:
            _write(seat, key, proven.faces[seat.member_id], chosen[seat.number])
    settle_again(visit)


def tidy_invitations() -> int:
    """Removes what expired unanswered; called by `intertwine tidy`. How many invitations went."""
    with transaction.atomic():
        expired = Invitation.objects.filter(expires__lte=clock.now())
        went = expired.count()  # counted first: most go with their couple
        Couple.objects.filter(invitation__in=expired, epoch=0).exclude(seats__number=1).delete()
        expired.delete()
    return went


@contextmanager
def _locked(visit: Visit) -> Iterator[Standing | Alone]:
    with transaction.atomic():
        yield look_up(UUID(bytes=tier_of(visit).member), locked=True)


def _paired(standing: Standing | Alone) -> Standing:
    if isinstance(standing, Alone) or standing.state is not State.PAIRED:
        raise NotPaired
    return standing


def _still_open(visit: Visit, standing: Standing | Alone) -> bool:
    if isinstance(standing, Alone) or standing.state is not State.INVITED:
        return False
    return meet(tier_of(visit), standing).mine.expires > clock.now()


def _make_room(visit: Visit, standing: Standing | Alone) -> None:
    """What ended is left for good; what was written there comes along, because nobody was asked about it."""
    not_taken(standing)
    if isinstance(standing, Standing):
        part(visit, standing, taking=True)


def _offer(tier: IdentityTier) -> None:
    token, couple, expires = Token.short(), Couple.objects.create(), clock.now() + INVITATION_LASTS
    _sit(Seat(couple=couple, number=0, member_id=UUID(bytes=tier.member)), tier, token, expires)
    Invitation.objects.create(id=token.id, couple=couple, expires=expires)


def _join(visit: Visit, token: Token) -> None:
    tier = tier_of(visit)
    me, row = UUID(bytes=tier.member), invitation_of(token)
    before = look_up(me)
    lock_couples(row.couple_id, *([] if isinstance(before, Alone) else [before.couple.id]))
    standing = look_up(me)
    if isinstance(standing, Standing) and standing.couple.id == row.couple_id:
        mine_already(standing)
        return  # the second tap
    couple, _ = invited_by(token)
    _make_room(visit, standing)
    _sit(Seat(couple=couple, number=1, member_id=me), tier, token, row.expires)


def _sit(seat: Seat, tier: IdentityTier, token: Token, expires: int) -> None:
    identity = identity_of(tier)
    seat.introduction = seal_introduction(seat, token, Introduction(tier.name, identity.card.to_bytes(), expires))
    seat.invitation_key = seal_token(seat, identity, token)
    seat.save(force_insert=True)


def _confirm(tier: IdentityTier, standing: Standing, seen: bytes) -> None:
    met, identity = meet(tier, standing), identity_of(tier)
    if met.fingerprint != seen:
        raise KeysChanged
    if not standing.mine.statement:
        store(standing.mine, statement=pledge(identity, couple=standing.couple, partner=met.partner_card))
    if standing.mine.number == 0 and standing.couple.epoch == 0:
        _give(standing, identity, met.partner_card, Key.new())
    if standing.state is State.PAIRED:
        _complete(tier, standing, met)


def _complete(tier: IdentityTier, standing: Standing, met: Met) -> None:
    """Whoever says yes last puts the names where both can read them; the invitation's secret is not needed any more."""
    assert met.partner is not None
    key, since = first_key(tier, standing, met.partner_card), clock.now()
    for seat, name in ((standing.mine, met.mine.name), (standing.other, met.partner.name)):
        _write(seat, key, Face(name, since), Chosen())
        store(seat, invitation_key=b"")


def _give(standing: Standing, identity: Identity, partner: Card, key: Key) -> None:
    couple, epoch = standing.couple, standing.couple.epoch + 1
    for seat, card in ((standing.mine, identity.card), (standing.other, partner)):
        grant = grant_key(signer=identity, recipient=card, couple=couple.id.bytes, epoch=epoch, key=key)
        store(seat, grants=msgspec.msgpack.encode([*grants_in(seat), grant.to_bytes()]))
    couple.epoch = standing.other.couple.epoch = epoch
    Couple.objects.filter(id=couple.id).update(epoch=epoch)


def _write(seat: Seat, key: Key, face: Face, chosen: Chosen) -> None:
    store(
        seat,
        revision=seat.revision,
        introduction=seal_face(seat, key, face),
        choices=seal_choices(seat, key, chosen),
    )


def _empty(standing: Standing) -> None:
    Invitation.objects.filter(couple=standing.couple).delete()
    Couple.objects.filter(id=standing.couple.id).update(refused=True, epoch=0)
    for seat in standing.seats:
        store(seat, statement=b"", grants=b"", invitation_key=b"", introduction=b"")
