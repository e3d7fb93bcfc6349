"""An invitation, as its bearer and its maker find it."""

from dataclasses import dataclass

from intertwine.couples.access import Alone, Standing, State, invitation_of, seats_of
from intertwine.couples.entries import Introduction
from intertwine.couples.errors import AlreadyPaired, AlreadyPairing, InvitationUsed, NotPairing, OwnInvitation
from intertwine.couples.models import Couple
from intertwine.couples.proofs import meet, open_introduction, suspicious
from intertwine.couples.settling import standing_of, tier_of
from intertwine.members.errors import KeysChanged
from intertwine.vault.tokens import Token
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True, repr=False)
class Waiting:
    """An invitation nobody has answered yet."""

    token: Token
    expires: int


def waiting_of(visit: Visit) -> Waiting:
    """Raises `NotPairing` where no invitation waits."""
    standing = standing_of(visit)
    if isinstance(standing, Alone) or standing.state is not State.INVITED:
        raise NotPairing
    met = meet(tier_of(visit), standing)
    return Waiting(met.token, met.mine.expires)


def invited_by(token: Token) -> tuple[Couple, Introduction]:
    """Whose invitation it is. Raises `InvitationUnknown`, `InvitationUsed`, or `KeysChanged` where rows were edited."""
    row = invitation_of(token)
    seats = seats_of(row.couple_id)
    if [seat.number for seat in seats] != [0]:
        raise InvitationUsed
    with suspicious():
        introduction = open_introduction(seats[0], token)
    if introduction.expires != row.expires:
        raise KeysChanged
    return seats[0].couple, introduction


def mine_already(standing: Standing) -> None:
    """Nothing to do for whoever sits there already, except to say to the inviter that it is not for them."""
    if standing.mine.number == 0:
        raise OwnInvitation


def not_taken(standing: Standing | Alone) -> None:
    """An invitation nobody has answered, or a pairing that ended, stands in nobody's way."""
    if isinstance(standing, Alone):
        return
    if standing.state is State.PAIRED:
        raise AlreadyPaired
    if standing.state is State.MEETING:
        raise AlreadyPairing
