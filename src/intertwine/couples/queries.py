"""Who the two are, what each lets happen with their ratings, and where a pairing stands."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from intertwine.couples.access import Alone, Standing, State, invitation_of
from intertwine.couples.entries import Choices, Chosen, Introduction
from intertwine.couples.errors import NotPaired, NotPairing
from intertwine.couples.invitations import invited_by, mine_already, not_taken, waiting_of
from intertwine.couples.models import Seat
from intertwine.couples.proofs import identity_of, meet, open_chosen, open_face, suspicious
from intertwine.couples.settling import standing_of, tier_of
from intertwine.members.turns import argon_turn
from intertwine.vault.identity import Card
from intertwine.vault.secrets import Key
from intertwine.vault.tokens import Token
from intertwine.vault.words import FiveNumbers, safety_numbers
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

__all__ = ["Choices", "Us", "choices_of", "us_of"]


@dataclass(frozen=True)
class Us:
    couple: UUID
    me: UUID
    my_number: int
    """0 for the one who invited, 1 for the one who answered."""
    partner: UUID
    partner_name: str = field(repr=False)


@dataclass(frozen=True, repr=False)
class Meeting:
    """Two who compare their words."""

    partner_name: str
    cards: tuple[Card, Card]
    fingerprint: bytes
    """Goes with a yes, so that it counts for the words that were shown and for no others."""
    confirmed: bool
    """This member has said yes. Whether the other has, is not told before: each compares for themself."""


def us_of(visit: Visit) -> Us | None:
    """None while not signed in or not paired. No query where the middleware ran, else one."""
    standing = standing_of(visit) if visit.identity else None
    if not isinstance(standing, Standing) or standing.state is not State.PAIRED:
        return None
    mine, other = standing.mine, standing.other
    return Us(standing.couple.id, standing.me, mine.number, other.member_id, tier_of(visit).partner_name)


def choices_of(visit: Visit) -> dict[UUID, Choices]:
    """Of both members, by member; of nobody while not paired. Queries as `us_of`."""
    if us_of(visit) is None:
        return {}
    chosen = {seat.member_id: _chosen(visit, seat) for seat in paired_standing(visit).seats}
    return {member: Choices(one.feeds, one.draws, one.weather) for member, one in chosen.items()}


def have_chosen(visit: Visit) -> bool:
    """Whether this member ever said yes or no to the three. Nobody signed what nobody chose."""
    return bool(_chosen(visit, paired_standing(visit).mine).signature)


def _chosen(visit: Visit, seat: Seat) -> Chosen:
    """Opened once, however often a page asks."""
    opened = paired_standing(visit).chosen
    if seat.member_id not in opened:
        with suspicious():
            opened[seat.member_id] = open_chosen(seat, us_key(visit))
    return opened[seat.member_id]


class Stage(Enum):
    """What the pairing page shows."""

    ALONE = "nobody invited"
    WAITING = "an invitation waits"
    EXPIRED = "an invitation waited for too long"
    MEETING = "two compare words"
    CONFIRMED = "this one said yes"
    DIFFERENT = "one of the two said that the words differ"
    GONE = "the other one has gone, with their account or without"
    PAIRED = "both said yes"


def stage_of(visit: Visit) -> Stage:
    standing = standing_of(visit)
    if isinstance(standing, Alone):
        return Stage.ALONE
    if standing.state is State.INVITED:
        return Stage.WAITING if waiting_of(visit).expires > clock.now() else Stage.EXPIRED
    if standing.state is State.MEETING:
        return Stage.CONFIRMED if standing.mine.statement else Stage.MEETING
    if standing.state is State.PAIRED:
        return Stage.PAIRED
    return Stage.GONE if standing.state is State.CLOSED else Stage.DIFFERENT


def mark_of(visit: Visit) -> str:
    """Changes when the pairing page would, and not when only the other one said yes; tells nothing."""
    standing, stage = standing_of(visit), stage_of(visit)
    what = b"" if isinstance(standing, Alone) else standing.digest
    if stage in {Stage.MEETING, Stage.CONFIRMED}:
        what = meeting_of(visit).fingerprint
    return f"{stage.name.lower()}-{what.hex()[:16]}"


def invitation_for(visit: Visit, token: Token) -> Introduction | None:
    """Who invites the bearer of this token; None for the one who has answered already.

    Raises a `CoupleError` for each reason that it cannot be answered by this visitor, or `KeysChanged`.
    """
    row = invitation_of(token)
    standing = standing_of(visit) if visit.identity else None
    if not isinstance(standing, Standing):
        return invited_by(token)[1]
    if standing.couple.id == row.couple_id:
        mine_already(standing)
        return None
    introduction = invited_by(token)[1]
    not_taken(standing)
    return introduction


def since_when(visit: Visit) -> int:
    """When the two were paired, in seconds. Raises `NotPaired`."""
    with suspicious():
        return open_face(paired_standing(visit).mine, us_key(visit)).since


def meeting_of(visit: Visit) -> Meeting:
    """Raises `NotPairing` where nobody is there to compare words with, or both have said yes."""
    standing = standing_of(visit)
    if not isinstance(standing, Standing) or standing.state is not State.MEETING:
        raise NotPairing
    met = meet(tier_of(visit), standing)
    assert met.partner is not None
    cards = identity_of(tier_of(visit)).card, met.partner_card
    return Meeting(met.partner.name, cards, met.fingerprint, bool(standing.mine.statement))


def our_cards(visit: Visit) -> tuple[Card, Card]:
    """Mine and the one I pinned. Of two who are paired the rows hold just these: `proofs.prove` saw to that, and
    `standing_of` sees that nothing has changed in them since."""
    standing = paired_standing(visit)
    with suspicious():
        return Card.from_bytes(bytes(standing.mine.member.card)), Card.from_bytes(bytes(standing.other.member.card))


def words_between(cards: tuple[Card, Card]) -> FiveNumbers:
    """As costly as a sign-in, so it waits its turn; raises `Busy`."""
    with argon_turn():
        return safety_numbers(*cards)


def paired_standing(visit: Visit) -> Standing:
    standing = standing_of(visit)
    if not isinstance(standing, Standing) or standing.state is not State.PAIRED:
        raise NotPaired
    return standing


def us_key(visit: Visit) -> Key:
    """Of the current epoch."""
    return Key.from_bytes(tier_of(visit).us[-1][1])
