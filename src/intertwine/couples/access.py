"""The only door to a couple's rows."""

import hashlib
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from uuid import UUID

from django.db.models import Model

from intertwine.couples.entries import Chosen
from intertwine.couples.errors import InvitationUnknown
from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.members.models import Member
from intertwine.vault.encoding import prefixed
from intertwine.vault.tokens import Token
from intertwine.web.prepared import Prepared, Row
from intertwine.web.sessions import clock


class State(Enum):
    INVITED = "an invitation waits"
    MEETING = "two sit here and compare words"
    PAIRED = "both have said that the words are the same"
    ENDED = "the words differed"
    CLOSED = "the other one has gone"


@dataclass(frozen=True)
class Alone:
    """This member sits in no couple."""

    me: UUID


@dataclass(frozen=True, repr=False)
class Standing:
    """The rows of one member's couple as they stand. Nothing in them is believed before `proofs` has seen it."""

    me: UUID
    couple: Couple
    mine: Seat
    partner: Seat | None
    chosen: dict[UUID, Chosen] = field(default_factory=dict, compare=False)
    """What each seat lets happen, as far as `queries` has opened it."""

    @property
    def other(self) -> Seat:
        assert self.partner is not None
        return self.partner

    @property
    def seats(self) -> list[Seat]:
        return sorted([self.mine, *([self.partner] if self.partner else [])], key=lambda seat: seat.number)

    @property
    def state(self) -> State:
        if self.partner is None:
            fresh = self.mine.number == 0 and not (self.mine.statement or self.couple.epoch or self.couple.refused)
            return State.INVITED if fresh else State.ENDED if self.couple.refused else State.CLOSED
        if self.mine.statement and self.partner.statement:
            return State.PAIRED
        return State.ENDED if self.couple.refused else State.MEETING

    @cached_property
    def digest(self) -> bytes:
        """Of everything that decides who gets which key: while it is the same, what was proven stays proven."""
        couple = self.couple
        facts = [couple.id.bytes, couple.us_space.bytes, couple.pool_space.bytes]
        facts.append(b"%d %d" % (couple.epoch, couple.refused))
        for seat in self.seats:
            facts += [b"%d %d" % (seat.number, seat.revision), seat.member_id.bytes, bytes(seat.member.card)]
            facts += map(bytes, (seat.statement, seat.grants, seat.invitation_key, seat.introduction, seat.choices))
        return hashlib.sha256(prefixed(*facts)).digest()


def look_up(member: UUID, *, locked: bool = False) -> Standing | Alone:
    """One query. `locked`, inside a transaction: nobody else changes this couple until it ends."""
    if locked:
        list(Couple.objects.select_for_update(of=("self",)).filter(seats__member_id=member))
    seats = [_seat(row) for row in _SEATS.rows(member)]
    mine = next((seat for seat in seats if seat.member_id == member), None)
    if mine is None:
        return Alone(member)
    return Standing(member, mine.couple, mine, next((seat for seat in seats if seat.member_id != member), None))


def invitation_of(token: Token) -> Invitation:
    """Raises `InvitationUnknown`, for an expired one too."""
    row = Invitation.objects.filter(id=token.id, expires__gt=clock.now()).first()
    if row is None:
        raise InvitationUnknown
    return row


def seats_of(couple: UUID) -> list[Seat]:
    return sorted((_seat(row) for row in _SEATS_OF_COUPLE.rows(couple)), key=lambda seat: seat.number)


def lock_couples(*ids: UUID) -> None:
    """In one order, whoever asks: two who invite each other at the same time do not block one another."""
    list(Couple.objects.select_for_update().filter(id__in=ids).order_by("id"))


def store(seat: Seat, **columns: object) -> None:
    for name, value in columns.items():
        setattr(seat, name, value)
    Seat.objects.filter(couple_id=seat.couple_id, number=seat.number).update(**columns)


def leave(standing: Standing) -> None:
    """Frees this member's seat; the couple's rows go with the last one."""
    Seat.objects.filter(couple_id=standing.couple.id, member_id=standing.me).delete()
    Couple.objects.filter(id=standing.couple.id, seats=None).delete()


def _columns(model: type[Model], *but: str) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname not in but)


_SEAT, _COUPLE, _MEMBER = _columns(Seat), _columns(Couple), _columns(Member, "keyring", "name_hash")
_ALL = (*_SEAT, *(f"couple__{name}" for name in _COUPLE), *(f"member__{name}" for name in _MEMBER))
_SEATS = Prepared(lambda member: Seat.objects.values_list(*_ALL).filter(couple__seats__member_id=member))
_SEATS_OF_COUPLE = Prepared(lambda couple: Seat.objects.values_list(*_ALL).filter(couple_id=couple))


def _seat(row: Row) -> Seat:
    """The member does not point back at the seat, so that all of it goes with the request, and not some time later."""
    seat = Seat.from_db("default", _SEAT, row[: len(_SEAT)])
    seat._state.fields_cache["couple"] = Couple.from_db("default", _COUPLE, row[len(_SEAT) : -len(_MEMBER)])
    seat._state.fields_cache["member"] = Member.from_db("default", _MEMBER, row[-len(_MEMBER) :])
    return seat
