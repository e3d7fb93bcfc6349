"""The only door to sealed answers."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, transaction

from intertwine.couples.access import lock_couples
from intertwine.couples.errors import NotPaired
from intertwine.couples.queries import Us, us_of
from intertwine.couples.settling import settle_again
from intertwine.members.errors import KeysChanged
from intertwine.opening.models import SealedAnswer
from intertwine.web.prepared import Prepared
from intertwine.web.sessions.visit import Visit

_OF_COUPLE = SealedAnswer.objects.values_list("question", "number", "both", "released")
_STANDING = Prepared(lambda couple: _OF_COUPLE.filter(couple_id=couple))


@dataclass(frozen=True, repr=False)
class Rows:
    """The two places of one question, as they stand."""

    mine: SealedAnswer | None
    other: SealedAnswer | None


@dataclass(frozen=True, repr=False)
class Standing:
    """What is answered and has not opened."""

    me: UUID
    mine: frozenset[UUID]
    theirs: frozenset[UUID]
    """For choosing what to ask next, never for showing."""
    unreleased: frozenset[tuple[UUID, int]]
    """What both have answered and whose key somebody has not given yet, with the seat of whoever has not."""


def couple_of(visit: Visit) -> str:
    """Of what one keeps privately about the two: so that it never passes for something about the next two."""
    assert visit.identity is not None
    return visit.identity.couple.hex()


def from_before(visit: Visit, couple: str) -> bool:
    """Whether this belongs to a couple that is no more. What an earlier version wrote belongs to whoever is there."""
    return couple != couple_of(visit) if couple else not couple_of(visit)


@contextmanager
def couple_held(visit: Visit, us: Us) -> Iterator[None]:
    """One transaction in which nobody else changes anything about these two."""
    with transaction.atomic():
        lock_couples(us.couple)
        visit.sealed = None
        yield
    visit.sealed = None


@contextmanager
def held(visit: Visit) -> Iterator[Us]:
    """The same, and they are still two: the other one may have left a moment before. Raises `NotPaired`."""
    before = us_of(visit)
    if before is None:
        raise NotPaired
    with couple_held(visit, before):
        settle_again(visit)
        us = us_of(visit)
        if us is None:
            raise NotPaired
        yield us


@contextmanager
def if_it_can(visit: Visit) -> Iterator[None]:
    """For a page that is for reading and comes upon something to be put in order: what cannot be written now, on a full
    disk or because one of the two has left, is tried again by the next page."""
    with suppress(DatabaseError, NotPaired, KeysChanged):
        yield
    visit.sealed = None


def rows_of(us: Us, question: UUID) -> Rows:
    found = {row.number: row for row in SealedAnswer.objects.filter(couple_id=us.couple, question=question)}
    return Rows(found.get(us.my_number), found.get(1 - us.my_number))


def my_row(us: Us, question: UUID) -> SealedAnswer | None:
    return SealedAnswer.objects.filter(couple_id=us.couple, question=question, number=us.my_number).first()


def standing_of(visit: Visit, us: Us) -> Standing:
    """Which questions stand answered and not open. One query a request, without any text: the middleware asks before
    every page, and what it read is there for the page too."""
    known = visit.sealed
    if not isinstance(known, Standing) or known.me != us.me:
        found = _STANDING.rows(us.couple)
        visit.sealed = known = Standing(
            us.me,
            frozenset(question for question, number, _, _ in found if number == us.my_number),
            frozenset(question for question, number, _, _ in found if number != us.my_number),
            frozenset((question, number) for question, number, both, released in found if both and not released),
        )
    return known


def write(row: SealedAnswer) -> None:
    """Whole: one row per couple, question and seat."""
    SealedAnswer.objects.update_or_create(
        couple_id=row.couple_id,
        question=row.question,
        number=row.number,
        defaults={
            "revision": row.revision,
            "answer": row.answer,
            "both": row.both,
            "released": row.released,
        },
    )


def set_both(us: Us, question: UUID) -> None:
    SealedAnswer.objects.filter(couple_id=us.couple, question=question).update(both=True)


def set_released(row: SealedAnswer, released: bytes) -> None:
    row.released = released
    SealedAnswer.objects.filter(couple_id=row.couple_id, question=row.question, number=row.number).update(
        released=released
    )


def destroy(us: Us, question: UUID, *, only_mine: bool) -> None:
    rows = SealedAnswer.objects.filter(couple_id=us.couple, question=question)
    (rows.filter(number=us.my_number) if only_mine else rows).delete()
